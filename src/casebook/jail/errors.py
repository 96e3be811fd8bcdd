"""What can go wrong with a confined child. None of it harms the program: the child is gone, its answer
unread.
"""

from __future__ import annotations

from dataclasses import dataclass

from casebook.base.errors import Damaged, Refused


@dataclass(eq=False)
class NoConfinement(Refused):
    """This computer cannot confine a child, so nothing from outside is opened on it."""

    missing: str
    """What is missing: ``seccomp`` or ``processor``."""


@dataclass(eq=False)
class TookTooLong(Damaged):
    """The file kept its reader busy beyond the limit: made to do so, or far too large."""

    seconds: float


@dataclass(eq=False)
class NeededTooMuchMemory(Damaged):
    """The file made its reader ask for more memory than the limit."""

    limit: int
    """Bytes."""


@dataclass(eq=False)
class ReaderCrashed(Damaged):
    """The reader of a file came to an unforeseen end."""

    signal: int = 0
    """The signal that ended it, or 0."""
    error: str = ""
    """The name of the class of an unexpected exception, or nothing."""
    where: tuple[str, ...] = ()
    """``file.py:line`` from the outermost call to the innermost. Never a value."""


@dataclass(eq=False)
class AnswerUnreadable(Damaged):
    """The reader answered something it never answers when it is in its right mind."""


@dataclass(eq=False)
class AskedTooMuch(Damaged):
    """The file made its reader go over it again and again: made to do so, or far too large for what was wanted."""

    limit: int
    """Bytes that may be handed to it."""
