// Calls a callback when the library is unloaded, or else when the program ends.
#include <stdlib.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

static void (*last)(void);
static void at_exit(void) { if (last) last(); }
EXPORT void call_at_exit(void (*f)(void)) { last = f; atexit(at_exit); }
