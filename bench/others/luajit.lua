-- The benchmarks' rows with LuaJIT's ffi: luajit.lua TOPIC.
local ffi = require("ffi")
ffi.cdef([[
typedef struct { int x, y; } Point;
typedef struct { double x, y; } Vector;
typedef struct { double values[5]; } Large;
typedef struct { int id; double weight; } Mixed;
typedef struct { Point from, to; double mass; int64_t id; } Body;
typedef struct { unsigned mode : 3, level : 7, on : 1; } Flags;
typedef struct { int f[20]; } Big;
typedef struct Node { int value; struct Node *next; } Node;
typedef int (*IntFunction)(int);
typedef double (*DoubleFunction)(double, double);
typedef int (*Compare)(const int *, const int *);
typedef struct { int (*add)(int, int); } Table;
void nothing(void); int next_count(void); int add_ints(int, int); int add_six(int, int, int, int, int, int);
unsigned add_unsigned(unsigned, unsigned); int8_t add_bytes(int8_t, int8_t); bool negate(bool);
float add_floats(float, float); double add_doubles(double, double);
int64_t add_longs(int64_t, int64_t); uint64_t add_sizes(uint64_t, uint64_t);
int first_byte(const char *); int first_int(const int *); int first_x(const Point *);
int copy_int(int *, const int *); int is_null(const void *); void *same(void *);
const char *text_of(int, int);
Point swap_point(Point); Vector swap_vector(Vector); Large turn_large(Large); Mixed turn_mixed(Mixed);
double vector_x(Vector);
int call_ints(IntFunction, int); double call_doubles(DoubleFunction, int); void sort_ints(int *, size_t, Compare);
int sum_ints(int, ...); double sum_doubles(int, ...); int snprintf(char *, size_t, const char *, ...);
int *int_memory(void); Point *point_memory(void); Node *list_memory(void); Table *table_memory(void);
void *add_address(void);
typedef struct { long s, ns; } timespec; int clock_gettime(int, timespec *);
]])
local lib = ffi.load(os.getenv("BENCH_LIBRARY"))
local time = ffi.new("timespec")

local function now()
  ffi.C.clock_gettime(1, time)
  return tonumber(time.s) * 1e9 + tonumber(time.ns)
end

local function measure(name, loop, per)
  local n = 1
  while true do
    local start = now()
    loop(n)
    if now() - start >= 5e6 then break end
    n = n * 2
  end
  for _ = 1, 2 do
    local samples = {}
    for i = 1, 5 do
      local start = now()
      loop(n)
      samples[i] = now() - start
    end
    table.sort(samples)
    print(string.format('{"row":"%s","side":"us","ns":%.4f}', name:gsub('"', '\\"'), samples[3] / n / (per or 1)))
  end
end

-- A loop whose body is `body`; it may add to `sum`.
local function row(name, body, scope, per)
  local names, values = { "lib", "ffi" }, { lib, ffi }
  for key, value in pairs(scope or {}) do
    names[#names + 1], values[#values + 1] = key, value
  end
  local source = "local " .. table.concat(names, ", ") .. " = ...\nlocal band = require('bit').band\n"
    .. "return function(n) local sum = 0 for i = 1, n do " .. body .. " end return sum end"
  measure(name, assert(loadstring(source))(unpack(values)), per)
end

local function list(n, make)
  local all = {}
  for i = 0, n - 1 do all[i] = make(i) end
  return all
end

local topics = {}

function topics.calls()
  row("void f(void)", "lib.nothing()")
  row("int f(void)", "sum = lib.next_count()")
  row("int f(int, int)", "sum = sum + lib.add_ints(i, 1)")
  row("int f(6 ints)", "sum = sum + lib.add_six(i, 1, 2, 3, i, 5)")
  row("unsigned f(unsigned, unsigned)", "sum = sum + lib.add_unsigned(i, 5)")
  row("int8_t f(int8_t, int8_t)", "sum = sum + lib.add_bytes(band(i, 63), 1)")
  row("bool f(bool)", "if lib.negate(band(i, 2) == 0) then sum = sum + 1 end")
  row("float f(float, float)", "sum = sum + lib.add_floats(i, 0.5)")
  row("double f(double, double)", "sum = sum + lib.add_doubles(i, 0.5)")
  row("int64_t f(int64_t, int64_t)", "sum = lib.add_longs(i, 5)")
  row("size_t f(size_t, size_t)", "sum = lib.add_sizes(i, 5)")
  local all = { all = list(4, function(i) return ffi.cast("void *", 4096 + i) end) }
  row("int f(void *), an address", "sum = sum + lib.is_null(all[band(i, 3)])", all)
  row("void *f(void *)", "sum = lib.same(all[band(i, 3)])", all)
end

function topics.pointers()
  local scope = {
    bytes = list(4, function() return ffi.new("uint8_t[1000]") end),
    ints = list(4, function() return ffi.new("int[2]") end),
    points = list(4, function() return ffi.new("Point") end),
  }
  row("uint8_t *, a Uint8Array", "sum = sum + lib.first_byte(bytes[band(i, 3)])", scope)
  row("int *, an Int32Array", "sum = sum + lib.first_int(ints[band(i, 3)])", scope)
  row("Point *, a structure", "sum = sum + lib.first_x(points[band(i, 3)])", scope)
  row("void *, a Uint8Array", "sum = sum + lib.is_null(bytes[band(i, 3)])", scope)
  row("void *, null", "sum = sum + lib.is_null(nil)", scope)
end

function topics.strings_in()
  local body = "sum = sum + lib.first_byte(all[band(i, 7)])"
  local function texts(make) return { all = list(8, make) } end
  row("5 ASCII characters", body, texts(function(i) return "text" .. i end))
  row("32 ASCII characters", body, texts(function(i) return i .. ("a"):rep(31) end))
  row("10,000 ASCII characters", body, texts(function(i) return i .. ("a"):rep(9999) end))
  row("5 characters, one not ASCII", body, texts(function(i) return "tëxt" .. i end))
end

function topics.strings_out()
  for kind, name in ipairs({ "5 ASCII characters", "10,000 ASCII characters", "13 characters, some not ASCII" }) do
    row(name, "sum = sum + #ffi.string(lib.text_of(" .. kind - 1 .. ", i))")
  end
end

function topics.structures()
  local scope = {
    ring = {},
    Point = ffi.typeof("Point"),
    Big = ffi.typeof("Big"),
    points = list(8, function() return ffi.new("Point") end),
    bodies = list(8, function() return ffi.new("Body") end),
    flags = list(8, function() return ffi.new("Flags") end),
    array = ffi.new("Point[?]", 1000000),
  }
  row("new Point()", "ring[band(i, 63)] = Point()", scope)
  row("new Point({ x, y })", "ring[band(i, 63)] = Point(i, 2)", scope)
  row("new, 20 fields", "ring[band(i, 63)] = Big()", scope)
  row("read int", "sum = sum + points[band(i, 7)].x", scope)
  row("write int", "points[band(i, 7)].x = i", scope)
  row("read double", "sum = sum + bodies[band(i, 7)].mass", scope)
  row("write double", "bodies[band(i, 7)].mass = i", scope)
  row("write 64-bit", "bodies[band(i, 7)].id = i", scope)
  row("read nested int", "sum = sum + bodies[band(i, 7)].to.x", scope)
  row("write nested int", "bodies[band(i, 7)].to.x = i", scope)
  row("read bit field", "sum = sum + flags[band(i, 7)].level", scope)
  row("write bit field", "flags[band(i, 7)].level = band(i, 127)", scope)
  row("array of a million, .at(i)", "for j = 0, 999999 do sum = sum + array[j].x end", scope, 1e6)
end

function topics.by_value()
  local function four(type) return { all = list(4, function() return ffi.new(type) end) } end
  row("two ints, in and out", "sum = sum + lib.swap_point(all[band(i, 3)]).x", four("Point"))
  row("two doubles, in and out", "sum = sum + lib.swap_vector(all[band(i, 3)]).x", four("Vector"))
  row("two doubles, in", "sum = sum + lib.vector_x(all[band(i, 3)])", four("Vector"))
  row("int and double, in and out", "sum = sum + lib.turn_mixed(all[band(i, 3)]).id", four("Mixed"))
  row("five doubles, in and out", "sum = sum + lib.turn_large(all[band(i, 3)]).values[0]", four("Large"))
end

function topics.callbacks()
  jit.off() -- a compiled call must not call back
  local count = ffi.cast("IntFunction", function(i) return i % 2 end)
  local add = ffi.cast("DoubleFunction", function(a, b) return a + b end)
  measure("int f(int)", function(n) return lib.call_ints(count, n) end)
  measure("double f(double, double)", function(n) return lib.call_doubles(add, n) end)
  row("call C with one callback", "sum = sum + lib.call_ints(count, 1)", { count = count })
end

function topics.addresses()
  local add = ffi.cast("int (*)(int, int)", lib.add_address())
  row("int f(int, int)", "sum = sum + add(i, 1)", { add = add })
  row("a structure's field, read and called", "sum = sum + table_.add(i, 1)", { table_ = lib.table_memory() })
end

function topics.variadic()
  row("int f(int, ...), two ints", "sum = sum + lib.sum_ints(2, ffi.cast('int', i), ffi.cast('int', 5))")
  row("double f(int, ...), two doubles", "sum = sum + lib.sum_doubles(2, i + 0.5, 0.5)")
  row(
    'snprintf "%d %s %.2f"',
    "sum = sum + ffi.C.snprintf(buffer, 100, '%d %s %.2f', ffi.cast('int', i), 'pieces', 0.5)",
    { buffer = ffi.new("char[100]") }
  )
end

function topics.buffers()
  local scope = {
    ring = {},
    buffers = list(8, function() return ffi.new("char[32]") end),
    Buffer = ffi.typeof("char[32]"),
    Int = ffi.typeof("int[1]"),
    Double = ffi.typeof("double[1]"),
    Ints = ffi.typeof("int[10]"),
    IntPointer = ffi.typeof("int *"),
  }
  row("createStringBuffer(32)", "ring[band(i, 63)] = Buffer()", scope)
  row("new c_int(i)", "ring[band(i, 63)] = Int(i)", scope)
  row("new c_double(i)", "ring[band(i, 63)] = Double(i)", scope)
  row("new (ArrayOf(c_int, 10))()", "ring[band(i, 63)] = Ints()", scope)
  row("cast(buffer, Pointer(c_int))", "ring[band(i, 63)] = ffi.cast(IntPointer, buffers[band(i, 7)])", scope)
end

function topics.reads()
  local scope = { ints = lib.int_memory(), points = lib.point_memory(), list = lib.list_memory() }
  row("int, p.at(i), C's memory", "sum = sum + ints[band(i, 1023)]", scope)
  row("int, p.set(i, value), C's memory", "ints[band(i, 1023)] = i", scope)
  row("structure, p.at(i).x", "sum = sum + points[band(i, 1023)].x", scope)
  row(
    "linked list of C, per node",
    "local p = list while p ~= nil do sum = sum + p.value p = p.next end",
    scope,
    1000
  )
end

if topics[arg[1]] then topics[arg[1]]() end
