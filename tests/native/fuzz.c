// What the fuzzer (tests/fuzz) lets C do with memory: look at it, write to it, remember it, and call back meanwhile.
// link: -lpthread
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
static void pause_briefly(void) { Sleep(1); }
#else
#include <time.h>
#define EXPORT __attribute__((visibility("default")))
static void pause_briefly(void) {
  struct timespec millisecond = { 0, 1000000 };
  nanosleep(&millisecond, 0);
}
#endif

typedef void (*action)(void);

/* Looking. The results are gathered here, so that no call needs memory of JavaScript's for them. */
static uint32_t seen[64];
EXPORT uint32_t seen_at(int i) { return seen[i & 63]; }

EXPORT uint32_t hash(const uint8_t *p, int64_t n) {
  uint32_t h = 2166136261u;
  for (int64_t i = 0; i < n; i++) h = (h ^ p[i]) * 16777619u;
  return h;
}
EXPORT int byte_at(const uint8_t *p, int64_t i) { return p[i]; }
EXPORT uint32_t hash_text(const char *s) { return s ? hash((const uint8_t *)s, (int64_t)strlen(s)) : 0; }
EXPORT uint32_t hash_wide(const wchar_t *s) {
  return s ? hash((const uint8_t *)s, (int64_t)(wcslen(s) * sizeof *s)) : 0;
}

/* Behind the pointer that is stored at an offset. */
static void *slot(const void *p, int64_t offset) {
  void *stored;
  memcpy(&stored, (const char *)p + offset, sizeof stored);
  return stored;
}
EXPORT uint32_t hash_behind(const uint8_t *p, int64_t offset, int64_t n) { return hash(slot(p, offset), n); }
EXPORT int call_behind(const uint8_t *p, int64_t offset, int x) { return ((int (*)(int))slot(p, offset))(x); }

/* Writing. */
EXPORT void fill(uint8_t *p, int64_t offset, int value, int64_t n) { memset(p + offset, value, (size_t)n); }
EXPORT void copy(uint8_t *to, const uint8_t *from, int64_t n) { memmove(to, from, (size_t)n); }

/* Memory of C's. */
EXPORT void *allocate(int64_t n) { return calloc(1, (size_t)n); }
EXPORT void release(void *p) { free(p); }

/* The same pointer, or one into the text. */
EXPORT void *same(void *p) { return p; }
EXPORT char *tail(char *s, int64_t i) { return s + i; }

/* Looking before and after a callback. */
EXPORT void around(const uint8_t *p, int64_t n, action f) {
  uint32_t before = hash(p, n);
  f();
  uint32_t after = hash(p, n);
  seen[0] = before;
  seen[1] = after;
}
EXPORT void around_text(const char *s, action f) {
  uint32_t before = hash_text(s);
  f();
  uint32_t after = hash_text(s);
  seen[0] = before;
  seen[1] = after;
}
EXPORT void around_behind(const uint8_t *p, int64_t offset, int64_t n, action f) {
  const uint8_t *held = slot(p, offset);
  uint32_t before = hash(held, n);
  f();
  uint32_t after = hash(held, n);
  seen[0] = before;
  seen[1] = after;
}
EXPORT int around_function(int (*g)(int), int x, action f) {
  int before = g(x);
  f();
  return before + g(x + 1);
}
EXPORT void fill_after(uint8_t *p, int64_t offset, int value, int64_t n, action f) {
  f();
  memset(p + offset, value, (size_t)n);
}
EXPORT void run(action f) { f(); }

/* Results of callbacks, looked at when all are there. */
#define MOST 16
EXPORT void gather_texts(const char *(*f)(int), int n) {
  const char *table[MOST];
  for (int i = 0; i < n; i++) table[i] = f(i);
  for (int i = 0; i < n; i++) seen[i] = hash_text(table[i]);
}
EXPORT void gather_wides(const wchar_t *(*f)(int), int n) {
  const wchar_t *table[MOST];
  for (int i = 0; i < n; i++) table[i] = f(i);
  for (int i = 0; i < n; i++) seen[i] = hash_wide(table[i]);
}
EXPORT void gather_pointers(const uint8_t *(*f)(int), int n, int64_t size) {
  const uint8_t *table[MOST];
  for (int i = 0; i < n; i++) table[i] = f(i);
  for (int i = 0; i < n; i++) seen[i] = table[i] ? hash(table[i], size) : 0;
}
EXPORT int gather_functions(int (*(*f)(int))(int), int n) {
  int (*table[MOST])(int), sum = 0;
  for (int i = 0; i < n; i++) table[i] = f(i);
  for (int i = 0; i < n; i++) sum += table[i] ? table[i](i) : 0;
  return sum;
}
typedef struct { const char *name; int64_t number; } Named;
EXPORT void gather_records(Named (*f)(int), int n) {
  Named table[MOST];
  for (int i = 0; i < n; i++) table[i] = f(i);
  for (int i = 0; i < n; i++) seen[i] = hash_text(table[i].name) + (uint32_t)table[i].number;
}
EXPORT uint32_t around_record(Named named, action f) {
  uint32_t before = hash_text(named.name);
  f();
  return before - hash_text(named.name);
}
EXPORT Named same_record(Named named) { return named; }

/* Remembering beyond a call. */
static void *remembered[64];
EXPORT void remember(int i, void *p) { remembered[i & 63] = p; }
EXPORT uint32_t hash_remembered(int i, int64_t n) { return hash(remembered[i & 63], n); }
EXPORT int call_remembered(int i, int x) { return ((int (*)(int))remembered[i & 63])(x); }

/* Variables. */
EXPORT const char *variable_text;
EXPORT int variable_numbers[4] = { 1, 2, 3, 4 };
EXPORT uint32_t hash_variable_text(void) { return hash_text(variable_text); }
static int twice(int x) { return 2 * x; }
EXPORT int (*get_twice(void))(int) { return twice; }
EXPORT int *get_numbers(void) { return variable_numbers; }

/* On another thread: they wait until JavaScript opens the gate, two seconds at most. */
static volatile int gate;
EXPORT void close_gate(void) { gate = 0; }
EXPORT void open_gate(void) { gate = 1; }
static void wait_at_gate(void) {
  for (int i = 0; i < 2000 && !gate; i++) pause_briefly();
}
EXPORT uint32_t slow_hash(const uint8_t *p, int64_t n) {
  wait_at_gate();
  return hash(p, n);
}
EXPORT uint32_t slow_hash_text(const char *s) {
  wait_at_gate();
  return hash_text(s);
}
EXPORT void slow_fill(uint8_t *p, int64_t offset, int value, int64_t n) {
  wait_at_gate();
  memset(p + offset, value, (size_t)n);
}
/* Calls a function of JavaScript's from that thread. */
EXPORT int slow_calls(int (*f)(int), int n) {
  int sum = 0;
  for (int i = 0; i < n; i++) sum += f(i);
  wait_at_gate();
  return sum;
}
