"""Which files a child may read: the interpreter, its libraries and what we ship; nothing of the person's.

Landlock (kernel 5.13 and later). Where the kernel has none, the child can still open nothing for writing and
send nothing anywhere (`seccomp.py`); it could then read a file the person can read. docs/limitations.md
says so.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

# The same numbers on every processor (they are younger than the common table).
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION, _PATH_BENEATH = 1, 1
_EXECUTE, _READ_FILE, _READ_FOLDER = 1 << 0, 1 << 2, 1 << 3
_FIRST_VERSION_RIGHTS = (1 << 13) - 1
_SCOPES_VERSION = 6
_NETWORK_VERSION = 4


def _handled(version: int) -> bytes:
    """`struct landlock_ruleset_attr`: every right this kernel knows is taken away unless a rule gives it."""
    files = _FIRST_VERSION_RIGHTS
    for since, right in ((2, 1 << 13), (3, 1 << 14), (5, 1 << 15)):  # refer, truncate, ioctl on devices
        files |= right if version >= since else 0
    fields = [files]
    if version >= _NETWORK_VERSION:
        fields.append(0b11)  # bind, connect
    if version >= _SCOPES_VERSION:
        fields.append(0b11)  # abstract sockets, signals
    return struct.pack(f"={len(fields)}Q", *fields)


def code_folders() -> set[Path]:
    """Where the interpreter and its libraries live."""
    system = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache")
    inside = [Path(prefix, name) for prefix in (sys.prefix, sys.base_prefix) for name in ("lib", "lib64")]
    letters = (
        "/usr/share/tesseract-ocr",
        "/usr/share/tessdata",
    )  # what reads the words in pixels was trained with
    return {
        path for path in (*map(Path, (*system, *letters)), *inside, *map(Path, sys.path)) if path.exists()
    }


def restrict(readable: Iterable[Path]) -> bool:
    """Let this process open only what lies beneath *readable*, to read. False where the kernel cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    version = libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    handled = _handled(version)
    rules = libc.syscall(_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return False
    try:
        for path in readable:
            with contextlib.suppress(FileNotFoundError):
                _allow(libc, rules, path)
        libc.prctl(38, 1, 0, 0, 0)  # PR_SET_NO_NEW_PRIVS, which the next call asks for
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    """Add `struct landlock_path_beneath_attr` (packed) for one file or folder."""
    handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ_FILE | _EXECUTE | (_READ_FOLDER if path.is_dir() else 0)
        libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, handle), 0)
    finally:
        os.close(handle)
