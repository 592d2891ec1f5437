// C's view of values in memory, for the tests of types: sizes, long double, structures, unions, bit fields, text.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

// ---- Sizes. The size and the alignment of a type, as size * 100 + alignment.

#define SIZES(name, type) EXPORT int layout_##name(void) { return (int)(sizeof(type) * 100 + _Alignof(type)); }
SIZES(c_bool, _Bool) SIZES(c_char, char) SIZES(c_wchar, wchar_t) SIZES(c_byte, signed char)
SIZES(c_ubyte, unsigned char) SIZES(c_short, short) SIZES(c_ushort, unsigned short) SIZES(c_int, int)
SIZES(c_uint, unsigned) SIZES(c_long, long) SIZES(c_ulong, unsigned long) SIZES(c_longlong, long long)
SIZES(c_ulonglong, unsigned long long) SIZES(c_size_t, size_t) SIZES(c_ssize_t, ptrdiff_t) SIZES(c_time_t, time_t)
SIZES(c_float, float) SIZES(c_double, double) SIZES(c_char_p, char *) SIZES(c_wchar_p, wchar_t *)
SIZES(c_void_p, void *)
EXPORT int longdouble_alignment(void) { return (int)_Alignof(long double); }
EXPORT int longdouble_size(void) { return (int)sizeof(long double); }

// ---- long double in memory. The bytes behind its value stay as they are.

EXPORT void longdouble_from(long double *to, double v) { *to = v; }
EXPORT double longdouble_to(const long double *p) { return (double)*p; }
EXPORT bool longdouble_is(const long double *p, double v) { return *p == v; }
// a + b / 2^k, which has more digits than a double.
EXPORT void longdouble_sum(long double *to, double a, double b, int k) {
  long double d = b;
  for (; k > 0; k--) d /= 2;
  *to = (long double)a + d;
}

// ---- Characters and text.

EXPORT int char_at(const char *p, int i) { return (unsigned char)p[i]; }
EXPORT unsigned wide_at(const wchar_t *p, int i) { return (unsigned)p[i]; }
EXPORT void put_text(char *to, int kind) { strcpy(to, kind == 0 ? "plain" : "gr\xc3\xbc\xc3\x9f dich \xf0\x9f\x8c\x8d"); }
EXPORT void put_wide(wchar_t *to) { memcpy(to, L"gr\u00fc\u00df dich \U0001f30d", sizeof L"gr\u00fc\u00df dich \U0001f30d"); }

// ---- Structures.

struct point { int x; double y; };
union number { int i; float f; unsigned char b[4]; };
struct everything {
  char tag;
  struct point point;
  short few[3];
  struct point points[2];
  union number number;
  bool yes;
  const char *text;
  const wchar_t *wide;
  int *numbers;
  struct point *behind;
  int (*function)(int);
  void *any;
  const char *names[3];
};
EXPORT int everything_size(void) { return (int)sizeof(struct everything); }
EXPORT double everything_sum(const struct everything *e) {
  double sum = e->tag + e->point.x + e->point.y + e->few[0] + e->few[1] + e->few[2] + e->number.i + e->yes;
  for (int i = 0; i < 2; i++) sum += e->points[i].x + e->points[i].y;
  if (e->text) sum += strlen(e->text);
  if (e->wide) sum += wcslen(e->wide);
  if (e->numbers) sum += e->numbers[0] + e->numbers[1];
  if (e->behind) sum += e->behind->x + e->behind->y;
  if (e->function) sum += e->function(5);
  for (int i = 0; i < 3; i++) if (e->names[i]) sum += strlen(e->names[i]);
  return sum;
}
static int some_numbers[] = {7, 8};
static struct point some_point = {9, 9.5};
static int times_two(int v) { return 2 * v; }
EXPORT void everything_fill(struct everything *e) {
  *e = (struct everything){'t', {1, 1.5}, {2, 3, 4}, {{5, 5.5}, {6, 6.5}}, {0x41424344}, true, "text", L"wide",
                           some_numbers, &some_point, times_two, &some_point, {"one", NULL, "three"}};
}
EXPORT int call_function(const struct everything *e, int v) { return e->function(v); }

struct node { int value; struct node *next; };
EXPORT int list_sum(const struct node *n) { int sum = 0; for (; n; n = n->next) sum += n->value; return sum; }
EXPORT struct node *list_reverse(struct node *n) {
  struct node *done = NULL;
  while (n) { struct node *next = n->next; n->next = done; done = n; n = next; }
  return done;
}
EXPORT struct node *list_new(int count) {
  struct node *first = NULL;
  for (int i = count; i > 0; i--) { struct node *n = malloc(sizeof *n); n->value = i; n->next = first; first = n; }
  return first;
}
EXPORT void list_free(struct node *n) { while (n) { struct node *next = n->next; free(n); n = next; } }

#pragma pack(push, 1)
struct packed { char a; int b; double c; short d[3]; long long e; };
#pragma pack(pop)
EXPORT int packed_size(void) { return (int)sizeof(struct packed); }
EXPORT void packed_fill(struct packed *p) { *p = (struct packed){1, -2, 3.5, {4, -5, 6}, -7000000000LL}; }
EXPORT double packed_sum(const struct packed *p) { return p->a + p->b + p->c + p->d[0] + p->d[1] + p->d[2] + p->e; }

struct event { int kind; union { int key; struct point at; struct { short low, high; }; }; int last; };
EXPORT int event_size(void) { return (int)sizeof(struct event); }
EXPORT void event_fill(struct event *e) { e->kind = 1; e->low = 2; e->high = 3; e->last = 4; }
EXPORT double event_y(const struct event *e) { return e->at.y; }

// ---- Bit fields: each by its number.

struct flags { unsigned mode : 3; unsigned on : 1; int level : 5; long long wide : 40; unsigned long long rest : 24; bool ok : 1; };
EXPORT int flags_size(void) { return (int)sizeof(struct flags); }
EXPORT long long flags_get(const struct flags *f, int which) {
  switch (which) {
    case 0: return f->mode;
    case 1: return f->on;
    case 2: return f->level;
    case 3: return f->wide;
    case 4: return (long long)f->rest;
    default: return f->ok;
  }
}
EXPORT void flags_set(struct flags *f, int which, long long v) {
  switch (which) {
    case 0: f->mode = v; break;
    case 1: f->on = v; break;
    case 2: f->level = v; break;
    case 3: f->wide = v; break;
    case 4: f->rest = v; break;
    default: f->ok = v; break;
  }
}
