// Functions that take what only the dynamic way of calling can pass, for tests of single facts about it.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef struct { double x, y; } Point;
typedef struct { long long a, b, c; } Triple;
typedef struct { long long i; double d; } IntegerFirst;
typedef struct { double d; long long i; } DoubleFirst;

EXPORT Point add_points(Point a, Point b) {
  Point sum = { a.x + b.x, a.y + b.y };
  return sum;
}

// The structure takes the last integer register on x86-64, where libffi 3.4.4 overwrites the first double (its #574).
EXPORT void integer_first(long long a, long long b, long long c, long long d, IntegerFirst s, double x, double y,
                          double *out) {
  out[0] = a + b + c + d, out[1] = s.i, out[2] = s.d, out[3] = x, out[4] = y;
}
EXPORT void integer_last(long long a, long long b, long long c, long long d, long long e, IntegerFirst s, double x,
                         double y, double *out) {
  out[0] = a + b + c + d + e, out[1] = s.i, out[2] = s.d, out[3] = x, out[4] = y;
}
EXPORT void double_last(double x, long long a, long long b, long long c, long long d, long long e, DoubleFirst s,
                        double y, double *out) {
  out[0] = a + b + c + d + e, out[1] = s.i, out[2] = s.d, out[3] = x, out[4] = y;
}
EXPORT void callback_last(void (*f)(long long, long long, long long, long long, long long, IntegerFirst, double)) {
  IntegerFirst s = { 6, 7.5 };
  f(1, 2, 3, 4, 5, s, 8.5);
}

// What it was passed must still be there when the callback, which may call it again, has returned.
EXPORT Triple through(Triple t, int depth, long long (*f)(Triple, int)) {
  long long inner = f(t, depth);
  t.a += inner;
  return t;
}

EXPORT int add(int a, int b) { return a + b; }
EXPORT int length(const char *text) { return (int)strlen(text); }
EXPORT void nothing(void) {}
EXPORT _Bool negate(_Bool v) { return !v; }
EXPORT signed char minus(signed char v) { return -v; }
EXPORT void *same_pointer(void *p) { return p; }

EXPORT int format(char *to, size_t size, const char *how, ...) {
  va_list all;
  va_start(all, how);
  int written = vsnprintf(to, size, how, all);
  va_end(all);
  return written;
}
EXPORT double sum_doubles(int count, ...) {
  va_list all;
  double sum = 0;
  va_start(all, count);
  for (int i = 0; i < count; i++) sum += va_arg(all, double);
  va_end(all);
  return sum;
}

EXPORT long double half(long double v) { return v / 2; }
EXPORT long double call_long_double(long double (*f)(long double, int), long double v) { return f(v, 3); }
EXPORT int call_scalars(int (*f)(signed char, unsigned short, float, double, _Bool, void *)) {
  return f(-1, 65535, 0.5f, 0.25, 1, (void *)0x123456789abc);
}
EXPORT int is_minus_one(signed char (*c)(Point), short (*s)(Point), int (*i)(Point), long long (*l)(Point)) {
  Point p = { 1, 2 };
  return (c(p) == -1) + (s(p) == -1) * 2 + (i(p) == -1) * 4 + (l(p) == -1) * 8;
}
EXPORT void repeat(Point (*f)(Point, int), Point *p, int count) {
  for (int i = 0; i < count; i++) *p = f(*p, i);
}

typedef struct { float x, y; } Spot;
typedef struct { unsigned char r, g, b, a; } Color;
typedef struct { float x, y, z; } Solid;

// Writes the bytes that it got one after the other.
EXPORT int paint(unsigned char *to, Spot spot, float radius, Color color, Point p, Solid s, int last) {
  memcpy(to, &spot, 8);
  memcpy(to + 8, &color, 4);
  memcpy(to + 12, &p, 16);
  memcpy(to + 28, &s, 12);
  return (int)(radius * 100) + last;
}
// The last structures find no registers any more.
EXPORT double add_many(Point a, Point b, Point c, Point d, Point e) {
  return a.x + b.x + c.x + d.x + e.x + 10 * (a.y + b.y + c.y + d.y + e.y);
}
