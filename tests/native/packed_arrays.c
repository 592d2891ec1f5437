// Arrays of packed structures by value, which compilers pass differently: each platform's own way is the right one.
#include <stdint.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#pragma pack(push, 1)
struct item { float f; uint8_t b; };
struct inner { uint8_t n; struct item items[2]; };
#pragma pack(pop)
struct items { struct item a[3]; };
struct grid { struct item a[2][1]; };
struct mixed { float first; struct item a[2]; };
union either { struct item a[2]; float f; };

EXPORT double sum_items(struct items s, double more) { double sum = more; for (int i = 0; i < 3; i++) sum += s.a[i].f * s.a[i].b; return sum; }
EXPORT struct items scale_items(int n, struct items s) { for (int i = 0; i < 3; i++) { s.a[i].f *= n; s.a[i].b += n; } return s; }
EXPORT struct items call_items(struct items (*f)(struct items, double), struct items s) { return f(f(s, 0.5), 2); }
EXPORT double sum_grid(struct grid g) { return g.a[0][0].f * g.a[0][0].b + g.a[1][0].f * g.a[1][0].b; }
EXPORT double sum_mixed(struct mixed m, int n) { return m.first + n * (m.a[0].f * m.a[0].b + m.a[1].f * m.a[1].b); }
EXPORT double sum_either(union either e) { return e.a[0].f * e.a[0].b + e.a[1].f * e.a[1].b; }
EXPORT double sum_inner(struct inner s) { return s.n + s.items[0].f * s.items[0].b + s.items[1].f * s.items[1].b; }
