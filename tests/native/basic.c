// Functions and variables with scalar signatures, for the tests of calls, callbacks, pointers and data symbols.
// link: -lm
// link linux: -lpthread
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
#else
#include <pthread.h>
#define EXPORT __attribute__((visibility("default")))
#endif

// ---- Scalars. For each type: same_x(v) gives v back; add_x(a, b); negate_x(v) is 0 - v in that type, so that narrow
// results come with every register bit set; read_x(p) is *p; write_x(p, v) sets *p.

#define SCALAR(name, type)                                             \
  EXPORT type same_##name(type v) { return v; }                        \
  EXPORT type add_##name(type a, type b) { return (type)(a + b); }     \
  EXPORT type negate_##name(type v) { return (type)(0 - v); }          \
  EXPORT type read_##name(const type *p) { return *p; }                \
  EXPORT void write_##name(type *p, type v) { *p = v; }

SCALAR(char, char)
SCALAR(wchar, wchar_t)
SCALAR(byte, signed char)
SCALAR(ubyte, unsigned char)
SCALAR(short, short)
SCALAR(ushort, unsigned short)
SCALAR(int, int)
SCALAR(uint, unsigned int)
SCALAR(long, long)
SCALAR(ulong, unsigned long)
SCALAR(longlong, long long)
SCALAR(ulonglong, unsigned long long)
SCALAR(int8, int8_t)
SCALAR(int16, int16_t)
SCALAR(int32, int32_t)
SCALAR(int64, int64_t)
SCALAR(uint8, uint8_t)
SCALAR(uint16, uint16_t)
SCALAR(uint32, uint32_t)
SCALAR(uint64, uint64_t)
SCALAR(size_t, size_t)
SCALAR(ssize_t, ptrdiff_t)
SCALAR(time_t, time_t)
SCALAR(float, float)
SCALAR(double, double)
SCALAR(longdouble, long double)

EXPORT bool same_bool(bool v) { return v; }
EXPORT bool not_bool(bool v) { return !v; }
EXPORT bool read_bool(const bool *p) { return *p; }
EXPORT void write_bool(bool *p, bool v) { *p = v; }

// 1 + the byte that arrived for a bool: 1 or 2, whatever was passed.
EXPORT int bool_byte(bool v) { unsigned char byte; memcpy(&byte, &v, 1); return 1 + byte; }

// Nothing in, nothing out; counts its calls.
static int touched = 0;
EXPORT void touch(void) { touched++; }
EXPORT int touches(void) { return touched; }

// ---- Many parameters: mixed_N takes int, double, int, double, …, N of them, and gives 1·a1 + 2·a2 + … + N·aN.

#define P1 int a1
#define P2 P1, double a2
#define P3 P2, int a3
#define P4 P3, double a4
#define P5 P4, int a5
#define P6 P5, double a6
#define P7 P6, int a7
#define P8 P7, double a8
#define P9 P8, int a9
#define P10 P9, double a10
#define P11 P10, int a11
#define P12 P11, double a12
#define P13 P12, int a13
#define P14 P13, double a14
#define P15 P14, int a15
#define P16 P15, double a16
#define P17 P16, int a17
#define P18 P17, double a18
#define P19 P18, int a19
#define P20 P19, double a20
#define S1 1.0 * a1
#define S2 S1 + 2 * a2
#define S3 S2 + 3.0 * a3
#define S4 S3 + 4 * a4
#define S5 S4 + 5.0 * a5
#define S6 S5 + 6 * a6
#define S7 S6 + 7.0 * a7
#define S8 S7 + 8 * a8
#define S9 S8 + 9.0 * a9
#define S10 S9 + 10 * a10
#define S11 S10 + 11.0 * a11
#define S12 S11 + 12 * a12
#define S13 S12 + 13.0 * a13
#define S14 S13 + 14 * a14
#define S15 S14 + 15.0 * a15
#define S16 S15 + 16 * a16
#define S17 S16 + 17.0 * a17
#define S18 S17 + 18 * a18
#define S19 S18 + 19.0 * a19
#define S20 S19 + 20 * a20
#define MIXED(n) EXPORT double mixed_##n(P##n) { return S##n; }

EXPORT double mixed_0(void) { return 0; }
MIXED(1) MIXED(2) MIXED(3) MIXED(4) MIXED(5) MIXED(6) MIXED(7) MIXED(8) MIXED(9) MIXED(10)
MIXED(11) MIXED(12) MIXED(13) MIXED(14) MIXED(15) MIXED(16) MIXED(17) MIXED(18) MIXED(19) MIXED(20)

// Narrow types in registers and on the stack, with 1·a + 2·b + … as the result.
EXPORT double narrow_14(int8_t a, uint8_t b, int16_t c, uint16_t d, bool e, int8_t f, int8_t g, uint8_t h, int16_t i,
                        uint16_t j, bool k, float l, int32_t m, uint32_t n) {
  return a + 2.0 * b + 3.0 * c + 4.0 * d + 5.0 * e + 6.0 * f + 7.0 * g + 8.0 * h + 9.0 * i + 10.0 * j + 11.0 * k +
         12.0 * l + 13.0 * m + 14.0 * n;
}

// Ten of each of the wide types, more than fit in registers.
EXPORT int64_t wide_10(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e, int64_t f, int64_t g, int64_t h,
                       int64_t i, int64_t j) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}
EXPORT float floats_10(float a, float b, float c, float d, float e, float f, float g, float h, float i, float j) {
  return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j;
}

// ---- Strings.

EXPORT size_t text_length(const char *s) { return strlen(s); }
EXPORT size_t wide_length(const wchar_t *s) { return wcslen(s); }
EXPORT const char *text_same(const char *s) { return s; }
EXPORT const wchar_t *wide_same(const wchar_t *s) { return s; }
EXPORT const char *text_greeting(void) { return "h\xc3\xa9llo, \xf0\x9f\x8c\x8d"; }  // "héllo, 🌍"
EXPORT const wchar_t *wide_greeting(void) { return L"h\u00e9llo, \U0001f30d"; }
EXPORT const char *text_null(void) { return NULL; }
EXPORT const wchar_t *wide_null(void) { return NULL; }
EXPORT const char *text_ill_formed(void) { return "a\xff\xc3(b"; }  // no UTF-8
EXPORT bool text_is_null(const char *s) { return s == NULL; }

// Copies at most size - 1 bytes and a NUL to `to`; gives the length of `from`.
EXPORT size_t text_copy(char *to, size_t size, const char *from) {
  if (size > 0) { strncpy(to, from, size - 1); to[size - 1] = 0; }
  return strlen(from);
}
// ASCII letters to upper case, in place.
EXPORT void text_upper(char *s) { for (; *s; s++) if (*s >= 'a' && *s <= 'z') *s -= 32; }
// The sum of a string's bytes, so that two spellings of a text differ.
EXPORT unsigned text_sum(const char *s) { unsigned sum = 0; while (*s) sum = sum * 31 + (unsigned char)*s++; return sum; }
// A copy that the caller frees with free_memory.
EXPORT char *text_duplicate(const char *s) { char *copy = malloc(strlen(s) + 1); return copy ? strcpy(copy, s) : NULL; }

// ---- Memory and pointers.

EXPORT void fill(void *to, int byte, size_t size) { memset(to, byte, size); }
EXPORT unsigned sum_bytes(const unsigned char *p, size_t n) { unsigned s = 0; for (size_t i = 0; i < n; i++) s += p[i]; return s; }
EXPORT long long sum_ints(const int *p, size_t n) { long long s = 0; for (size_t i = 0; i < n; i++) s += p[i]; return s; }
EXPORT double sum_doubles(const double *p, size_t n) { double s = 0; for (size_t i = 0; i < n; i++) s += p[i]; return s; }
EXPORT void count_up(int *p, size_t n) { for (size_t i = 0; i < n; i++) p[i] = (int)i; }
EXPORT void *same_pointer(void *p) { return p; }
EXPORT void *null_pointer(void) { return NULL; }
EXPORT bool is_null(const void *p) { return p == NULL; }
EXPORT void *offset_pointer(char *p, ptrdiff_t by) { return p + by; }
EXPORT void *highest_pointer(void) { return (void *)UINTPTR_MAX; }
EXPORT void *new_memory(size_t size) { return calloc(1, size); }
EXPORT void free_memory(void *p) { free(p); }
EXPORT int *new_int(int v) { int *p = malloc(sizeof *p); if (p) *p = v; return p; }

// Out-parameters: quotient and remainder; false, and nothing written, when b is 0.
EXPORT bool divide(int a, int b, int *quotient, int *remainder) {
  if (b == 0) return false;
  if (quotient) *quotient = a / b;
  if (remainder) *remainder = a % b;
  return true;
}
// Points *found at the first c in s, or at NULL; gives its index or -1.
EXPORT int find_char(const char *s, char c, const char **found) { *found = strchr(s, c); return *found ? (int)(*found - s) : -1; }
EXPORT void swap_pointers(void **a, void **b) { void *t = *a; *a = *b; *b = t; }
EXPORT int int_in_rows(int **rows, int row, int column) { return rows[row][column]; }
// The total length of an array of strings that ends with NULL.
EXPORT size_t texts_length(const char **texts) { size_t n = 0; while (*texts) n += strlen(*texts++); return n; }

// ---- Callbacks.

typedef int (*int_function)(int);
typedef int (*binary_function)(int, int);

// Calls f(0) … f(n - 1) and adds the results up.
EXPORT long long call_times(int n, int_function f) { long long s = 0; for (int i = 0; i < n; i++) s += f(i); return s; }
EXPORT void call_void(void (*f)(void)) { f(); }
EXPORT bool call_bool(bool (*f)(bool), bool v) { return f(v); }
EXPORT int8_t call_int8(int8_t (*f)(int8_t), int8_t v) { return f(v); }
EXPORT uint8_t call_uint8(uint8_t (*f)(uint8_t), uint8_t v) { return f(v); }
EXPORT int16_t call_int16(int16_t (*f)(int16_t), int16_t v) { return f(v); }
EXPORT uint16_t call_uint16(uint16_t (*f)(uint16_t), uint16_t v) { return f(v); }
EXPORT uint32_t call_uint32(uint32_t (*f)(uint32_t), uint32_t v) { return f(v); }
EXPORT int64_t call_int64(int64_t (*f)(int64_t), int64_t v) { return f(v); }
EXPORT uint64_t call_uint64(uint64_t (*f)(uint64_t), uint64_t v) { return f(v); }
EXPORT float call_float(float (*f)(float), float v) { return f(v); }
EXPORT double call_double(double (*f)(double), double v) { return f(v); }
EXPORT void *call_pointer(void *(*f)(void *), void *v) { return f(v); }
EXPORT int call_text(int (*f)(const char *, const wchar_t *), const char *s, const wchar_t *w) { return f(s, w); }
EXPORT double call_mixed(double (*f)(P12)) { return f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12); }
EXPORT int call_binary(binary_function f, int a, int b) { return f(a, b); }
// What a callback returned is read after another one ran.
struct holder { int *p; int n; };
EXPORT int read_held(struct holder (*make)(void), void (*between)(void)) { struct holder h = make(); between(); return *h.p + h.n; }
// Two levels: f calls back into C with g.
EXPORT int call_nested(int (*f)(int, int_function), int_function g, int v) { return f(v, g); }
// f(user, item) for each int, until it says false; the number of calls.
EXPORT int each_int(const int *p, int n, bool (*f)(void *user, int item), void *user) {
  for (int i = 0; i < n; i++) if (!f(user, p[i])) return i + 1;
  return n;
}
// Insertion sort with a comparator, as qsort's but in our hands.
EXPORT void sort_ints(int *p, size_t n, int (*compare)(const int *, const int *)) {
  for (size_t i = 1; i < n; i++)
    for (size_t j = i; j > 0 && compare(&p[j - 1], &p[j]) > 0; j--) { int t = p[j]; p[j] = p[j - 1]; p[j - 1] = t; }
}

// Keeps a callback and calls it later; -1 when none is kept.
static int_function stored = NULL;
EXPORT void store_callback(int_function f) { stored = f; }
EXPORT int call_stored(int v) { return stored ? stored(v) : -1; }
EXPORT int_function stored_callback(void) { return stored; }

// C functions to be called by their address.
static int add_two(int a, int b) { return a + b; }
static int subtract_two(int a, int b) { return a - b; }
EXPORT binary_function binary_named(char op) { return op == '+' ? add_two : op == '-' ? subtract_two : NULL; }

// Calls f(v) once on another thread: call_on_thread waits for it, start_thread does not (join_thread then gives f's
// result). They give -1 when there is no thread.
struct job { int_function f; int v; int result; };
static struct job job;
#ifdef _WIN32
static HANDLE worker;
static DWORD WINAPI work(void *p) { struct job *j = p; j->result = j->f(j->v); return 0; }
EXPORT int start_thread(int_function f, int v) { job = (struct job){f, v, 0}; worker = CreateThread(NULL, 0, work, &job, 0, NULL); return worker ? 0 : -1; }
EXPORT int join_thread(void) { WaitForSingleObject(worker, INFINITE); CloseHandle(worker); return job.result; }
EXPORT void sleep_ms(int ms) { Sleep(ms); }
#else
static pthread_t worker;
static void *work(void *p) { struct job *j = p; j->result = j->f(j->v); return NULL; }
EXPORT int start_thread(int_function f, int v) { job = (struct job){f, v, 0}; return pthread_create(&worker, NULL, work, &job) ? -1 : 0; }
EXPORT int join_thread(void) { pthread_join(worker, NULL); return job.result; }
EXPORT void sleep_ms(int ms) { struct timespec t = {ms / 1000, ms % 1000 * 1000000L}; nanosleep(&t, NULL); }
#endif
EXPORT int call_on_thread(int_function f, int v) { return start_thread(f, v) ? -1 : join_thread(); }
// For nonblocking calls: takes its time and gives v back.
EXPORT int slow_int(int ms, int v) { sleep_ms(ms); return v; }

// ---- errno. On Windows it is the UCRT's, whichever runtime library this file was linked with.

#ifdef _WIN32
static int *errno_cell(void) {
  static int *(*cell)(void);
  if (!cell) cell = (int *(*)(void))(void *)GetProcAddress(LoadLibraryA("ucrtbase.dll"), "_errno");
  return cell();
}
EXPORT int set_last_error(unsigned code) { SetLastError(code); return -1; }
EXPORT unsigned last_error(void) { return GetLastError(); }
#else
static int *errno_cell(void) { return &errno; }
#endif
// Sets errno and gives -1, as a failing function does.
EXPORT int fail_with(int code) { *errno_cell() = code; return -1; }
EXPORT int current_errno(void) { return *errno_cell(); }
// Gives errno as the call found it, then sets it.
EXPORT int exchange_errno(int code) { int old = *errno_cell(); *errno_cell() = code; return old; }

// ---- Variadic functions.

EXPORT int sum_int_list(int count, ...) { va_list l; int s = 0; va_start(l, count); while (count-- > 0) s += va_arg(l, int); va_end(l); return s; }
EXPORT double sum_double_list(int count, ...) { va_list l; double s = 0; va_start(l, count); while (count-- > 0) s += va_arg(l, double); va_end(l); return s; }
EXPORT int format_text(char *to, size_t size, const char *format, ...) { va_list l; va_start(l, format); int n = vsnprintf(to, size, format, l); va_end(l); return n; }

// ---- Data symbols, and what C sees in them.

struct data_point { int x; double y; };
EXPORT int data_int = 42;
EXPORT long long data_longlong = -5000000000LL;
EXPORT double data_double = 2.5;
EXPORT bool data_bool = true;
EXPORT char data_char = 'c';
EXPORT const int data_constant = 7;
EXPORT int data_array[4] = {10, 20, 30, 40};
EXPORT char data_buffer[16] = "buffer";
EXPORT const char *data_text = "text";
EXPORT const char *data_texts[] = {"one", "two", NULL};
EXPORT int *data_pointer = &data_array[1];
EXPORT void *data_null = NULL;
EXPORT struct data_point data_point = {3, 4.5};
EXPORT struct data_point *data_point_pointer = &data_point;
EXPORT binary_function data_function = add_two;
EXPORT int data_int_now(void) { return data_int; }
EXPORT const char *data_text_now(void) { return data_text; }
EXPORT double data_point_sum(void) { return data_point_pointer->x + data_point_pointer->y; }
EXPORT int data_function_now(int a, int b) { return data_function(a, b); }
