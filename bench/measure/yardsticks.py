# SPDX-License-Identifier: Apache-2.0
"""What this machine can do without a server: one thread's fdatasync rate and one core's MD5 rate."""

import ctypes
import hashlib
import os
import time
from pathlib import Path

FALLOC_FL_KEEP_SIZE = 1
PREALLOCATED_BYTES = 64 << 20


def fdatasync_rate(folder, record_bytes, seconds):
    """
    Appends a record to a file and calls fdatasync, over and over, in one thread: records a second.

    The file's blocks are reserved beforehand without changing its size, as RocksDB does with its log. Every fdatasync
    so has to bring the new size to disk as well.
    """
    path = Path(folder) / "fdatasync.probe"
    record = os.urandom(record_bytes)
    file = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_APPEND, 0o600)
    try:
        written = reserved = records = 0
        started = time.perf_counter()
        while True:
            if written + record_bytes > reserved:
                _reserve(file, reserved, PREALLOCATED_BYTES)
                reserved += PREALLOCATED_BYTES
            os.write(file, record)
            os.fdatasync(file)
            written += record_bytes
            records += 1
            elapsed = time.perf_counter() - started
            if elapsed >= seconds:
                return records / elapsed
    finally:
        os.close(file)
        path.unlink()


def md5_rate(length, seconds):
    """Hashes a buffer of `length` bytes over and over in one thread: buffers a second."""
    body = bytes(length)
    rounds = 0
    started = time.perf_counter()
    while True:
        hashlib.md5(body, usedforsecurity=False).digest()
        rounds += 1
        elapsed = time.perf_counter() - started
        if elapsed >= seconds:
            return rounds / elapsed


_libc = ctypes.CDLL(None, use_errno=True)


def _reserve(file, offset, length):
    if _libc.fallocate(file, FALLOC_FL_KEEP_SIZE, ctypes.c_int64(offset), ctypes.c_int64(length)) != 0:
        raise OSError(ctypes.get_errno(), "fallocate")
