"""JOIN and WELCOME are taken apart in the jail: they lie on a stick, and nobody has compared any words yet.

What the child answers is held against the bytes once more. It is given no key of this casebook; those that a WELCOME
brings pass through it, as pages of a sealed file pass through their reader (docs/decisions/034).
"""

from __future__ import annotations

from typing import Final, Protocol, TypeVar

from casebook.base.encode import pack
from casebook.base.progress import Progress
from casebook.jail import launch
from casebook.jail.errors import AnswerUnreadable
from casebook.jail.limits import MIB, Limits
from casebook.jail.task import Task
from casebook.sync import joining
from casebook.sync.joining import BadJoin, Join, Welcome

JOIN_TASK: Final = "casebook.sync.parsing:join_task"
WELCOME_TASK: Final = "casebook.sync.parsing:welcome_task"
JOIN_LIMITS: Final = Limits(cpu_s=10, wall_s=30.0, answer=4 * joining.MOST)
WELCOME_LIMITS: Final = Limits(memory=768 * MIB, cpu_s=60, wall_s=120.0, answer=72 * MIB)

T = TypeVar("T")


class Run(Protocol):
    """What runs a task and hands back its typed answer: `launch.run`."""

    def __call__(
        self,
        target: str,
        argument: bytes = ...,
        *,
        answer: type[T],
        limits: Limits | None = ...,
        progress: Progress | None = ...,
    ) -> T:
        """The answer of *target*. Raises what the task raised, leaves of `casebook.jail.errors`, `Cancelled`."""


def join(plain: bytes, *, run: Run = launch.run, progress: Progress | None = None) -> Join:
    """The JOIN in *plain*. Raises `BadJoin`, `NewerJoining`, leaves of `casebook.jail.errors`, `Cancelled`."""
    if len(plain) > joining.MOST:
        raise BadJoin
    answered = run(JOIN_TASK, plain, answer=Join, limits=JOIN_LIMITS, progress=progress)
    if answered.encode() != plain:
        raise AnswerUnreadable
    return joining.decode_join(plain)


def welcome(plain: bytes, *, run: Run = launch.run, progress: Progress | None = None) -> Welcome:
    """The WELCOME in *plain*. Raises as `join` does, and `BadWelcome`, `BadTeam`."""
    answered = run(WELCOME_TASK, plain, answer=Welcome, limits=WELCOME_LIMITS, progress=progress)
    if pack(answered) != plain:
        raise AnswerUnreadable
    joining.check_welcome(answered)
    return answered


def join_task(task: Task) -> Join:
    """For the jail: the argument is what a number opened, at most `joining.MOST` bytes."""
    return joining.decode_join(task.argument)


def welcome_task(task: Task) -> Welcome:
    """For the jail: the argument is what the newcomer's key opened."""
    return joining.parse_welcome(task.argument)
