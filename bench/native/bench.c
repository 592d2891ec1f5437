// What the benchmarks call: as little work as possible behind each kind of signature.
#include "bench.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int count;

void nothing(void) { count++; }
int next_count(void) { return count++; }
int add_ints(int a, int b) { return a + b; }
int add_six(int a, int b, int c, int d, int e, int f) { return a + b + c + d + e + f; }
unsigned add_unsigned(unsigned a, unsigned b) { return a + b; }
int8_t add_bytes(int8_t a, int8_t b) { return a + b; }
bool negate(bool a) { return !a; }
float add_floats(float a, float b) { return a + b; }
double add_doubles(double a, double b) { return a + b; }
int64_t add_longs(int64_t a, int64_t b) { return a + b; }
uint64_t add_sizes(uint64_t a, uint64_t b) { return a + b; }

int first_byte(const uint8_t *bytes) { return bytes[0]; }
int first_int(const int *p) { return p[0]; }
int first_x(const Point *p) { return p->x; }
int copy_int(int *to, const int *from) { return *to = *from + 1; }
int is_null(const void *p) { return p == NULL; }
void *same(void *p) { return p; }

size_t text_length(const char *text) { return strlen(text); }
static const char *const texts[3][2] = {{"hello", "world"}, {NULL, NULL}, {"žluťoučký kůň", "größte Straße"}};
static char long_texts[2][10001];
const char *text_of(int kind, int i) {
  if (kind != 1) return texts[kind][i & 1];
  if (long_texts[0][0] == 0) memset(long_texts[0], 'a', 10000), memset(long_texts[1], 'b', 10000);
  return long_texts[i & 1];
}

Point swap_point(Point p) { return (Point){p.y, p.x}; }
Vector swap_vector(Vector v) { return (Vector){v.y, v.x}; }
Large turn_large(Large l) {
  double first = l.values[0];
  memmove(l.values, l.values + 1, 4 * sizeof(double));
  l.values[4] = first;
  return l;
}
Mixed turn_mixed(Mixed m) { return (Mixed){m.id + 1, m.weight}; }
double vector_x(Vector v) { return v.x; }

int call_ints(IntFunction f, int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) sum += f(i);
  return sum;
}
double call_doubles(DoubleFunction f, int n) {
  double sum = 0;
  for (int i = 0; i < n; i++) sum += f(i, 1);
  return sum;
}
void sort_ints(int *ints, size_t n, Compare compare) {
  qsort(ints, n, sizeof(int), (int (*)(const void *, const void *))compare);
}

int sum_ints(int n, ...) {
  va_list list;
  va_start(list, n);
  int sum = 0;
  for (int i = 0; i < n; i++) sum += va_arg(list, int);
  va_end(list);
  return sum;
}
double sum_doubles(int n, ...) {
  va_list list;
  va_start(list, n);
  double sum = 0;
  for (int i = 0; i < n; i++) sum += va_arg(list, double);
  va_end(list);
  return sum;
}

static int ints[1024];
static Point points[1024];
static Node nodes[1000];
static Table table = {add_ints};
int *int_memory(void) {
  for (int i = 0; i < 1024; i++) ints[i] = i;
  return ints;
}
Point *point_memory(void) {
  for (int i = 0; i < 1024; i++) points[i] = (Point){i, -i};
  return points;
}
Node *list_memory(void) {
  for (int i = 0; i < 1000; i++) nodes[i] = (Node){i, i < 999 ? &nodes[i + 1] : NULL};
  return nodes;
}
Table *table_memory(void) { return &table; }
void *add_address(void) { return (void *)add_ints; }
