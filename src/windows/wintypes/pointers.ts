// Pointers to the types of Windows.
import type { PointerType } from "../../types/ctype.ts";
import { Pointer } from "../../types/pointer/pointer.ts";
import { GUID } from "../com/guid.ts";
import { HANDLE, HKEY, HKL, SC_HANDLE } from "./handles.ts";
import {
  BOOL,
  BOOLEAN,
  BYTE,
  CHAR,
  COLORREF,
  DWORD,
  FLOAT,
  INT,
  LARGE_INTEGER,
  LCID,
  LONG,
  SHORT,
  UINT,
  ULARGE_INTEGER,
  ULONG,
  USHORT,
  WCHAR,
  WORD,
} from "./scalars.ts";
import {
  COORD,
  FILETIME,
  MSG,
  POINT,
  POINTL,
  RECT,
  RECTL,
  SIZE,
  SIZEL,
  SMALL_RECT,
  SYSTEMTIME,
  WIN32_FIND_DATAA,
  WIN32_FIND_DATAW,
} from "./structures.ts";

/** A pointer to {@linkcode BOOL}. */
export const LPBOOL: PointerType<typeof BOOL> = Pointer(BOOL);
/** A pointer to {@linkcode BOOL}. */
export const PBOOL: PointerType<typeof BOOL> = Pointer(BOOL);
/** A pointer to {@linkcode BOOLEAN}. */
export const PBOOLEAN: PointerType<typeof BOOLEAN> = Pointer(BOOLEAN);
/** A pointer to {@linkcode BYTE}. */
export const LPBYTE: PointerType<typeof BYTE> = Pointer(BYTE);
/** A pointer to {@linkcode BYTE}. */
export const PBYTE: PointerType<typeof BYTE> = Pointer(BYTE);
/** A pointer to {@linkcode CHAR}. */
export const PCHAR: PointerType<typeof CHAR> = Pointer(CHAR);
/** A pointer to {@linkcode COLORREF}. */
export const LPCOLORREF: PointerType<typeof COLORREF> = Pointer(COLORREF);
/** A pointer to {@linkcode DWORD}. */
export const LPDWORD: PointerType<typeof DWORD> = Pointer(DWORD);
/** A pointer to {@linkcode DWORD}. */
export const PDWORD: PointerType<typeof DWORD> = Pointer(DWORD);
/** A pointer to {@linkcode FILETIME}. */
export const LPFILETIME: PointerType<typeof FILETIME> = Pointer(FILETIME);
/** A pointer to {@linkcode FILETIME}. */
export const PFILETIME: PointerType<typeof FILETIME> = Pointer(FILETIME);
/** A pointer to {@linkcode FLOAT}. */
export const PFLOAT: PointerType<typeof FLOAT> = Pointer(FLOAT);
/** A pointer to {@linkcode HANDLE}. */
export const LPHANDLE: PointerType<typeof HANDLE> = Pointer(HANDLE);
/** A pointer to {@linkcode HANDLE}. */
export const PHANDLE: PointerType<typeof HANDLE> = Pointer(HANDLE);
/** A pointer to {@linkcode HKEY}. */
export const PHKEY: PointerType<typeof HKEY> = Pointer(HKEY);
/** A pointer to {@linkcode HKL}. */
export const LPHKL: PointerType<typeof HKL> = Pointer(HKL);
/** A pointer to {@linkcode INT}. */
export const LPINT: PointerType<typeof INT> = Pointer(INT);
/** A pointer to {@linkcode INT}. */
export const PINT: PointerType<typeof INT> = Pointer(INT);
/** A pointer to {@linkcode LARGE_INTEGER}. */
export const PLARGE_INTEGER: PointerType<typeof LARGE_INTEGER> = Pointer(LARGE_INTEGER);
/** A pointer to {@linkcode LCID}. */
export const PLCID: PointerType<typeof LCID> = Pointer(LCID);
/** A pointer to {@linkcode LONG}. */
export const LPLONG: PointerType<typeof LONG> = Pointer(LONG);
/** A pointer to {@linkcode LONG}. */
export const PLONG: PointerType<typeof LONG> = Pointer(LONG);
/** A pointer to {@linkcode MSG}. */
export const LPMSG: PointerType<typeof MSG> = Pointer(MSG);
/** A pointer to {@linkcode MSG}. */
export const PMSG: PointerType<typeof MSG> = Pointer(MSG);
/** A pointer to {@linkcode POINT}. */
export const LPPOINT: PointerType<typeof POINT> = Pointer(POINT);
/** A pointer to {@linkcode POINT}. */
export const PPOINT: PointerType<typeof POINT> = Pointer(POINT);
/** A pointer to {@linkcode POINTL}. */
export const PPOINTL: PointerType<typeof POINTL> = Pointer(POINTL);
/** A pointer to {@linkcode RECT}. */
export const LPRECT: PointerType<typeof RECT> = Pointer(RECT);
/** A pointer to {@linkcode RECT}. */
export const PRECT: PointerType<typeof RECT> = Pointer(RECT);
/** A pointer to {@linkcode RECTL}. */
export const LPRECTL: PointerType<typeof RECTL> = Pointer(RECTL);
/** A pointer to {@linkcode RECTL}. */
export const PRECTL: PointerType<typeof RECTL> = Pointer(RECTL);
/** A pointer to {@linkcode SC_HANDLE}. */
export const LPSC_HANDLE: PointerType<typeof SC_HANDLE> = Pointer(SC_HANDLE);
/** A pointer to {@linkcode SHORT}. */
export const PSHORT: PointerType<typeof SHORT> = Pointer(SHORT);
/** A pointer to {@linkcode SIZE}. */
export const LPSIZE: PointerType<typeof SIZE> = Pointer(SIZE);
/** A pointer to {@linkcode SIZE}. */
export const PSIZE: PointerType<typeof SIZE> = Pointer(SIZE);
/** A pointer to {@linkcode SIZEL}. */
export const LPSIZEL: PointerType<typeof SIZEL> = Pointer(SIZEL);
/** A pointer to {@linkcode SIZEL}. */
export const PSIZEL: PointerType<typeof SIZEL> = Pointer(SIZEL);
/** A pointer to {@linkcode SMALL_RECT}. */
export const PSMALL_RECT: PointerType<typeof SMALL_RECT> = Pointer(SMALL_RECT);
/** A pointer to {@linkcode COORD}. */
export const PCOORD: PointerType<typeof COORD> = Pointer(COORD);
/** A pointer to {@linkcode SYSTEMTIME}. */
export const LPSYSTEMTIME: PointerType<typeof SYSTEMTIME> = Pointer(SYSTEMTIME);
/** A pointer to {@linkcode SYSTEMTIME}. */
export const PSYSTEMTIME: PointerType<typeof SYSTEMTIME> = Pointer(SYSTEMTIME);
/** A pointer to {@linkcode UINT}. */
export const LPUINT: PointerType<typeof UINT> = Pointer(UINT);
/** A pointer to {@linkcode UINT}. */
export const PUINT: PointerType<typeof UINT> = Pointer(UINT);
/** A pointer to {@linkcode ULARGE_INTEGER}. */
export const PULARGE_INTEGER: PointerType<typeof ULARGE_INTEGER> = Pointer(ULARGE_INTEGER);
/** A pointer to {@linkcode ULONG}. */
export const PULONG: PointerType<typeof ULONG> = Pointer(ULONG);
/** A pointer to {@linkcode USHORT}. */
export const PUSHORT: PointerType<typeof USHORT> = Pointer(USHORT);
/** A pointer to {@linkcode WCHAR}. */
export const PWCHAR: PointerType<typeof WCHAR> = Pointer(WCHAR);
/** A pointer to {@linkcode WIN32_FIND_DATAA}. */
export const LPWIN32_FIND_DATAA: PointerType<typeof WIN32_FIND_DATAA> = Pointer(WIN32_FIND_DATAA);
/** A pointer to {@linkcode WIN32_FIND_DATAA}. */
export const PWIN32_FIND_DATAA: PointerType<typeof WIN32_FIND_DATAA> = Pointer(WIN32_FIND_DATAA);
/** A pointer to {@linkcode WIN32_FIND_DATAW}. */
export const LPWIN32_FIND_DATAW: PointerType<typeof WIN32_FIND_DATAW> = Pointer(WIN32_FIND_DATAW);
/** A pointer to {@linkcode WIN32_FIND_DATAW}. */
export const PWIN32_FIND_DATAW: PointerType<typeof WIN32_FIND_DATAW> = Pointer(WIN32_FIND_DATAW);
/** A pointer to {@linkcode WORD}. */
export const LPWORD: PointerType<typeof WORD> = Pointer(WORD);
/** A pointer to {@linkcode WORD}. */
export const PWORD: PointerType<typeof WORD> = Pointer(WORD);
/** A pointer to {@linkcode GUID}. */
export const LPGUID: PointerType<typeof GUID> = Pointer(GUID);
/** A pointer to {@linkcode GUID}. */
export const PGUID: PointerType<typeof GUID> = Pointer(GUID);
