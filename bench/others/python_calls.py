"""Calls with Python's ctypes."""

import ctypes
from ctypes import (CFUNCTYPE, POINTER, Structure, addressof, byref, c_bool, c_char_p, c_double, c_float, c_int, c_int8,
                    c_int64, c_size_t, c_ubyte, c_uint, c_void_p, create_string_buffer, memmove, pointer)

from python_measure import (Compare, DoubleFunction, Fields, IntFunction, Large, Mixed, Point, Vector, function, loop,
                            measure)


def each(name, parameters, result, rows):
    """Measures calls of one function."""
    f = function(name, parameters, result)
    for row, (arguments, scope) in rows.items():
        measure(row, loop(f"f({arguments})", {"f": f, **scope}))


def calls():
    each("nothing", [], None, {"void f(void)": ("", {})})
    each("next_count", [], c_int, {"int f(void)": ("", {})})
    each("add_ints", [c_int] * 2, c_int, {"int f(int, int)": ("i, 1", {})})
    each("add_six", [c_int] * 6, c_int, {"int f(6 ints)": ("i, 1, 2, 3, i, 5", {})})
    each("add_unsigned", [c_uint] * 2, c_uint, {"unsigned f(unsigned, unsigned)": ("i, 0xf0000000", {})})
    each("add_bytes", [c_int8] * 2, c_int8, {"int8_t f(int8_t, int8_t)": ("i & 63, 1", {})})
    each("negate", [c_bool], c_bool, {"bool f(bool)": ("(i & 2) == 0", {})})
    each("add_floats", [c_float] * 2, c_float, {"float f(float, float)": ("i, 0.5", {})})
    each("add_doubles", [c_double] * 2, c_double, {"double f(double, double)": ("i, 0.5", {})})
    each("add_longs", [c_int64] * 2, c_int64, {"int64_t f(int64_t, int64_t)": ("i, 5", {})})
    each("add_sizes", [c_size_t] * 2, c_size_t, {"size_t f(size_t, size_t)": ("i, 5", {})})
    ints = [c_int(i) for i in range(4)]
    scope = {"all": [addressof(i) for i in ints]}
    each("is_null", [c_void_p], c_int, {"int f(void *), an address": ("all[i & 3]", scope)})
    each("same", [c_void_p], c_void_p, {"void *f(void *)": ("all[i & 3]", scope)})


def pointers():
    strings = [create_string_buffer(32) for _ in range(4)]
    views = [(c_ubyte * 1000)() for _ in range(4)]
    ints = [c_int(i) for i in range(4)]
    scope = {"ints": ints, "byref": byref, "views": views, "strings": strings, "points": [Point() for _ in range(4)],
             "pointers": [pointer(i) for i in ints], "arrays": [(c_int * 2)() for _ in range(4)], "one": views[1]}
    each("first_byte", [POINTER(c_ubyte)], c_int, {"uint8_t *, a Uint8Array": ("views[i & 3]", scope),
                                                  "uint8_t *, always the same Uint8Array": ("one", scope)})
    each("first_byte", [c_char_p], c_int, {"char *, a string buffer": ("strings[i & 3]", scope)})
    each("first_int", [POINTER(c_int)], c_int, {"int *, byref(c_int)": ("byref(ints[i & 3])", scope),
                                               "int *, a pointer": ("pointers[i & 3]", scope),
                                               "int *, an Int32Array": ("arrays[i & 3]", scope)})
    each("first_x", [POINTER(Point)], c_int, {"Point *, a structure": ("points[i & 3]", scope)})
    each("copy_int", [POINTER(c_int)] * 2, c_int,
         {"int *, int *, both byref": ("byref(ints[i & 3]), byref(ints[(i + 1) & 3])", scope)})
    each("is_null", [c_void_p], c_int, {"void *, a Uint8Array": ("views[i & 3]", scope), "void *, null": ("None", scope)})


def strings_in():
    def eight(make):
        return {"all": [make(i) for i in range(8)]}

    text = "all[i & 7].encode()"
    each("first_byte", [c_char_p], c_int, {
        "5 ASCII characters": (text, eight(lambda i: f"text{i}")),
        "5 ASCII characters, a new string each time": ('f"{i & 1023}text".encode()', {}),
        "32 ASCII characters": (text, eight(lambda i: str(i).ljust(32, "a"))),
        "200 ASCII characters": (text, eight(lambda i: str(i).ljust(200, "a"))),
        "10,000 ASCII characters": (text, eight(lambda i: str(i).ljust(10_000, "a"))),
        "5 characters, one not ASCII": (text, eight(lambda i: f"tëxt{i}")),
        "32 characters, none ASCII": (text, eight(lambda i: chr(0x416 + i) * 32)),
        "10,000 characters, none ASCII": (text, eight(lambda i: chr(0x416 + i) * 10_000)),
    })


def strings_out():
    f = function("text_of", [c_int, c_int], c_char_p)
    for kind, row in enumerate(["5 ASCII characters", "10,000 ASCII characters", "13 characters, some not ASCII"]):
        measure(row, loop(f"f({kind}, i).decode()", {"f": f}))


def by_value():
    for row, name, argument, result, use in [
        ("two ints, in and out", "swap_point", Point, Point, ".x"),
        ("two doubles, in and out", "swap_vector", Vector, Vector, ".x"),
        ("two doubles, in", "vector_x", Vector, c_double, ""),
        ("int and double, in and out", "turn_mixed", Mixed, Mixed, ".id"),
        ("five doubles, in and out", "turn_large", Large, Large, ".values[0]"),
        ("five doubles in fields, in and out", "turn_large", Fields, Fields, ".a"),
    ]:
        scope = {"f": function(name, [argument], result), "four": [argument() for _ in range(4)]}
        measure(row, loop(f"f(four[i & 3]){use}", scope))


def callbacks():
    call_ints = function("call_ints", [IntFunction, c_int])
    call_doubles = function("call_doubles", [DoubleFunction, c_int], c_double)
    sort_ints = function("sort_ints", [POINTER(c_int), c_size_t, Compare], None)
    count = IntFunction(lambda i: i & 1)
    add = DoubleFunction(lambda a, b: a + b)
    source = (c_int * 1000)(*[(i * 7919 + 13) % 1009 for i in range(1000)])
    ints = (c_int * 1000)()
    made = []

    def counting(a, b):
        made.append(1)
        return a[0] - b[0]

    def sort(n, compare):
        for _ in range(n):
            memmove(ints, source, 4000)
            sort_ints(ints, 1000, compare)

    sort(1, Compare(counting))
    at, contents = Compare(lambda a, b: a[0] - b[0]), Compare(lambda a, b: a.contents.value - b.contents.value)
    measure("int f(int)", lambda n: call_ints(count, n))
    measure("int f(int), a plain function", lambda n: call_ints(IntFunction(lambda i: i & 1), n))
    measure("double f(double, double)", lambda n: call_doubles(add, n))
    measure("qsort of 1000 ints, .at(0)", lambda n: sort(n, at), len(made))
    measure("qsort of 1000 ints, .contents.value", lambda n: sort(n, contents), len(made))
    measure("make a callback and close it", loop("F(f)", {"F": IntFunction, "f": lambda i: i}))
    measure("call C with one callback", loop("f(c, 1)", {"f": call_ints, "c": count}))


def addresses():
    add_type = CFUNCTYPE(c_int, c_int, c_int)

    class Table(Structure):
        _fields_ = [("add", add_type)]

    add = add_type(function("add_address", [], c_void_p)())
    table = function("table_memory", [], POINTER(Table))().contents
    measure("int f(int, int)", loop("f(i, 1)", {"f": add}))
    measure("a structure's field, read and called", loop("table.add(i, 1)", {"table": table}))


def variadic():
    f, g = function("sum_ints", [c_int]), function("sum_doubles", [c_int], c_double)
    snprintf = ctypes.CDLL(None).snprintf
    snprintf.argtypes, snprintf.restype = [c_char_p, c_size_t, c_char_p], c_int
    scope = {"f": f, "g": g, "snprintf": snprintf, "c_int": c_int, "ints": [c_int(i) for i in range(4)],
             "doubles": [c_double(i) for i in range(4)], "buffer": create_string_buffer(100)}
    rows = {
        "int f(int, ...), two ints": "f(2, ints[i & 3], ints[i >> 1 & 3])",
        "int f(int, ...), two new c_int(…)": "f(2, c_int(i), c_int(5))",
        "double f(int, ...), two doubles": "g(2, doubles[i & 3], doubles[i >> 1 & 3])",
        'snprintf "%d %s %.2f"': 'snprintf(buffer, 100, b"%d %s %.2f", ints[i & 3], b"pieces", doubles[i & 3])',
    }
    for row, body in rows.items():
        measure(row, loop(body, scope))
