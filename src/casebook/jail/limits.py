"""How much a confined child may use before it is stopped."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may cost. The defaults suit a document of a few megabytes."""

    memory: int = 768 * MIB
    """Bytes of address space, the interpreter and its libraries included (about 60 MiB)."""
    cpu_s: int = 30
    """Seconds of computing."""
    wall_s: float = 60.0
    """Seconds until it is killed, whatever it does."""
    answer: int = 64 * MIB
    """Bytes of the answer."""
    files: int = 64
    """Files open at one time, for reading."""
    served: int = 1 << 30
    """Bytes of its sources handed to it, the same ones twice counted twice."""
    reads: int = 20_000
    """Pieces of its sources handed to it."""
