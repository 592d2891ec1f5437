// A library that tests copy and number, so that they see which of the copies was opened. The number lies behind a text
// that occurs nowhere else.
#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

static volatile struct {
  char mark[16];
  int number;
} place = {"ctypes: place is", 0};

EXPORT int which(void) { return place.number; }
