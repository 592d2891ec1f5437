// Functions that tell NULL from the address of nothing, for the tests of empty buffers.
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef struct { int a, b, c; } Triple;
typedef struct { void *p; int n; } Span;

EXPORT uintptr_t address_of(const void *p) { return (uintptr_t)p; }
EXPORT uintptr_t two_addresses(const void *a, const void *b) { return a && b ? (uintptr_t)a : 0; }
EXPORT uintptr_t address_beside(const void *p, Triple t) { return t.a + t.b + t.c == 6 ? (uintptr_t)p : 0; }
EXPORT uintptr_t address_in_value(Span s) { return (uintptr_t)s.p; }
EXPORT uintptr_t address_in_place(const Span *s) { return (uintptr_t)s->p; }
EXPORT uintptr_t address_behind(int count, ...) {
  va_list l;
  va_start(l, count);
  void *p = va_arg(l, void *);
  va_end(l);
  return (uintptr_t)p;
}
EXPORT uintptr_t address_given(void *(*give)(void)) { return (uintptr_t)give(); }
EXPORT void *get_address_of(void) { return (void *)address_of; }
// As zlib's: NULL asks for the initial value.
EXPORT uint32_t checksum(uint32_t sum, const unsigned char *bytes, size_t count) {
  if (!bytes) return 1;
  while (count--) sum += *bytes++;
  return sum;
}
