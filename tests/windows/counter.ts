/**
 * The interface that `tests/native/com.c` serves and uses.
 *
 * @module
 */
import {
  c_char_p,
  c_double,
  c_int,
  c_int8,
  c_uint,
  c_void_p,
  CFunction,
  dlopen,
  HRESULT,
  type Library,
  Pointer,
  type PointerInstance,
  Structure,
} from "../../mod.ts";
import { COMError, E_NOTIMPL, IClassFactory, Interface } from "../../src/windows/com.ts";
import { fixture } from "../native/mod.ts";

export class Extent extends Structure({ width: c_double, height: c_double, depth: c_double }) {}

export class ICounter extends Interface("{7B3F1E60-1B2C-4C5D-9E8F-0A1B2C3D4E5F}", {
  Next: CFunction([Pointer(c_int)], HRESULT),
  Scale: CFunction([c_double, c_int8], c_double),
  Name: CFunction([Pointer(c_char_p)], HRESULT),
  Size: CFunction([c_double], Extent),
}) {}

/** A counter in JavaScript. */
export class Counter {
  static made = 0;
  count = 0;

  constructor() {
    Counter.made++;
  }

  Next(out: PointerInstance<typeof c_int> | null) {
    out!.set(0, ++this.count);
  }

  Scale(by: number, shift: number): number {
    return this.count * by + shift;
  }

  Name(): number {
    throw new COMError(E_NOTIMPL);
  }

  Size(depth: number): Extent {
    return new Extent({ width: this.count, height: 2 * this.count, depth });
  }
}

/** What a DLL with COM classes exports. */
const GetClassObject = CFunction([c_void_p, c_void_p, c_void_p], c_int);

const symbols = {
  make_counter: CFunction([c_int], ICounter),
  counters_alive: CFunction([], c_int),
  create_and_count: CFunction([GetClassObject, c_void_p, Pointer(c_int), Pointer(ICounter)], c_int),
  call_next: CFunction([ICounter, Pointer(c_int)], c_int),
  call_release: CFunction([ICounter], c_uint),
  call_query: CFunction([ICounter, c_void_p, c_void_p], c_int),
  call_create: CFunction([IClassFactory, c_void_p, c_void_p, c_void_p], c_int),
  call_size: CFunction([ICounter, c_double], c_double),
  sum_of_next: CFunction([ICounter, c_int], c_int),
};

/** The fixture. */
export const lib: Library<typeof symbols> = dlopen(fixture("com"), symbols);
