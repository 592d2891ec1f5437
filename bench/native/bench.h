// What the benchmarks call, for the driver in C.
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>

typedef struct { int x, y; } Point;
typedef struct { double x, y; } Vector;
typedef struct { double values[5]; } Large;
typedef struct { int id; double weight; } Mixed;
typedef struct Node { int value; struct Node *next; } Node;
typedef int (*IntFunction)(int);
typedef double (*DoubleFunction)(double, double);
typedef int (*Compare)(const int *, const int *);
typedef struct { int (*add)(int, int); } Table;
