// Callbacks that take and return structures by value.
#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

struct pair { int a; double b; };
EXPORT struct pair call_pair(struct pair (*f)(struct pair), struct pair p) { return f(p); }
