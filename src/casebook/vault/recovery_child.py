"""What `casebook.vault.recovery` has done in the jail. Nothing stays: the child ends with its answer.

The library is imported inside, so that only the child loads it.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from casebook.jail.task import Task
from casebook.vault.shares import Seen


@dataclass(frozen=True, slots=True)
class Splitting:
    """A seed, and into how many shares it is split."""

    seed: bytes
    threshold: int
    count: int


@dataclass(frozen=True, slots=True)
class Joined:
    """A seed again, and what its shares said of themselves."""

    seed: bytes
    threshold: int
    set_name: str
    numbers: tuple[int, ...]


def split(task: Task) -> tuple[str, ...]:
    """The shares of the `Splitting` in the argument."""
    from casebook.vault import slip39  # noqa: PLC0415 - only in the child

    wanted = msgspec.msgpack.decode(task.argument, type=Splitting)
    return slip39.split(wanted.seed, wanted.threshold, wanted.count)


def look(task: Task) -> tuple[Seen, ...]:
    """What each share in the argument, a list of texts, says of itself."""
    from casebook.vault import slip39  # noqa: PLC0415 - only in the child

    return slip39.look(msgspec.msgpack.decode(task.argument, type=list[str]))


def combine(task: Task) -> Joined:
    """The seed of the shares in the argument, a list of texts. Raises the errors of `casebook.vault.shares`."""
    from casebook.vault import slip39  # noqa: PLC0415 - only in the child

    found = slip39.combine(msgspec.msgpack.decode(task.argument, type=list[str]))
    return Joined(found.seed, found.threshold, found.set_name, found.numbers)
