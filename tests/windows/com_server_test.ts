import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { beforeEach, test } from "node:test";
import {
  addressof,
  ArrayOf,
  byref,
  c_int,
  c_void_p,
  CFunction,
  COMError,
  DllCanUnloadNow,
  DllGetClassObject,
  HRESULT,
  Pointer,
  type PointerInstance,
} from "../../mod.ts";
import {
  CLASS_E_CLASSNOTAVAILABLE,
  CLASS_E_NOAGGREGATION,
  classFactory,
  E_FAIL,
  E_INVALIDARG,
  E_NOINTERFACE,
  E_NOTIMPL,
  E_POINTER,
  GUID,
  IClassFactory,
  implement,
  Interface,
  IUnknown,
  registerClassObject,
  RPC_E_DISCONNECTED,
} from "../../src/windows/com.ts";
import { survivors } from "../collect.ts";
import { Counter, ICounter, lib } from "./counter.ts";

const { create_and_count, call_next, call_query, call_create, call_size, call_release, sum_of_next } = lib.symbols;
const clsid = GUID.parse("{0D4A35C1-7A1B-4E0F-8D2C-9B8A7F6E5D4C}");

beforeEach(() => assertEquals(DllCanUnloadNow(), 0, "an earlier test left a reference"));

test("a C client creates an object of a JavaScript class, uses it and lets it go", () => {
  using _registration = registerClassObject(clsid, classFactory(Counter, ICounter));
  const log = new (ArrayOf(c_int, 20))();
  const kept = new ICounter();
  const made = Counter.made;
  const steps = create_and_count(DllGetClassObject, clsid, log, byref(kept));
  // class object, instance, released factory, IUnknown, the same one, 3 references, 2, 1, twice Next, 100 × Scale
  assertEquals([...log.slice(0, steps)], [0, 0, 0, 0, 1, 3, 2, 1, 0, 1, 0, 2, 0]);
  assertEquals(Counter.made, made + 1);
  assertEquals(DllCanUnloadNow(), 1);
  assertEquals(call_size(kept, 7), 2 * 4 * 7);
  assertEquals(sum_of_next(kept, 3), 3 + 4 + 5);
  assertEquals(call_release(kept), 0);
  assertEquals(DllCanUnloadNow(), 0);
});

test("DllGetClassObject gives the HRESULTs of COM", () => {
  using registration = registerClassObject(String(clsid), classFactory(Counter, ICounter));
  const out = new c_void_p(5n);
  const get = (...args: unknown[]) => (DllGetClassObject as (...args: unknown[]) => number)(...args);
  assertEquals(get(clsid, IClassFactory.iid, null), E_POINTER);
  assertEquals(get(clsid, IClassFactory.iid, 0n), E_POINTER);
  assertEquals(get(GUID.create(), IClassFactory.iid, byref(out)), CLASS_E_CLASSNOTAVAILABLE);
  assertEquals(CLASS_E_CLASSNOTAVAILABLE, -2147221231);
  assertEquals(out.value, null);
  out.value = 5n;
  assertEquals(get(clsid, ICounter.iid, byref(out)), E_NOINTERFACE);
  assertEquals(out.value, null);
  out.value = 5n;
  assertEquals([get(null, IClassFactory.iid, byref(out)), out.value], [E_INVALIDARG, null]);
  assertEquals(get(clsid, null, byref(out)), E_INVALIDARG);
  // Every form of address.
  const iid = IClassFactory.iid;
  for (const class_ of [clsid, String(clsid), byref(clsid), addressof(clsid), new (Pointer(GUID))(clsid)]) {
    for (const interface_ of [iid, String(iid), byref(iid), addressof(iid)]) {
      for (const place of [byref(out), addressof(out), new (Pointer(c_void_p))(out)]) {
        assertEquals(get(class_, interface_, place), 0);
        using _factory = new IClassFactory(out);
      }
    }
  }
  registration.revoke();
  registration.revoke();
  assertEquals(get(clsid, iid, byref(out)), CLASS_E_CLASSNOTAVAILABLE);
});

test("bad arguments of DllGetClassObject are TypeErrors", () => {
  const get = (...args: unknown[]) => (DllGetClassObject as (...args: unknown[]) => number)(...args);
  const out = new c_void_p();
  assertThrows(() => get("nonsense", IUnknown.iid, byref(out)), TypeError, "rclsid: expected a GUID");
  assertThrows(() => get(clsid, 5, byref(out)), TypeError, "riid: expected a GUID, not 5");
  assertThrows(() => get(clsid, IUnknown.iid, 5), TypeError, "expected a place for a pointer");
  assertThrows(() => get(clsid, IUnknown.iid), TypeError, "expected a place for a pointer");
  assertThrows(() => get(clsid, IUnknown.iid, new Uint8Array(4)), RangeError);
});

test("bad arguments of registerClassObject are TypeErrors", () => {
  const register = registerClassObject as (...args: unknown[]) => unknown;
  assertThrows(() => register("nonsense", {}), TypeError, "expected a GUID");
  assertThrows(() => register(null, {}), TypeError, "not NULL");
  assertThrows(() => register(clsid, {}), TypeError, "a factory with a method QueryInterface");
  assertThrows(() => register(clsid, null), TypeError, "a factory with a method QueryInterface, not null");
  assertThrows(() => (classFactory as (...args: unknown[]) => unknown)({}, ICounter), TypeError, "expected a class");
  assertThrows(() => classFactory(Counter, c_int as never), TypeError, "expected an interface");
  assertThrows(() => implement(null as never, ICounter), TypeError, "expected an object, not null");
});

test("a factory may be anything with QueryInterface", () => {
  const out = new c_void_p();
  using _registration = registerClassObject(clsid, { QueryInterface: () => E_NOTIMPL });
  assertEquals(DllGetClassObject(clsid, IClassFactory.iid, byref(out)), E_NOTIMPL);
  {
    using _newer = registerClassObject(clsid, classFactory(Counter, ICounter));
    assertEquals(DllGetClassObject(clsid, IClassFactory.iid, byref(out)), 0);
    new IClassFactory(out).Release();
  }
  assertEquals(DllGetClassObject(clsid, IClassFactory.iid, byref(out)), E_NOTIMPL);
});

test("class factories create objects, lock the server and refuse aggregation", () => {
  using factory = classFactory(Counter, ICounter).QueryInterface(IClassFactory);
  const out = new c_void_p(5n);
  assertEquals(call_create(factory, null, ICounter.iid, null), E_POINTER);
  assertEquals(call_create(factory, null, IClassFactory.iid, byref(out)), E_NOINTERFACE);
  assertEquals(out.value, null);
  assertEquals(call_create(factory, factory, ICounter.iid, byref(out)), CLASS_E_NOAGGREGATION);
  assertEquals(call_create(factory, null, null, byref(out)), E_INVALIDARG);
  {
    using counter = new ICounter();
    assertEquals(factory.CreateInstance(null, ICounter.iid, byref(counter)), 0);
    assertEquals(counter.Scale(1, 7), 7);
  }
  const error = assertThrows(() => factory.CreateInstance(null, IClassFactory.iid, byref(out)), COMError);
  assertEquals((error as unknown as COMError).hresult, E_NOINTERFACE);
  factory[Symbol.dispose]();
  assertEquals(DllCanUnloadNow(), 0);
  using locker = classFactory(Counter, ICounter).QueryInterface(IClassFactory);
  locker.LockServer(1);
  locker.LockServer(1);
  locker.LockServer(0);
  locker[Symbol.dispose]();
  assertEquals(DllCanUnloadNow(), 1);
  using unlocker = classFactory(Counter, ICounter).QueryInterface(IClassFactory);
  unlocker.LockServer(0);
  unlocker.LockServer(0);
  unlocker[Symbol.dispose]();
  assertEquals(DllCanUnloadNow(), 0);
});

test("null pointers from C are HRESULTs", () => {
  using counter = implement(new Counter(), ICounter).QueryInterface(ICounter);
  assertEquals(call_query(counter, IUnknown.iid, null), E_POINTER);
  assertEquals(call_query(counter, null, byref(new c_void_p())), E_INVALIDARG);
});

test("a COMError is C's answer; what else is thrown C sees as E_FAIL, and the outer call throws", () => {
  using counter = implement(new Counter(), ICounter).QueryInterface(ICounter);
  assertEquals((assertThrows(() => counter.Name(null), COMError) as unknown as COMError).hresult, E_NOTIMPL);
  assertThrows(() => counter.Next(null), TypeError); // out! is null in Counter.Next
  const results: unknown[] = [];
  class IProbe extends Interface(GUID.create(), { Run: CFunction([c_int], HRESULT) }) {}
  const answers = [undefined, 0, 1, E_FAIL, 0x80004005, "text", Promise.resolve(0), 0.5, NaN];
  using probe = implement({ Run: (i) => answers[i] as number }, IProbe).QueryInterface(IProbe);
  for (let i = 0; i < answers.length; i++) {
    try {
      results.push(probe.Run(i));
    } catch (error) {
      results.push(error instanceof COMError ? error.hresult : (error as Error).constructor);
    }
  }
  assertEquals(results, [0, 0, 1, E_FAIL, E_FAIL, TypeError, TypeError, TypeError, TypeError]);
  using lacking = implement({} as Counter, ICounter).QueryInterface(ICounter);
  assertEquals(call_next(lacking, new c_int()), E_NOTIMPL);
  assertThrows(() => lacking.Scale(1, 1), TypeError, "C called Scale()");
});

test("an object can be passed where its interface is wanted", () => {
  const counter = implement(new Counter(), ICounter, IUnknown);
  assertEquals(sum_of_next(counter, 4), 10);
  assertEquals(DllCanUnloadNow(), 0);
  assertThrows(() => call_create(counter, null, null, null), TypeError, "parameter 1 (IClassFactory) of call_create()");
  using unknown = counter.QueryInterface(IUnknown);
  using again = unknown.QueryInterface(ICounter);
  using same = again.QueryInterface(IUnknown);
  assertEquals(same.address, unknown.address);
});

test("a reference released once too often harms nobody", () => {
  const counter = implement(new Counter(), ICounter);
  assertEquals([counter.AddRef(), counter.AddRef(), counter.Release()], [1, 2, 1]);
  assertEquals(DllCanUnloadNow(), 1);
  assertEquals([counter.Release(), counter.Release(), counter.Release()], [0, 0, 0]);
  assertEquals(DllCanUnloadNow(), 0);
  assertEquals(counter.AddRef(), 1);
  counter.Release();
});

test("an object with several interfaces finds each, and the bases of each", () => {
  class INamed extends Interface("{22222222-2222-3333-4444-555555555555}", { Length: CFunction([], c_int) }) {}
  class IDerived
    extends Interface("{33333333-2222-3333-4444-555555555555}", { More: CFunction([c_int], c_int) }, INamed) {}
  const object = implement(
    {
      Length: () => 3,
      More: (by: number) => by + 1,
      Next: (out: PointerInstance<typeof c_int> | null) => out!.set(0, 9),
      Scale: () => 0,
      Name: () => E_NOTIMPL,
      Size: () => ({}),
    },
    IDerived,
    ICounter,
  );
  using named = object.QueryInterface(INamed);
  using derived = named.QueryInterface(IDerived);
  using counter = derived.QueryInterface(ICounter);
  const value = new c_int();
  counter.Next(value);
  assertEquals([named.Length(), derived.Length(), derived.More(4), value.value], [3, 3, 5, 9]);
  assertInstanceOf(derived, INamed);
  assert(counter.address !== derived.address);
});

test("interface pointers that C hands over are instances", () => {
  const received: unknown[] = [];
  class IVisitor extends Interface(GUID.create(), { Visit: CFunction([ICounter, Pointer(ICounter)], HRESULT) }) {}
  const own = implement(new Counter(), ICounter);
  using visitor = implement({
    Visit(counter, out) {
      received.push(counter);
      own.AddRef(); // for whoever gets it
      out!.set(0, own);
    },
  }, IVisitor).QueryInterface(IVisitor);
  using given = implement(new Counter(), ICounter).QueryInterface(ICounter);
  using out = new ICounter();
  visitor.Visit(given, byref(out));
  assertInstanceOf(received[0], ICounter);
  assertEquals(out.Scale(1, 5), 5);
  visitor.Visit(null, byref(out));
  own.Release();
  assertEquals(received[1], null);
});

test("C's references keep an object alive; without them it is collected", async () => {
  const kept = new ICounter();
  const refs = (() => {
    const counter = new Counter();
    const object = implement(counter, ICounter);
    assertEquals(object.QueryInterface(ICounter.iid, byref(kept)), 0);
    return new WeakRef(counter);
  })();
  assertEquals(await survivors([refs]), 1);
  assertEquals(sum_of_next(kept, 2), 3);
  assertEquals(kept.Release(), 0);
  assertEquals(await survivors([refs]), 0);
});

test("C that calls an object which is gone is told so", () => {
  using counter = implement(new Counter(), ICounter).QueryInterface(ICounter);
  // What C has then: the vtable, at an address where no object is.
  const gone = new c_void_p(c_void_p.fromAddress(counter.address).value);
  assertEquals(call_next(new ICounter(byref(gone)), new c_int()), RPC_E_DISCONNECTED);
  assertThrows(() => new ICounter(byref(gone)).Scale(1, 1), Error, "C called Scale() of an object that is gone");
});

test("many objects come and go", () => {
  using factory = classFactory(Counter, ICounter).QueryInterface(IClassFactory);
  const value = new c_int();
  for (let i = 0; i < 20000; i++) {
    using counter = new ICounter();
    factory.CreateInstance(null, ICounter.iid, byref(counter));
    counter.Next(value);
    if (value.value !== 1) throw new Error(`object ${i} is not new`);
  }
});
