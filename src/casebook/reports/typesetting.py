"""Runs in the jail: a template and a document in, the pages of a PDF out. Nothing else imports typst."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from casebook.base import resources
from casebook.base.errors import Refused
from casebook.jail.task import Task

NOWHERE = "/nonexistent"
"""Where packages would be looked for. (Asked for, they would be fetched; the jail has no socket either.)"""


@dataclass(frozen=True, slots=True)
class Job:
    """What there is to set."""

    template: bytes
    document: str
    """JSON."""


@dataclass(eq=False)
class BadTemplate(Refused):
    """The template has a mistake in it."""

    line: int
    """Where, counted from 1; 0 where it is not known."""


def typeset(task: Task) -> bytes:
    """The PDF: tagged, PDF/UA-1, with no date in it. Raises `BadTemplate`."""
    import typst  # noqa: PLC0415 - only the child needs it; the parent imports this file for `Job`

    # The root is all a template can read: the folder of our own templates, of which it may use parts.
    job = msgspec.msgpack.decode(task.argument, type=Job)
    task.progress.step("setting-pages")
    try:
        return typst.compile(  # type: ignore[call-overload,no-any-return]  # its stub ties root's type to input's
            job.template,
            root=str(resources.path("templates")),
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[str(resources.path("fonts"))],
            ),
            sys_inputs={"document": job.document},
            format="pdf",
            pdf_standards=["ua-1"],
            package_path=NOWHERE,
            package_cache_path=NOWHERE,
        )
    except typst.TypstError as error:
        raise BadTemplate(_line_of(error.diagnostic)) from None


def _line_of(diagnostic: str) -> int:
    """The line a diagnostic points at: ``… main.typ:12:3``. Nothing else of it is passed on: it quotes
    values.
    """
    for part in diagnostic.split(".typ:")[1:]:
        number = part.partition(":")[0]
        if number.isdecimal():
            return int(number)
    return 0
