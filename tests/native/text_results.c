// Functions that return pointers into their text arguments.
#include <stddef.h>
#include <string.h>
#include <wchar.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

EXPORT const char *find_in_text(const char *s, int c) { return strchr(s, c); }
EXPORT const wchar_t *find_in_wide(const wchar_t *s, wchar_t c) { return wcschr(s, c); }
// Of two texts the one that is greater.
EXPORT const char *greater_text(const char *a, const char *b) { return strcmp(a, b) > 0 ? a : b; }
struct part { const char *start, *end; size_t length; };
// What stands before and behind the first c.
EXPORT struct part split_text(const char *s, int c) {
  const char *at = strchr(s, c);
  return (struct part){s, at ? at + 1 : NULL, at ? (size_t)(at - s) : strlen(s)};
}
