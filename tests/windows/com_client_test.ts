import { assert, assertEquals, assertFalse, assertInstanceOf, assertMatch, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import { test } from "node:test";
import { byref, c_char_p, c_int, c_void_p, CFunction, HRESULT, Pointer, sizeof, Structure } from "../../mod.ts";
import {
  COMError,
  E_NOINTERFACE,
  E_POINTER,
  GUID,
  IClassFactory,
  Interface,
  type InterfaceInstance,
  IUnknown,
} from "../../src/windows/com.ts";
import { Extent, ICounter, lib } from "./counter.ts";

const { make_counter, counters_alive, call_next } = lib.symbols;

test("methods are called through the vtable", () => {
  using counter = make_counter(5)!;
  const value = new c_int();
  assertEquals([counter.Next(byref(value)), value.value], [0, 6]);
  assertEquals([counter.Next(value), value.value], [0, 7]);
  assertEquals(counter.Scale(0.5, -3), 0.5);
  const name = new c_char_p();
  assertEquals([counter.Name(byref(name)), name.value], [1, "a counter in C"]);
  const { width, height, depth } = counter.Size(9);
  assertEquals([width, height, depth], [7, 14, 9]);
  assertInstanceOf(counter.Size(1), Extent);
});

test("a failing HRESULT is thrown", () => {
  using counter = make_counter(0)!;
  const error = assertThrows(() => counter.Next(null), COMError) as unknown as COMError;
  assertEquals(error.hresult, E_POINTER);
});

test("references are counted, and the last one ends the object", () => {
  const before = counters_alive();
  const counter = make_counter(0)!;
  assertEquals(counters_alive(), before + 1);
  assertEquals([counter.AddRef(), counter.AddRef(), counter.Release(), counter.Release()], [2, 3, 2, 1]);
  assertEquals(counter.Release(), 0);
  assertEquals(counters_alive(), before);
  // The pointer is NULL now: using it is an Error, not a crash.
  assertEquals([counter.address, counter.value], [0n, null]);
  assertThrows(() => counter.Scale(1, 1), Error, "ICounter.Scale(): the interface pointer is NULL");
  assertThrows(() => counter.Release(), Error, "NULL");
  counter[Symbol.dispose]();
});

test("using releases once", () => {
  const before = counters_alive();
  {
    using counter = make_counter(0)!;
    using _other = counter.QueryInterface(IUnknown);
    assertEquals(counters_alive(), before + 1);
  }
  assertEquals(counters_alive(), before);
});

test("QueryInterface gives an instance of the type, or throws", () => {
  using counter = make_counter(1)!;
  using unknown = counter.QueryInterface(IUnknown);
  assertInstanceOf(unknown, IUnknown);
  assertFalse(unknown instanceof ICounter);
  using again = unknown.QueryInterface(ICounter);
  assertInstanceOf(again, ICounter);
  assertInstanceOf(again, IUnknown);
  assertEquals(again.address, counter.address);
  const error = assertThrows(() => counter.QueryInterface(IClassFactory), COMError) as unknown as COMError;
  assertEquals(error.hresult, E_NOINTERFACE);
});

test("QueryInterface can be called as in C", () => {
  using counter = make_counter(1)!;
  const out = new c_void_p();
  assertEquals(counter.QueryInterface(IUnknown.iid, byref(out)), 0);
  assertEquals(out.value, counter.address);
  using unknown = new IUnknown(out);
  assertEquals([unknown.AddRef(), unknown.Release()], [3, 2]);
  assertEquals(counter.QueryInterface("{00000001-0000-0000-C000-000000000046}", byref(out)), E_NOINTERFACE);
  assertEquals(out.value, null);
  assertEquals(counter.QueryInterface(IUnknown.iid, null), E_POINTER);
});

test("an interface is a C type", () => {
  assertEquals([sizeof(ICounter), ICounter.size], [8, 8]);
  assertEquals(String(ICounter.iid), "{7B3F1E60-1B2C-4C5D-9E8F-0A1B2C3D4E5F}");
  assertInstanceOf(ICounter.iid, GUID);
  class Holder extends Structure({ counter: ICounter, unknown: IUnknown }) {}
  using counter = make_counter(1)!;
  const holder = new Holder({ counter });
  assertEquals(holder.counter!.Scale(3, 0), 3);
  assertEquals(holder.unknown, null);
  holder.unknown = counter; // a derived interface is one of its base
  assertEquals(holder.unknown!.address, counter.address);
  assertThrows(() => holder.counter = holder.unknown as never, TypeError, "field counter (ICounter) of Holder");
  assertEquals(new Holder().counter, null);
  assertMatch(inspect(counter), /ICounter\(0x[0-9a-f]+\)/);
  assertMatch(inspect(new ICounter()), /ICounter\(NULL\)/);
});

test("an instance can be an out-parameter, and a parameter of void *", () => {
  using counter = make_counter(1)!;
  using out = new IUnknown();
  assertEquals(lib.symbols.call_query(counter, IUnknown.iid, byref(out)), 0);
  assertEquals(out.address, counter.address);
  using cast = new ICounter(counter.QueryInterface(IUnknown));
  assertEquals(cast.Scale(1, 0), 1);
});

test("interfaces extend others", () => {
  class IMore extends Interface("{11111111-2222-3333-4444-555555555555}", {
    get Clone() {
      return CFunction([Pointer(IMore)], HRESULT); // an interface may name itself
    },
  }, ICounter) {}
  const method: InterfaceInstance<{ Next: typeof Next }>["Next"] = IMore.prototype.Next;
  assertEquals(typeof method, "function");
  using counter = make_counter(4)!;
  const more = new IMore(counter.address);
  assertEquals(more.Scale(2, 1), 9);
  assertEquals(call_next(more, new c_int()), 0);
});
const Next = CFunction([Pointer(c_int)], HRESULT);

test("arguments are checked, and counted without this", () => {
  using counter = make_counter(1)!;
  const wrong = counter as unknown as Record<string, (...args: unknown[]) => unknown>;
  assertThrows(
    () => wrong.Scale("1", 2),
    TypeError,
    'cannot convert "1" to parameter 1 (c_double) of ICounter.Scale()',
  );
  assertThrows(() => wrong.Scale(1, 300), RangeError, "parameter 2 (c_byte) of ICounter.Scale()");
  assertThrows(() => wrong.Scale(1), TypeError, "ICounter.Scale()");
  assertThrows(() => wrong.QueryInterface(), TypeError, "expected 1 or 2 arguments");
  assertThrows(() => wrong.QueryInterface(5), TypeError, "expected an interface, not 5");
  assertThrows(() => wrong.QueryInterface("nonsense", new c_void_p()), TypeError, "expected a GUID");
  assertThrows(() => wrong.QueryInterface(IUnknown.iid, 5), TypeError, "expected a place for a pointer");
  assertThrows(() => wrong.Scale.call({}, 1, 2), TypeError, "expected an interface pointer");
  assertThrows(() => call_next(new c_int() as never, null), TypeError, "parameter 1 (ICounter) of call_next()");
  assertThrows(() => new ICounter(5 as never), TypeError);
});

test("NULL and objects without a vtable are Errors", () => {
  assertThrows(() => new ICounter().Scale(1, 2), Error, "the interface pointer is NULL");
  const empty = new c_void_p();
  assertThrows(() => new ICounter(byref(empty)).Scale(1, 2), Error, "has no such method");
});

test("what is no interface is refused when it is defined", () => {
  const make = Interface as (...args: unknown[]) => unknown;
  const iid = String(GUID.create());
  assertThrows(() => make("nonsense", {}), TypeError, "Interface(): expected a GUID");
  assertThrows(() => make(null, {}), TypeError, "not NULL");
  assertThrows(() => make(iid, null), TypeError, "an object of methods");
  assertThrows(() => make(iid, { A: c_int }), TypeError, "method A: expected a CFunction, not c_int");
  assertThrows(() => make(iid, { A: 5 }), TypeError, "method A: expected a C type, not 5");
  assertThrows(() => make(iid, { A: CFunction([], c_int, { variadic: true }) }), TypeError, "variadic");
  assertThrows(() => make(iid, { Release: CFunction([], c_int) }), TypeError, "method Release is one of the interface");
  assertThrows(() => make(iid, { 1: CFunction([], c_int) }), TypeError, '"1" is no name');
  assertThrows(() => make(iid, {}, c_int), TypeError, "expected an interface, not");
  assert(make(iid, {}));
});
