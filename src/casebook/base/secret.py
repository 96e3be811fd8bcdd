"""A secret in memory: never printed, compared in constant time, wiped as well as Python allows."""

from __future__ import annotations

import hmac


class Secret:
    """Bytes that show themselves to nobody.

    Wiping overwrites our own buffer. Copies that libraries or the interpreter made stay until the process
    is replaced (`base.process.replace`): this class narrows the window, it does not close it.
    """

    __slots__ = ("_buffer",)

    def __init__(self, value: bytes | bytearray | str) -> None:
        self._buffer = bytearray(value.encode() if isinstance(value, str) else value)

    def reveal(self) -> bytes:
        """A fresh copy of the bytes. Keep it no longer than the call it is for."""
        return bytes(self._buffer)

    def wipe(self) -> None:
        """Overwrite the buffer with zeros and empty it."""
        self._buffer[:] = bytes(len(self._buffer))
        self._buffer.clear()

    def __len__(self) -> int:
        return len(self._buffer)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._buffer, other._buffer)

    __hash__ = None  # type: ignore[assignment]  # a secret in a set or dictionary would be copied around

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__
