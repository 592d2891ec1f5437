"""The benchmarks with Python's ctypes: python.py TOPIC."""

import sys

sys.dont_write_bytecode = True
import python_calls
import python_memory

topic = getattr(python_calls, sys.argv[1], None) or getattr(python_memory, sys.argv[1], None)
if callable(topic):
    topic()
