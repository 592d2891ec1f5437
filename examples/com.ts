/**
 * COM: a class of JavaScript's, created and used as any other COM client would. It runs on every system: COM
 * objects are only memory with functions.
 *
 *     deno run --allow-ffi --allow-read examples/com.ts
 *     bun run examples/com.ts
 *
 * @module
 */
import {
  byref,
  c_int,
  c_void_p,
  CFunction,
  DllCanUnloadNow,
  DllGetClassObject,
  HRESULT,
  Pointer,
  type PointerInstance,
} from "@ctypes/ctypes";
import {
  classFactory,
  COMError,
  E_INVALIDARG,
  IClassFactory,
  Interface,
  registerClassObject,
} from "@ctypes/ctypes/com";

class ICalculator extends Interface("{9C1F0B52-6D1E-4A37-8E0C-3B5A7D9E2F41}", {
  Add: CFunction([c_int, c_int, Pointer(c_int)], HRESULT),
  Divide: CFunction([c_int, c_int, Pointer(c_int)], HRESULT),
}) {}

type Out = PointerInstance<typeof c_int> | null;

class Calculator {
  Add(a: number, b: number, out: Out) {
    out!.set(0, a + b);
  }

  Divide(a: number, b: number, out: Out) {
    if (b === 0) throw new COMError(E_INVALIDARG);
    out!.set(0, Math.trunc(a / b));
  }
}

// The server's part: what a DLL would export finds the class from now on.
const CLSID_Calculator = "{D2A7C1E4-58B3-4F0A-9D66-1C2E3F405162}";
using _registration = registerClassObject(CLSID_Calculator, classFactory(Calculator, ICalculator));

// The client's part, as in C: the class object, an object, its methods through the vtable.
{
  const out = new c_void_p();
  console.log("DllGetClassObject:", DllGetClassObject(CLSID_Calculator, IClassFactory.iid, byref(out)));
  using factory = new IClassFactory(out);
  using calculator = new ICalculator();
  factory.CreateInstance(null, ICalculator.iid, byref(calculator));
  const result = new c_int();
  calculator.Add(40, 2, byref(result));
  console.log("40 + 2 =", result.value);
  try {
    calculator.Divide(1, 0, byref(result));
  } catch (error) {
    console.log("1 / 0:", (error as COMError).message);
  }
  console.log("in use:", DllCanUnloadNow() === 1);
}
console.log("in use:", DllCanUnloadNow() === 1);
