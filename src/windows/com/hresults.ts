// HRESULTs that COM itself gives, as signed numbers: so they are what a call returns and what Python shows.

/** Success. */
export const S_OK = 0;
/** Success, but not all of it; "no" as an answer. */
export const S_FALSE = 1;
/** Not implemented. */
export const E_NOTIMPL: number = 0x80004001 | 0;
/** The object has no such interface. */
export const E_NOINTERFACE: number = 0x80004002 | 0;
/** A pointer is NULL that must not be. */
export const E_POINTER: number = 0x80004003 | 0;
/** The operation was aborted. */
export const E_ABORT: number = 0x80004004 | 0;
/** An error that is not told more exactly. */
export const E_FAIL: number = 0x80004005 | 0;
/** An error that should not happen. */
export const E_UNEXPECTED: number = 0x8000ffff | 0;
/** Access denied. */
export const E_ACCESSDENIED: number = 0x80070005 | 0;
/** A handle is not valid. */
export const E_HANDLE: number = 0x80070006 | 0;
/** There is not enough memory. */
export const E_OUTOFMEMORY: number = 0x8007000e | 0;
/** An argument is not valid. */
export const E_INVALIDARG: number = 0x80070057 | 0;
/** The class cannot be part of another object. */
export const CLASS_E_NOAGGREGATION: number = 0x80040110 | 0;
/** The server has no such class. */
export const CLASS_E_CLASSNOTAVAILABLE: number = 0x80040111 | 0;
/** The class is not registered. */
export const REGDB_E_CLASSNOTREG: number = 0x80040154 | 0;
/** COM was not initialised on this thread. */
export const CO_E_NOTINITIALIZED: number = 0x800401f0 | 0;
/** The object is gone. */
export const RPC_E_DISCONNECTED: number = 0x80010108 | 0;
/** COM was initialised on this thread in another way. */
export const RPC_E_CHANGED_MODE: number = 0x80010106 | 0;

let names: ReadonlyMap<number, string> | undefined;

/** The names of the failures above, for systems that have no text for them. */
export function hresultNames(): ReadonlyMap<number, string> {
  return names ??= new Map(
    Object.entries({
      ...{ E_NOTIMPL, E_NOINTERFACE, E_POINTER, E_ABORT, E_FAIL, E_UNEXPECTED, E_ACCESSDENIED, E_HANDLE },
      ...{ E_OUTOFMEMORY, E_INVALIDARG, CLASS_E_NOAGGREGATION, CLASS_E_CLASSNOTAVAILABLE, REGDB_E_CLASSNOTREG },
      ...{ CO_E_NOTINITIALIZED, RPC_E_DISCONNECTED, RPC_E_CHANGED_MODE },
    }).map(([name, value]) => [value, name]),
  );
}
