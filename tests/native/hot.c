// Functions of many signatures that call back in their middle, for the tests of hot calls: each looks whether it is time
// to call the function that was kept.
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
// The UCRT's, whichever runtime library this file was linked with.
static int *errno_cell(void) {
  static int *(*cell)(void);
  if (!cell) cell = (int *(*)(void))(void *)GetProcAddress(LoadLibraryA("ucrtbase.dll"), "_errno");
  return cell();
}
#else
#define EXPORT __attribute__((visibility("default")))
static int *errno_cell(void) { return &errno; }
#endif

typedef void (*Kept)(void);

static Kept kept;
static int64_t calls_left = -1;
static bool each_time;

// Keeps a function, which the `left`th call from now on calls, and with `each` every call.
EXPORT void hot_keep(Kept f, int64_t left, bool each) {
  kept = f;
  calls_left = left;
  each_time = each;
}

static void fire(void) {
  if (each_time || (calls_left > 0 && --calls_left == 0)) kept();
}

typedef struct {
  int32_t x, y;
} Point;
typedef struct {
  double a, b;
} Pair;
typedef struct {
  int64_t values[5];
} Large;

EXPORT void hot_nothing(void) { fire(); }
EXPORT int hot_count(void) { fire(); return 7; }
EXPORT int hot_int(int a, int b) { fire(); return a + b; }
EXPORT unsigned hot_unsigned(unsigned a) { fire(); return a + 0xf0000000u; }
EXPORT int hot_many(int a, int b, int c, int d, int e, int f, int g, int h) { fire(); return a + b + c + d + e + f + g + h; }
EXPORT bool hot_bool(bool a) { fire(); return !a; }
EXPORT uint8_t hot_byte(uint8_t a) { fire(); return (uint8_t)(a + 1); }
EXPORT float hot_float(float a) { fire(); return a + 0.5f; }
EXPORT double hot_double(double a, double b) { fire(); return a + b; }
EXPORT int64_t hot_long(int64_t a) { fire(); return a + 1; }
EXPORT void *hot_pointer(void *a) { fire(); return a; }
EXPORT const int32_t *hot_cell(int32_t *a) { fire(); ++*a; return a; }
EXPORT int hot_bytes(const uint8_t *a, int n) {
  fire();
  int sum = 0;
  for (int i = 0; i < n; i++) sum += a[i];
  return sum;
}
EXPORT int hot_length(const char *a) { fire(); return (int)strlen(a); }
EXPORT const char *hot_text(void) { fire(); return "a text"; }
EXPORT const wchar_t *hot_wide(void) { fire(); return L"wide"; }
EXPORT int hot_errno(int a) { fire(); *errno_cell() = a; return a; }
EXPORT double hot_errno_double(double a) { fire(); *errno_cell() = (int)a; return a; }
EXPORT int64_t hot_errno_long(int64_t a) { fire(); *errno_cell() = (int)a; return a; }
EXPORT int32_t hot_result(int32_t a) { fire(); return a < 0 ? a : a & 1; }

EXPORT int hot_point(Point a, int b) { fire(); return a.x + a.y + b; }
EXPORT double hot_pair(Pair a) { fire(); return a.a + a.b; }
EXPORT int64_t hot_large(Large a) { fire(); return a.values[0] + a.values[4]; }
EXPORT Point hot_make_point(int x, int y) { fire(); return (Point){x, y}; }
EXPORT Large hot_make_large(int64_t x) { fire(); return (Large){{x, 0, 0, 0, 1}}; }
EXPORT long double hot_long_double(long double a) { fire(); return a + 1; }

EXPORT int hot_sum(int n, ...) {
  fire();
  va_list list;
  int sum = 0;
  va_start(list, n);
  for (int i = 0; i < n; i++) sum += va_arg(list, int);
  va_end(list);
  return sum;
}
EXPORT double hot_sum_doubles(int n, ...) {
  fire();
  va_list list;
  double sum = 0;
  va_start(list, n);
  for (int i = 0; i < n; i++) sum += va_arg(list, double);
  va_end(list);
  return sum;
}

// What is called back with values and gives one.
EXPORT int hot_apply(int (*f)(int), int a) { fire(); return f(a); }
EXPORT double hot_apply_double(double (*f)(double), double a) { return f(a); }
EXPORT int64_t hot_apply_long(int64_t (*f)(int64_t), int64_t a) { return f(a); }
EXPORT int hot_apply_point(Point (*f)(Point), int a) {
  Point made = f((Point){a, 1});
  return made.x + made.y;
}

typedef struct {
  int (*add)(int, int);
  double (*plus)(double, double);
} Table;
EXPORT const Table hot_table = {hot_int, hot_double};

// Calls back `times` times, with addresses.
EXPORT int hot_apply_often(int (*f)(void *, int64_t), int times) {
  int sum = 0;
  for (int i = 0; i < times; i++) sum += f(&sum, i + ((int64_t)1 << 40));
  return sum;
}
// These never call back.
EXPORT int hot_never(int a) { return a + 1; }
EXPORT Point hot_turn(Point a) { return (Point){a.y, a.x}; }
EXPORT int hot_one(void *a, int64_t b) { (void)a, (void)b; return 1; }

// An object as COM has them.
typedef struct Object Object;
typedef struct {
  int32_t (*QueryInterface)(Object *, const void *, void **);
  uint32_t (*AddRef)(Object *);
  uint32_t (*Release)(Object *);
  int32_t (*Add)(Object *, int32_t, int32_t *);
  double (*Plus)(Object *, double, double);
} Vtable;
struct Object {
  const Vtable *vtable;
};

static int32_t query(Object *self, const void *id, void **out) {
  (void)self, (void)id;
  *out = NULL;
  return (int32_t)0x80004002;
}
static uint32_t count(Object *self) {
  (void)self;
  return 1;
}
static int32_t add(Object *self, int32_t a, int32_t *out) {
  (void)self;
  fire();
  *out += a;
  return 0;
}
static double plus(Object *self, double a, double b) {
  (void)self;
  fire();
  return a + b;
}
static const Vtable vtable = {query, count, count, add, plus};
static Object object = {&vtable};
EXPORT Object *hot_object(void) { return &object; }
EXPORT double hot_use_object(Object *served, double a) { return served->vtable->Plus(served, a, 1); }
