// The benchmarks' rows in C, with functions found by dlsym: `driver TOPIC`.
#define _GNU_SOURCE
#include "bench.h"
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void *lib;
static volatile int64_t sink;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

static void measure(const char *name, int64_t (*loop)(int n), double per) {
  int n = 1;
  for (;; n *= 2) {
    double start = now();
    sink = loop(n);
    if (now() - start > 1e6) break;
  }
  for (int pass = 0; pass < 2; pass++) {
    double samples[15];
    for (int i = 0; i < 15; i++) {
      double start = now();
      sink = loop(n);
      samples[i] = now() - start;
    }
    qsort(samples, 15, sizeof(double), ascending);
    printf("{\"row\":\"%s\",\"side\":\"us\",\"ns\":%.4f}\n", name, samples[7] / n / per);
  }
}

// A function of the library, and a loop that does `body` n times.
#define FUNCTION(name, result, ...) result (*name)(__VA_ARGS__) = (result (*)(__VA_ARGS__))dlsym(lib, #name)
#define LOOP(name, setup, body)                     \
  static int64_t name(int n) {                      \
    int64_t sum = 0;                                \
    setup;                                          \
    for (int i = 0; i < n; i++) { body; }           \
    return sum;                                     \
  }

LOOP(nothing_loop, FUNCTION(nothing, void, void), nothing())
LOOP(next_count_loop, FUNCTION(next_count, int, void), sum += next_count())
LOOP(ints_loop, FUNCTION(add_ints, int, int, int), sum += add_ints(i, 1))
LOOP(six_loop, FUNCTION(add_six, int, int, int, int, int, int, int), sum += add_six(i, 1, sum & 7, 3, i, 5))
LOOP(unsigned_loop, FUNCTION(add_unsigned, unsigned, unsigned, unsigned), sum += add_unsigned(i, 5))
LOOP(bytes_loop, FUNCTION(add_bytes, int8_t, int8_t, int8_t), sum += add_bytes(i & 63, 1))
LOOP(bool_loop, FUNCTION(negate, bool, bool), sum += negate(i & 2))
LOOP(floats_loop, FUNCTION(add_floats, float, float, float), sum += (int64_t)add_floats(i, 0.5f))
LOOP(doubles_loop, FUNCTION(add_doubles, double, double, double), sum += (int64_t)add_doubles(i, 0.5))
LOOP(longs_loop, FUNCTION(add_longs, int64_t, int64_t, int64_t), sum += add_longs(i, 5))
LOOP(sizes_loop, FUNCTION(add_sizes, uint64_t, uint64_t, uint64_t), sum += add_sizes(i, 5))
LOOP(null_loop, FUNCTION(is_null, int, const void *), sum += is_null(&sum + i))
LOOP(same_loop, FUNCTION(same, void *, void *), sum += (intptr_t)same(&sum + i))
LOOP(text_loop, FUNCTION(first_byte, int, const char *), sum += first_byte(i & 1 ? "text0" : "text1"))
LOOP(point_loop, FUNCTION(first_x, int, const Point *); Point p = {0}, sum += first_x(&p))
LOOP(swap_point_loop, FUNCTION(swap_point, Point, Point), sum += swap_point((Point){i, 2}).x)
LOOP(swap_vector_loop, FUNCTION(swap_vector, Vector, Vector), sum += (int64_t)swap_vector((Vector){i, 2}).x)
LOOP(vector_x_loop, FUNCTION(vector_x, double, Vector), sum += (int64_t)vector_x((Vector){i, 2}))
LOOP(mixed_loop, FUNCTION(turn_mixed, Mixed, Mixed), sum += turn_mixed((Mixed){i, 2}).id)
LOOP(large_loop, FUNCTION(turn_large, Large, Large), sum += (int64_t)turn_large((Large){{i, 2}}).values[0])
LOOP(variadic_ints_loop, FUNCTION(sum_ints, int, int, ...), sum += sum_ints(2, i, 5))
LOOP(variadic_doubles_loop, FUNCTION(sum_doubles, double, int, ...), sum += (int64_t)sum_doubles(2, i + 0.5, 0.5))
LOOP(snprintf_loop, char buffer[100], sum += snprintf(buffer, 100, "%d %s %.2f", i, "pieces", 0.5))
LOOP(read_loop, FUNCTION(int_memory, int *, void); volatile int *p = int_memory(), sum += p[i & 1023])
LOOP(list_loop, FUNCTION(list_memory, Node *, void); Node *list = list_memory(),
     for (volatile Node *p = list; p; p = p->next) sum += p->value)

static int odd(int i) { return i & 1; }
static double add(double a, double b) { return a + b; }
static int compare(const int *a, const int *b) { return *a - *b; }
static int comparisons;
static int counting(const int *a, const int *b) { return comparisons++, *a - *b; }

static int64_t callback_loop(int n) {
  FUNCTION(call_ints, int, IntFunction, int);
  return call_ints(odd, n);
}
static int64_t double_callback_loop(int n) {
  FUNCTION(call_doubles, double, DoubleFunction, int);
  return call_doubles(add, n);
}
static int64_t sort_with(int n, Compare f) {
  FUNCTION(sort_ints, void, int *, size_t, Compare);
  int ints[1000];
  for (int i = 0; i < n; i++) {
    for (int j = 0; j < 1000; j++) ints[j] = (j * 7919 + 13) % 1009;
    sort_ints(ints, 1000, f);
  }
  return ints[0];
}
static int64_t sort_loop(int n) { return sort_with(n, compare); }

int main(int argc, char **argv) {
  if (argc < 2) return 1;
  const char *topic = argv[1];
  lib = dlopen(getenv("BENCH_LIBRARY"), RTLD_NOW);
  if (!lib) return fprintf(stderr, "%s\n", dlerror()), 1;
  if (!strcmp(topic, "callbacks")) sort_with(1, counting);
  const struct { const char *topic, *name; int64_t (*loop)(int); double per; } rows[] = {
      {"calls", "void f(void)", nothing_loop, 1},
      {"calls", "int f(void)", next_count_loop, 1},
      {"calls", "int f(int, int)", ints_loop, 1},
      {"calls", "int f(6 ints)", six_loop, 1},
      {"calls", "unsigned f(unsigned, unsigned)", unsigned_loop, 1},
      {"calls", "int8_t f(int8_t, int8_t)", bytes_loop, 1},
      {"calls", "bool f(bool)", bool_loop, 1},
      {"calls", "float f(float, float)", floats_loop, 1},
      {"calls", "double f(double, double)", doubles_loop, 1},
      {"calls", "int64_t f(int64_t, int64_t)", longs_loop, 1},
      {"calls", "size_t f(size_t, size_t)", sizes_loop, 1},
      {"calls", "int f(void *), an address", null_loop, 1},
      {"calls", "void *f(void *)", same_loop, 1},
      {"pointers", "Point *, a structure", point_loop, 1},
      {"strings_in", "5 ASCII characters", text_loop, 1},
      {"by_value", "two ints, in and out", swap_point_loop, 1},
      {"by_value", "two doubles, in and out", swap_vector_loop, 1},
      {"by_value", "two doubles, in", vector_x_loop, 1},
      {"by_value", "int and double, in and out", mixed_loop, 1},
      {"by_value", "five doubles, in and out", large_loop, 1},
      {"callbacks", "int f(int)", callback_loop, 1},
      {"callbacks", "double f(double, double)", double_callback_loop, 1},
      {"callbacks", "qsort of 1000 ints, .at(0)", sort_loop, comparisons},
      {"addresses", "int f(int, int)", ints_loop, 1},
      {"variadic", "int f(int, ...), two ints", variadic_ints_loop, 1},
      {"variadic", "double f(int, ...), two doubles", variadic_doubles_loop, 1},
      {"variadic", "snprintf \\\"%d %s %.2f\\\"", snprintf_loop, 1},
      {"reads", "int, p.at(i), C's memory", read_loop, 1},
      {"reads", "linked list of C, per node", list_loop, 1000},
  };
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    if (!strcmp(topic, rows[i].topic)) measure(rows[i].name, rows[i].loop, rows[i].per);
}
