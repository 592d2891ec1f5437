// Functions that go on using memory after JavaScript ran, for the tests of what C may still use.
// link linux: -lpthread
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
static void wait_ms(int ms) { Sleep(ms); }
#else
#include <unistd.h>
#define EXPORT __attribute__((visibility("default")))
static void wait_ms(int ms) { usleep(ms * 1000); }
#endif

typedef struct {
  const char *name;
  int64_t number;
} Named;

typedef void (*Callback)(void);

/* ---- What is there before a callback, and after. */

static int64_t sum(const uint8_t *bytes, int64_t count) {
  int64_t total = 0;
  for (int64_t i = 0; i < count; i++) total += bytes[i];
  return total;
}

EXPORT int64_t sum_of(const uint8_t *bytes, int64_t count) { return sum(bytes, count); }

/* How much the sum of bytes changes while a callback runs, once and then once more. */
EXPORT int64_t sum_changes(const uint8_t *bytes, int64_t count, Callback callback) {
  int64_t before = sum(bytes, count);
  callback();
  int64_t between = sum(bytes, count);
  callback();
  return (before - between) | (between - sum(bytes, count));
}

static int64_t length(const char *text) { return text == NULL ? -1 : (int64_t)strlen(text); }

EXPORT int64_t name_length(const Named *named) { return length(named->name); }
EXPORT int64_t name_length_by_value(Named named) { return length(named.name); }
EXPORT int64_t name_length_far(const Named *const *const *named) { return length((**named)->name); }
EXPORT int64_t text_length_of(const char *text) { return length(text); }

EXPORT int64_t text_changes(const char *text, Callback callback) {
  int64_t before = length(text);
  callback();
  callback();
  return before - length(text);
}

EXPORT int64_t name_changes(const Named *named, Callback callback) {
  return text_changes(named->name, callback);
}

EXPORT int64_t name_changes_by_value(Named named, Callback callback) {
  return text_changes(named.name, callback);
}

/* ---- On another thread. */

EXPORT int64_t slow_sum(const uint8_t *bytes, int64_t count, int ms) {
  wait_ms(ms);
  return sum(bytes, count);
}

EXPORT void slow_fill(uint8_t *bytes, int value, int64_t count, int ms) {
  wait_ms(ms);
  memset(bytes, value, (size_t)count);
}

EXPORT int64_t slow_name_length(const Named *named, volatile int *begun, int ms) {
  const char *name = named->name;
  *begun = 1;
  wait_ms(ms);
  return length(name);
}

/* ---- Memory of C. */

static int numbers[4] = {1, 2, 3, 4};
EXPORT int *numbers_of_c(void) { return numbers; }
EXPORT int variable_numbers[4] = {5, 6, 7, 8};

typedef struct {
  int id;
  int marks[3];
} Marked;

static Marked marked = {9, {1, 2, 3}};
EXPORT Marked *marked_of_c(void) { return &marked; }

EXPORT void *memory_of_c(int64_t size) { return calloc(1, (size_t)size); }
EXPORT void free_memory_of_c(void *memory) { free(memory); }
EXPORT void fill_bytes(uint8_t *bytes, int value, int64_t count) { memset(bytes, value, (size_t)count); }

/* ---- Alignment. */

#pragma GCC diagnostic ignored "-Wpsabi"

typedef struct {
  float v[8];
} __attribute__((aligned(32))) Wide;

/* How far an address is from where one of a `Wide` must be. */
EXPORT int misplaced(const Wide *wide) { return (int)((uintptr_t)wide % 32); }
EXPORT float wide_sum(Wide wide) {
  float total = 0;
  if ((uintptr_t)&wide % 32 != 0) return -1;
  for (int i = 0; i < 8; i++) total += wide.v[i];
  return total;
}
EXPORT Wide wide_of(float first) {
  Wide wide = {{first, 2}};
  return wide;
}

/* ---- By value. */

typedef int (*MarkedCallback)(Marked);
EXPORT int give_marked(MarkedCallback callback, int id) {
  Marked given = {id, {id + 1, id + 2, id + 3}};
  return callback(given);
}
EXPORT int marked_sum(Marked m) { return m.id + m.marks[0] + m.marks[1] + m.marks[2]; }
