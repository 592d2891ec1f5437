// Variables that refer to what was assigned to them. Tests drop this library without closing it.
#include <string.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef int unary(int);
static int twice(int x) { return 2 * x; }

EXPORT const char *variable_name;
EXPORT struct { int count; const char *label; } variable_record = {1, "label"};
EXPORT unary *variable_function = twice;

EXPORT long long variable_name_length(void) { return variable_name ? (long long)strlen(variable_name) : -1; }
EXPORT int variable_label_is(const char *text) { return variable_record.label && !strcmp(variable_record.label, text); }
EXPORT int variable_call(int x) { return variable_function(x); }
