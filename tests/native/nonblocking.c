// Functions for calls on other threads.
#include <stdatomic.h>
#ifdef _WIN32
#include <windows.h>
#define EXPORT __declspec(dllexport)
static void wait_ms(int ms) { Sleep(ms); }
#else
#include <time.h>
#define EXPORT
static void wait_ms(int ms) { struct timespec t = {ms / 1000, ms % 1000 * 1000000L}; nanosleep(&t, NULL); }
#endif

static atomic_int arrived;
// Waits until n threads are in it, and gives n; -1 if they do not come within 20 seconds.
EXPORT int meet(int n) {
  atomic_fetch_add(&arrived, 1);
  for (int i = 0; i < 20000; i++) {
    if (atomic_load(&arrived) >= n) return n;
    wait_ms(1);
  }
  return -1;
}

// Calls f(v) on the thread that it runs on.
EXPORT void notify(void (*f)(int), int v) { f(v); }
EXPORT int ask(int (*f)(int), int v) { return f(v); }
EXPORT int same_int(int v) { return v; }
EXPORT void wait_milliseconds(int ms) { wait_ms(ms); }
EXPORT int triple(int v) { return 3 * v; }
typedef int (*int_function)(int);
EXPORT int_function triple_address(void) { return triple; }
EXPORT int apply(int_function f, int v) { return f(v); }
EXPORT long long sum_bytes(const unsigned char *p, long long n, int ms) {
  wait_ms(ms);
  long long s = 0;
  for (long long i = 0; i < n; i++) s += p[i];
  return s;
}
EXPORT void fill_bytes(unsigned char *p, int v, long long n, int ms) {
  wait_ms(ms);
  for (long long i = 0; i < n; i++) p[i] = (unsigned char)v;
}
