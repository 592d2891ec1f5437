/** Windows' error codes by the `errno` that Python, like the C runtime, translates them to; all others are EINVAL. */
const translations: readonly (readonly [errno: number, name: string, codes: readonly number[]])[] = [
  [2, "ENOENT", [2, 3, 15, 18, 53, 67, 161, 206]],
  [7, "E2BIG", [10]],
  [8, "ENOEXEC", [11, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199, 200, 201, 202]],
  [9, "EBADF", [6, 114, 130]],
  [10, "ECHILD", [128, 129]],
  [11, "EAGAIN", [89, 164, 215]],
  [12, "ENOMEM", [7, 8, 9, 1816]],
  [
    13,
    "EACCES",
    [5, 16, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 65, 82, 83, 108, 132, 158, 167],
  ],
  [17, "EEXIST", [80, 183]],
  [18, "EXDEV", [17]],
  [20, "ENOTDIR", [267]],
  [24, "EMFILE", [4]],
  [28, "ENOSPC", [112]],
  [32, "EPIPE", [109, 232]],
  [41, "ENOTEMPTY", [145]],
  [42, "EILSEQ", [1113]],
  [138, "ETIMEDOUT", [258]],
];

/** Winsock's codes that are the C runtime's with 10000 added. */
const plainSocketCodes: Readonly<Record<number, string>> = {
  10004: "EINTR",
  10009: "EBADF",
  10013: "EACCES",
  10014: "EFAULT",
  10022: "EINVAL",
  10024: "EMFILE",
};

/** Names of Winsock's codes from 10035 on. */
const socketNames =
  ("EWOULDBLOCK EINPROGRESS EALREADY ENOTSOCK EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT " +
    "ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ENETRESET " +
    "ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT ECONNREFUSED ELOOP ENAMETOOLONG " +
    "EHOSTDOWN EHOSTUNREACH ENOTEMPTY EPROCLIM EUSERS EDQUOT ESTALE EREMOTE").split(" ");

/** The `errno` that a Windows error code, or an HRESULT made of one, stands for. */
export function errnoOf(winerror: number): { errno: number; code: string } {
  const code = (winerror & 0xffff0000) === (0x80070000 | 0) ? winerror & 0xffff : winerror;
  if (code >= 10000 && code < 12000) {
    const plain = plainSocketCodes[code];
    return plain ? { errno: code - 10000, code: plain } : { errno: code, code: socketNames[code - 10035] ?? "EINVAL" };
  }
  const found = translations.find(([, , codes]) => codes.includes(code));
  return found ? { errno: found[0], code: found[1] } : { errno: 22, code: "EINVAL" };
}
