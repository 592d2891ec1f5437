// What C does with callbacks beyond calling them: keeps what they return, calls them on other threads and from within
// each other, and jumps over nothing.
// link linux: -lpthread
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
static void sleep_ms(int ms) { Sleep(ms); }
#else
#include <pthread.h>
#define EXPORT __attribute__((visibility("default")))
static void sleep_ms(int ms) { struct timespec t = {ms / 1000, ms % 1000 * 1000000L}; nanosleep(&t, NULL); }
#endif

typedef int (*int_function)(int);

// ---- Results: a table is asked for item by item, and read when it is complete.

#define MOST 64
// How many of the n texts hold nothing but the letters that their numbers say.
EXPORT int right_texts(const char *(*f)(int), int n) {
  const char *texts[MOST];
  int right = 0;
  for (int i = 0; i < n; i++) texts[i] = f(i);
  for (int i = 0; i < n; i++) { const char *s = texts[i]; while (*s == 'a' + i % 26) s++; right += *s == 0 && s != texts[i]; }
  return right;
}
// How many of the n arrays of m numbers hold nothing but their numbers.
EXPORT int right_arrays(int *(*f)(int), int n, int m) {
  int *arrays[MOST], right = 0;
  for (int i = 0; i < n; i++) arrays[i] = f(i);
  for (int i = 0; i < n; i++) { int j = 0; while (j < m && arrays[i][j] == i) j++; right += j == m; }
  return right;
}
struct span { int *start; int length; };
EXPORT int right_spans(struct span (*f)(int), int n) {
  struct span spans[MOST];
  int right = 0;
  for (int i = 0; i < n; i++) spans[i] = f(i);
  for (int i = 0; i < n; i++) { int j = 0; while (j < spans[i].length && spans[i].start[j] == i) j++; right += j == spans[i].length; }
  return right;
}
// The longest of n texts.
EXPORT const char *longest_text(const char *(*f)(int), int n) {
  const char *best = NULL;
  for (int i = 0; i < n; i++) { const char *s = f(i); if (!best || strlen(s) > strlen(best)) best = s; }
  return best;
}
// What f gave for the last of n numbers but so many.
EXPORT int *last_but(int *(*f)(int), int n, int back) {
  int *arrays[MOST];
  for (int i = 0; i < n; i++) arrays[i] = f(i);
  return arrays[n - 1 - back];
}
// The same table, which another function reads.
static const char *stored_texts[MOST];
EXPORT void store_texts(const char *(*f)(int), int n) { for (int i = 0; i < n; i++) stored_texts[i] = f(i); }
EXPORT size_t stored_length(int i) { return strlen(stored_texts[i]); }

// ---- For nonblocking calls: calls f(0) … f(n - 1), with ms before and behind each, and gives n.
typedef void (*notify_function)(int);
EXPORT int notify_slowly(int n, int ms, notify_function f) { for (int i = 0; i < n; i++) { sleep_ms(ms); f(i); } sleep_ms(ms); return n; }
struct table { int n; notify_function f; };
EXPORT int notify_table_slowly(const struct table *t, int ms) { return notify_slowly(t->n, ms, t->f); }
EXPORT int wait_ms(int ms) { sleep_ms(ms); return ms; }
EXPORT int add(int a, int b) { return a + b; }

static notify_function kept_function;
EXPORT void keep_function(notify_function f) { kept_function = f; }
EXPORT int notify_kept_slowly(int n, int ms) { return notify_slowly(n, ms, kept_function); }

// Calls f(v) on a thread of its own, and forgets about it.
#ifdef _WIN32
static DWORD WINAPI call_once(void *p) { int_function f; memcpy(&f, &p, sizeof f); f(7); return 0; }
EXPORT int call_detached(int_function f) { void *p; memcpy(&p, &f, sizeof f); HANDLE t = CreateThread(NULL, 0, call_once, p, 0, NULL); return t ? CloseHandle(t), 0 : -1; }
#else
static void *call_once(void *p) { int_function f; memcpy(&f, &p, sizeof f); f(7); return NULL; }
EXPORT int call_detached(int_function f) { void *p; pthread_t t; memcpy(&p, &f, sizeof f); return pthread_create(&t, NULL, call_once, p) ? -1 : pthread_detach(t); }
#endif

// Depth: f(depth) calls down to 0 by way of C.
EXPORT int call_int(int_function f, int v) { return f(v); }
EXPORT int call_both(int_function f, int_function g, int v) { int a = f(v); return a + g(v); }
