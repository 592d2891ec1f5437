"""Memory, libraries and processes with Python's ctypes."""

import os
import subprocess
import sys
import time
from ctypes import (POINTER, byref, addressof, c_double, c_int, c_ubyte, cast, create_string_buffer,
                    create_unicode_buffer, memmove, pointer, string_at)

from python_measure import Big, Body, Flags, IntFunction, Node, Point, emit, function, loop, measure

MILLION = 1_000_000


def structures():
    eight = range(8)
    scope = {"Point": Point, "Big": Big, "points": [Point(1, 2) for _ in eight], "bodies": [Body() for _ in eight],
             "flags": [Flags() for _ in eight], "array": (Point * MILLION)(), "MILLION": MILLION}
    rows = {
        "new Point()": "Point()",
        "new Point({ x, y })": "Point(x=i, y=2)",
        "new, 20 fields": "Big()",
        "read int": "points[i & 7].x",
        "write int": "points[i & 7].x = i",
        "read double": "bodies[i & 7].mass",
        "write double": "bodies[i & 7].mass = i",
        "read 64-bit": "bodies[i & 7].id",
        "write 64-bit": "bodies[i & 7].id = 5",
        "read nested int": "bodies[i & 7].to.x",
        "write nested int": "bodies[i & 7].to.x = i",
        "read bit field": "flags[i & 7].level",
        "write bit field": "flags[i & 7].level = i & 127",
    }
    for row, body in rows.items():
        measure(row, loop(body, scope))
    measure("array of a million, for … of", loop("for point in array: point.x", scope), MILLION)
    measure("array of a million, .at(i)", loop("for j in range(MILLION): array[j].x", scope), MILLION)


def buffers():
    scope = {
        "create_string_buffer": create_string_buffer, "create_unicode_buffer": create_unicode_buffer, "byref": byref,
        "pointer": pointer, "cast": cast, "addressof": addressof, "c_int": c_int, "c_double": c_double,
        "Ints": c_int * 10, "ten": list(range(10)), "ints": [c_int(i) for i in range(8)],
        "buffers": [create_string_buffer(32) for _ in range(8)], "IntPointer": POINTER(c_int),
        "BytePointer": POINTER(c_ubyte), "pointers": [pointer(c_int(i)) for i in range(8)],
    }
    rows = {
        "createStringBuffer(32)": "create_string_buffer(32)",
        "createStringBuffer(text)": 'create_string_buffer("hello, world".encode())',
        "createUnicodeBuffer(text)": 'create_unicode_buffer("hello, world")',
        "new c_int(i)": "c_int(i)",
        "new c_double(i)": "c_double(i)",
        "new (ArrayOf(c_int, 10))()": "Ints()",
        "new (ArrayOf(c_int, 10))(values)": "Ints(*ten)",
        "byref(int)": "byref(ints[i & 7])",
        "pointer(int)": "pointer(ints[i & 7])",
        "cast(buffer, Pointer(c_int))": "cast(buffers[i & 7], IntPointer)",
        "cast(pointer, Pointer(c_ubyte))": "cast(pointers[i & 7], BytePointer)",
        "addressof(int)": "addressof(ints[i & 7])",
    }
    for row, body in rows.items():
        measure(row, loop(body, scope))


def reads():
    ints = function("int_memory", [], POINTER(c_int))
    points = function("point_memory", [], POINTER(Point))
    own = (c_int * 1024)(*range(1024))
    own_list = [Node(value=i) for i in range(1000)]
    for node, following in zip(own_list, own_list[1:]):
        node.next = pointer(following)
    scope = {
        "ints": ints(), "eight": [ints() for _ in range(8)], "point": points(),
        "eight_points": [points() for _ in range(8)], "own": cast(own, POINTER(c_int)),
        "text": create_string_buffer(b"hello, world"), "string_at": string_at, "memmove": memmove,
        "to": create_string_buffer(1000), "source": create_string_buffer(1000),
    }
    rows = {
        "int, p.at(i), C's memory": "ints[i & 1023]",
        "int, p.at(i), our memory": "own[i & 1023]",
        "int, p.set(i, value), C's memory": "ints[i & 1023] = i",
        "int, p.contents.value": "eight[i & 7].contents.value",
        "structure, p.contents.x": "eight_points[i & 7].contents.x",
        "structure, p.at(i).x": "point[i & 1023].x",
        "stringAt(buffer)": "string_at(text).decode()",
        "memmove of 1000 bytes": "memmove(to, source, 1000)",
    }
    for row, body in rows.items():
        measure(row, loop(body, scope))

    def walk(n, p):
        for _ in range(n):
            node = p
            while node:
                node.contents.value
                node = node.contents.next

    measure("linked list of C, per node", lambda n, p=function("list_memory", [], POINTER(Node))(): walk(n, p), 1000)
    measure("linked list of ours, per node", lambda n, p=pointer(own_list[0]): walk(n, p), 1000)


def find_library():
    for what, name in [("a library that there is", "z"), ("one that there is not", "no-such-library")]:
        for _ in range(2):
            first, further = run_python(f"""
import time
from ctypes.util import find_library
start = time.perf_counter()
find_library({name!r})
first = time.perf_counter()
for i in range(5): find_library({name!r})
print((first - start) * 1e6, (time.perf_counter() - first) / 5 * 1e6)
""").split()
            emit(f"{what}, first", float(first))
            emit(f"{what}, again", float(further))


def start():
    def took(source):
        start = time.perf_counter()
        run_python(source)
        return (time.perf_counter() - start) * 1e3

    for _ in range(5):
        emit("a program that imports it", took("import ctypes"))


def memory():
    kinds = {
        "c_int": "c_int(i)",
        "structure of two ints": "Point()",
        "structure of 24 bytes": "Body()",
        "pointer(int)": "pointer(int_)",
        "cast(buffer, …)": "cast(one, BytePointer)",
        "byref(int)": "byref(int_)",
        "createStringBuffer(32)": "create_string_buffer(32)",
        "ArrayOf(c_int, 10)": "Ten()",
        "callback": "IntFunction(lambda i: i)",
    }
    for row, body in kinds.items():
        count = 10_000 if row == "callback" else 100_000
        emit(row, float(run_python(f"""
import gc, sys
sys.path.insert(0, {os.path.dirname(__file__)!r})
from ctypes import *
from python_measure import Body, IntFunction, Point
int_, one, Ten, BytePointer = c_int(1), create_string_buffer(32), c_int * 10, POINTER(c_ubyte)
def resident():
    gc.collect()
    return int(open("/proc/self/statm").read().split()[1]) * 4096
all = [None] * {count}
for i in range(1000): {body}
before = resident()
for i in range({count}): all[i] = {body}
print((resident() - before) / {count})
""")))


def run_python(source):
    return subprocess.run([sys.executable, "-c", source], check=True, capture_output=True, text=True).stdout
