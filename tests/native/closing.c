// A library that only tests of close() open, so that it is unloaded with its last handle: functions that it gives by
// address, variables, and whether it was unloaded.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef int unary(int);
typedef struct { int32_t x, y; } point;

static int twice(int x) { return 2 * x; }
static point swapped(point p) { point q = {p.y, p.x}; return q; }
static int sum_list(int count, ...) {
  int sum = 0;
  __builtin_va_list list;
  __builtin_va_start(list, count);
  while (count-- > 0) sum += __builtin_va_arg(list, int);
  __builtin_va_end(list);
  return sum;
}
static double half(double x) { return x / 2; }

EXPORT unary *get_twice(void) { return twice; }
EXPORT point (*get_swapped(void))(point) { return swapped; }
EXPORT int (*get_sum_list(void))(int, ...) { return sum_list; }
EXPORT double (*get_half(void))(double) { return half; }
EXPORT void *(*get_malloc(void))(size_t) { return malloc; }
EXPORT int apply(unary *f, int x) { return f(x); }
EXPORT void with_twice(void (*use)(unary *)) { use(twice); }

// A table of functions in memory that outlives the library.
typedef struct { unary *first, *second; } functions;
EXPORT functions *new_functions(void) {
  functions *made = malloc(sizeof *made);
  made->first = made->second = twice;
  return made;
}

EXPORT const char *closing_name;
EXPORT int closing_numbers[4] = {1, 2, 3, 4};
EXPORT struct { int count; const char *label; int items[2]; } closing_record = {1, "label", {5, 6}};
EXPORT unary *closing_function = twice;
EXPORT int closing_label_is(const char *text) { return closing_record.label && !strcmp(closing_record.label, text); }

// Where to write 1 when the library is unloaded.
static int *unloaded;
EXPORT void tell_unloaded(int *where) { unloaded = where; }
static __attribute__((destructor)) void unload(void) { if (unloaded) *unloaded = 1; }
