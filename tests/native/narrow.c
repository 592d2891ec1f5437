// Functions that show what their caller does with the upper bits of narrow arguments and results, for the tests of calls
// and callbacks. Compilers may trust their callers to extend them; clang does on x86-64. So here is, beside functions
// as one writes them, what such a compiler makes of them: functions that look at the whole register.
// also by clang
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define NARROW(name, type)                                                        \
  EXPORT int take_##name(type v) { return v; }                                    \
  EXPORT type give_##name(int v) { return (type)v; }                              \
  EXPORT int pass_##name(int (*f)(type), int v) { return f((type)v); }            \
  EXPORT int ask_##name(type (*f)(int), int v) { return f(v); }                   \
  typedef struct {                                                                \
    type a, b;                                                                    \
  } pair_##name;                                                                  \
  EXPORT int add_##name(type a, pair_##name p, type b) { return a + 1000 * p.b + b; } \
  EXPORT int ninth_##name(int a, int b, int c, int d, int e, int f, int g, int h, type v) { \
    return v + 0 * (a + b + c + d + e + f + g + h);                               \
  }

NARROW(char, char)
NARROW(byte, signed char)
NARROW(ubyte, unsigned char)
NARROW(short, short)
NARROW(ushort, unsigned short)
NARROW(bool, bool)

// The whole register.
EXPORT int take_register(int v) { return v; }
// Anything above the narrow value.
EXPORT int give_register(int v) { return v; }
EXPORT int pass_register(int (*f)(int), int v) { return f(v); }
EXPORT int ask_register(int (*f)(int), int v) { return f(v); }

EXPORT int first_of(int count, ...) {
  va_list list;
  va_start(list, count);
  int v = va_arg(list, int);
  va_end(list);
  return v;
}
