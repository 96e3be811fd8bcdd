"""The three families of error, named by what a user can do about them.

An error carries facts as fields and never a sentence: `casebook.wording` turns it into words, in the
reader's language. Its `str()` is only its class name, because a traceback may end up where no value,
name, path or passphrase may stand.

A leaf class is a dataclass in the room that raises it::

    @dataclass(eq=False)
    class WrongPassphrase(Refused):
        attempts: int
"""

from __future__ import annotations


class CasebookError(Exception):
    """Anything the program says to a user on purpose. Everything else is our bug."""

    def __str__(self) -> str:
        return type(self).__name__

    def __repr__(self) -> str:
        return type(self).__name__

    def __init_subclass__(cls) -> None:
        """Give each leaf this `__repr__` as its own: `@dataclass` would else write one that tells the facts."""
        super().__init_subclass__()
        cls.__repr__ = CasebookError.__repr__  # type: ignore[method-assign]  # the same method, put where it is seen


class Refused(CasebookError):  # noqa: N818 - named by the fate, not the mechanism
    """You may fix it: a wrong passphrase, a withdrawn consent, a full disk. Nothing was changed."""


class Damaged(CasebookError):  # noqa: N818 - named by the fate, not the mechanism
    """The data cannot be trusted: a bad signature, a broken chain. Everything is kept as it is."""


class Cancelled(CasebookError):  # noqa: N818 - named by the fate, not the mechanism
    """The user asked to stop. Nothing is half-written."""
