"""What the benchmarks of Python's ctypes share."""

import ctypes
import json
import os
import time
from ctypes import CFUNCTYPE, POINTER, Structure, c_double, c_int, c_int64, c_uint

PASSES, BATCH = 2, 10e-3
lib = ctypes.CDLL(os.environ["BENCH_LIBRARY"])


def emit(row, ns):
    print(json.dumps({"row": row, "side": "us", "ns": ns}))


def measure(row, loop, per=1):
    """Times loop(n); `per` is how many operations one turn is."""
    n = 1
    while True:
        start = time.perf_counter()
        loop(n)
        took = time.perf_counter() - start
        if took >= BATCH / 2:
            break
        n *= 2
    for _ in range(PASSES):
        samples = []
        for _ in range(5):
            start = time.perf_counter()
            loop(n)
            samples.append(time.perf_counter() - start)
        emit(row, sorted(samples)[2] * 1e9 / n / per)


def loop(body, scope):
    """A function that does `body` n times."""
    names = {}
    source = f"def run(n, {', '.join(f'{name}={name}' for name in scope)}):\n  for i in range(n):\n    {body}\n"
    exec(source, dict(scope), names)
    return names["run"]


def function(name, parameters, result=c_int):
    f = getattr(lib, name)
    f = type(f)((name, lib))
    f.argtypes, f.restype = parameters, result
    return f


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Body(Structure):
    _fields_ = [("from_", Point), ("to", Point), ("mass", c_double), ("id", c_int64)]


class Vector(Structure):
    _fields_ = [("x", c_double), ("y", c_double)]


class Large(Structure):
    _fields_ = [("values", c_double * 5)]


class Fields(Structure):
    _fields_ = [(name, c_double) for name in "abcde"]


class Mixed(Structure):
    _fields_ = [("id", c_int), ("weight", c_double)]


class Flags(Structure):
    _fields_ = [("mode", c_uint, 3), ("level", c_uint, 7), ("on", c_uint, 1)]


class Big(Structure):
    _fields_ = [(f"f{i}", c_int) for i in range(20)]


class Node(Structure):
    pass


Node._fields_ = [("value", c_int), ("next", POINTER(Node))]

IntFunction = CFUNCTYPE(c_int, c_int)
DoubleFunction = CFUNCTYPE(c_double, c_double, c_double)
Compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))
