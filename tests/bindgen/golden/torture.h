/* Copyright nobody. Everything that has gone wrong when headers are read, or could. */
#ifndef TORTURE_H
#define TORTURE_H 1

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>
#include <wchar.h>

/* ---- Structures ---- */

/** A point. Lines of a comment
 *  may be  indented.
 *
 * The second paragraph is for --docs full.
 */
typedef struct { double x, y; } point;

struct two_unions {
  union { int i; float f; };
  union { long l; double d; };
  struct { char low; struct { char high; }; };
  union { int named; unsigned char bytes[4]; } u;
  struct { struct two_unions *back; short s; } pairs[2];
};

struct empty {};
struct holds_empty { struct empty e; int after; };

struct names {
  int constructor; // a comment that ends */ early
  int __proto__;
  int class;
  int hasOwnProperty;
  int $dollar;
};

struct bits {
  unsigned a : 3;
  int b : 5;
  _Bool flag : 1;
  unsigned : 4;
  unsigned long long wide : 40;
  unsigned : 0;
  signed char last : 7;
};

struct __attribute__((packed)) packed { char c; int i; short s; double d; };
#pragma pack(push, 2)
struct pack2 { char c; int i; double d; };
#pragma pack(pop)
struct __attribute__((aligned(32))) aligned32 { int i; };
struct member_aligned { char c; _Alignas(16) int i; char d; };
struct packed_bits { char c; unsigned a : 3, b : 30; } __attribute__((packed));

struct flexible { size_t length; char data[]; };
struct zero { int n; int items[0]; };
typedef int matrix[2][3];
struct arrays { matrix m; const char *names[4]; char text[16]; wchar_t wide[4]; void *pointers[2]; bool on[3]; };

struct text {
  char *name;                /* text */
  const char *title;
  char *data; size_t length; /* bytes */
  char **list;
  wchar_t *wide;
  const unsigned char *raw;
};

struct inexact { char c; __int128 big; _Complex double z; };

/* ---- Circles ---- */

struct node;
typedef int (*visit_fn)(struct node *, void *);
struct node { struct node *next; visit_fn visit; struct tree *owner; };
struct tree { struct node *root; struct { int (*compare)(const struct tree *, const struct tree *); } methods; };
struct outer { struct inner { struct outer *up; void (*call)(struct outer); } in; };

/* ---- Opaque ---- */

typedef struct handle handle;
typedef struct _private *private_t;
typedef struct handle handle_alias;
typedef void anything;

/* ---- Names ---- */

typedef int any;
typedef struct string { int n; } string;
struct point { int other; };
typedef short open;
typedef unsigned char Pointer;
struct await { any a; };
struct tagged { int t; };
typedef struct tagged renamed;

/* ---- Enumerations ---- */

enum color { RED, GREEN = 5, BLUE };
typedef enum { prototype, name = -3, length, nameOf } traps;
/* Bits. */
typedef enum mode { MODE_READ = 1, MODE_WRITE = 2, MODE_EXECUTE = 4, MODE_ALL = 7 } mode;
enum { LOOSE_ONE = 1, /**< one */ LOOSE_TWO };
enum big { BIG = 0x100000000, SMALL = 1 };
struct with_enums { enum color c : 4; mode m; enum { INNER_A = 10, INNER_B } inner; };

/* ---- Functions ---- */

/**
 * @brief Adds.
 * @param a the first
 * @param b the second
 * @return the sum
 */
int torture_add(int a, int b);
char *torture_duplicate(const char *text, size_t length);
const char *torture_name(const handle *h);
int torture_open(const char *path, handle **out);
point torture_middle(point a, struct two_unions b);
int torture_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int torture_vprintf(const char *format, va_list list);
double torture_norm(_Complex double z);
__int128 torture_big(void);
void torture_vector(float __attribute__((vector_size(16))) v);
static inline int torture_inline(int x) { return x; }
int torture_old();
void torture_arrays(matrix m, int values[], char *argv[], const char name[8], char buffer[64]);
typedef void torture_plain_fn(int);
void torture_functions(torture_plain_fn *f, torture_plain_fn g, void (*h)(const char *text, int len), int (*(*k)(void))(char));
void torture_callback(void (*cb)(void *data, const char *s, int len, const char *t), void (*out)(const char *s, va_list));
int torture_renamed(void) __asm__("torture_symbol");
void torture_deprecated(void) __attribute__((deprecated("use torture_add")));
FILE *torture_file(time_t when, intptr_t i, ptrdiff_t d, int8_t b, uint64_t u, wchar_t w, long double l);
void torture_void(anything *p, const anything *q, void **r, handle_alias *s, private_t t);
void torture_by_inexact(struct inexact x);
void delete(void);

/* ---- Variables ---- */

extern int torture_counter;
extern const char torture_version[];
extern const char *const torture_list[3];
extern void (*torture_hook)(int);
extern __thread int torture_thread_local;
static const unsigned TORTURE_STATIC = 42;
static const double TORTURE_PI = 3.25;

/* ---- Constants ---- */

#define NUMBER 12 /* a number */
#define HEX 0x00FF
#define HEX_LONG 0xFFFFFFFFFFFFFFFFull
#define OCTAL 0755
#define NEGATIVE (-7)
#define LONG_VALUE 5L
#define CHARACTER 'A'
#define SIZE sizeof(struct node)
#define TRUTH ((_Bool)1)
#define FLOAT 1.5f
#define REAL 1e100
#define MINUS_ZERO -0.0
#define INFINITE (1.0 / 0.0)
#define NOT_A_NUMBER (0.0 / 0.0)
#define TEXT "it's \"quoted\"\n"
#define TEXT_PARTS "one " "two"
#define TEXT_WITH_NUL "a\0b"
#define TEXT_UTF8 "\xc3\xa9\u20ac"
#define TEXT_LATIN1 "\xe9t\xe9"
#define TEXT_MANY_QUOTES "\"\"'"
#define WIDE_TEXT L"wide"
#define HUGE_INTEGER ((__int128)1 << 100)
#define NOTHING ((visit_fn)0)
#define EVERYTHING ((visit_fn)-1)
#define FAILED ((void *)-1)
#define NO_HANDLE ((handle *)2)
// Two values, of which a macro is not one.
#define COMMA 1, 2
#define COMMA_AGAIN COMMA
#define BRACE {
#define BRACE_AGAIN BRACE
#define PARENTHESIS (
#define STATEMENT do { } while (0)
#define PLACE __LINE__
#define FUNCTION torture_add
#define CALL(x) x
#define ALIAS NUMBER
#define SELF SELF
#define await 1
#define NaN 2
#define torture_add_macro torture_add
#define UNDEFINED_LATER 1
#undef UNDEFINED_LATER

/* Latin-1: été, a no-break space. */
void torture_latin(void);
/*
** Stars,
**
** and a link: @code x @endcode, \p word.
*/
void torture_stars(void);
/// Slashes */ and
/// two lines.
void torture_slashes(void);
/* ``` */
void torture_fence(void);

#endif
