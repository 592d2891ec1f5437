// A COM server and a COM client, in C as COM defines it: an object begins with a pointer to a table of functions.
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

typedef int32_t HRESULT_;
#define S_OK_ 0
#define E_NOINTERFACE_ ((HRESULT_)0x80004002)
#define E_POINTER_ ((HRESULT_)0x80004003)
#define E_FAIL_ ((HRESULT_)0x80004005)

typedef struct {
  uint32_t Data1;
  uint16_t Data2, Data3;
  uint8_t Data4[8];
} Guid;

typedef struct {
  double width, height, depth;
} Extent;

static const Guid IID_IUnknown_ = {0, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const Guid IID_IClassFactory_ = {1, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const Guid IID_ICounter_ = {0x7b3f1e60, 0x1b2c, 0x4c5d, {0x9e, 0x8f, 0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f}};

typedef struct Counter Counter;
typedef struct {
  HRESULT_ (*QueryInterface)(Counter *, const Guid *, void **);
  uint32_t (*AddRef)(Counter *);
  uint32_t (*Release)(Counter *);
  HRESULT_ (*Next)(Counter *, int32_t *);
  double (*Scale)(Counter *, double, int8_t);
  HRESULT_ (*Name)(Counter *, const char **);
  // C++ on Windows returns every structure so.
#ifdef _WIN32
  Extent *(*Size)(Counter *, Extent *, double);
#else
  Extent (*Size)(Counter *, double);
#endif
} CounterVtbl;
struct Counter {
  const CounterVtbl *vtbl;
  uint32_t references;
  int32_t count;
};

typedef struct ClassFactory ClassFactory;
typedef struct {
  HRESULT_ (*QueryInterface)(ClassFactory *, const Guid *, void **);
  uint32_t (*AddRef)(ClassFactory *);
  uint32_t (*Release)(ClassFactory *);
  HRESULT_ (*CreateInstance)(ClassFactory *, void *, const Guid *, void **);
  HRESULT_ (*LockServer)(ClassFactory *, int32_t);
} ClassFactoryVtbl;
struct ClassFactory {
  const ClassFactoryVtbl *vtbl;
};

// The server: counters that JavaScript calls.

static int32_t alive;

static uint32_t add_ref(Counter *self) { return ++self->references; }
static uint32_t release(Counter *self) {
  uint32_t left = --self->references;
  if (left == 0) {
    alive--;
    free(self);
  }
  return left;
}
static HRESULT_ query(Counter *self, const Guid *iid, void **out) {
  if (out == NULL) return E_POINTER_;
  *out = NULL;
  if (memcmp(iid, &IID_IUnknown_, 16) != 0 && memcmp(iid, &IID_ICounter_, 16) != 0) return E_NOINTERFACE_;
  add_ref(self);
  *out = self;
  return S_OK_;
}
static HRESULT_ next(Counter *self, int32_t *out) {
  if (out == NULL) return E_POINTER_;
  *out = ++self->count;
  return S_OK_;
}
static double scale(Counter *self, double by, int8_t shift) { return self->count * by + shift; }
static HRESULT_ name(Counter *self, const char **out) {
  (void)self;
  *out = "a counter in C";
  return 1; // S_FALSE
}
#ifdef _WIN32
static Extent *size(Counter *self, Extent *result, double depth) {
  *result = (Extent){self->count, 2 * self->count, depth};
  return result;
}
#else
static Extent size(Counter *self, double depth) { return (Extent){self->count, 2 * self->count, depth}; }
#endif

static const CounterVtbl counter_vtbl = {query, add_ref, release, next, scale, name, size};

EXPORT Counter *make_counter(int32_t start) {
  Counter *made = malloc(sizeof *made);
  *made = (Counter){&counter_vtbl, 1, start};
  alive++;
  return made;
}
EXPORT int32_t counters_alive(void) { return alive; }

// The client: it uses what JavaScript serves.

typedef HRESULT_ (*GetClassObject)(const Guid *, const Guid *, void **);

// Gets the class, creates an object and uses it; the results of each step go to `log`. Keeps the object in `*kept`.
EXPORT int32_t create_and_count(GetClassObject get, const Guid *clsid, int32_t *log, Counter **kept) {
  ClassFactory *factory = NULL;
  Counter *counter = NULL, *again = NULL;
  int32_t steps = 0;
  *kept = NULL;
  log[steps++] = get(clsid, &IID_IClassFactory_, (void **)&factory);
  if (factory == NULL) return steps;
  log[steps++] = factory->vtbl->CreateInstance(factory, NULL, &IID_ICounter_, (void **)&counter);
  log[steps++] = factory->vtbl->Release(factory);
  if (counter == NULL) return steps;
  log[steps++] = counter->vtbl->QueryInterface(counter, &IID_IUnknown_, (void **)&again);
  log[steps++] = again == counter;
  log[steps++] = counter->vtbl->AddRef(counter);
  log[steps++] = counter->vtbl->Release(counter);
  log[steps++] = again->vtbl->Release(again);
  int32_t value = -1;
  log[steps++] = counter->vtbl->Next(counter, &value);
  log[steps++] = value;
  log[steps++] = counter->vtbl->Next(counter, &value);
  log[steps++] = value;
  log[steps++] = (int32_t)(100 * counter->vtbl->Scale(counter, 0.5, -1));
  *kept = counter;
  return steps;
}

EXPORT HRESULT_ call_next(Counter *counter, int32_t *out) { return counter->vtbl->Next(counter, out); }
EXPORT uint32_t call_release(Counter *counter) { return counter->vtbl->Release(counter); }
EXPORT HRESULT_ call_query(Counter *counter, const Guid *iid, void **out) {
  return counter->vtbl->QueryInterface(counter, iid, out);
}
EXPORT HRESULT_ call_create(ClassFactory *factory, void *outer, const Guid *iid, void **out) {
  return factory->vtbl->CreateInstance(factory, outer, iid, out);
}
EXPORT double call_size(Counter *counter, double depth) {
#ifdef _WIN32
  Extent made, *extent = counter->vtbl->Size(counter, &made, depth);
  return extent->width * extent->height * extent->depth;
#else
  Extent extent = counter->vtbl->Size(counter, depth);
  return extent.width * extent.height * extent.depth;
#endif
}
// An object that somebody implements beside the caller's eyes: calls it `times` times and adds up.
EXPORT int32_t sum_of_next(Counter *counter, int32_t times) {
  int32_t sum = 0, value = 0;
  for (int32_t i = 0; i < times; i++) {
    if (counter->vtbl->Next(counter, &value) < 0) return -1;
    sum += value;
  }
  return sum;
}
