"""A document as a PDF: tagged for screen readers (PDF/UA-1), the same bytes for the same document.

typst sets the pages, in the jail: it parses a template, which a team may replace, and it can fetch packages
when asked to. The document goes to it as data and is never read as markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec

from casebook.base import resources
from casebook.base.errors import Refused
from casebook.base.progress import Progress
from casebook.base.words import N_, Translator, translator
from casebook.jail import launch
from casebook.jail.limits import MIB, Limits
from casebook.reports import letters
from casebook.reports.document import (
    MARK,
    Block,
    Box,
    Document,
    Entry,
    Heading,
    ListItem,
    Note,
    Paragraph,
    Quotation,
    Runs,
    SealMark,
    Table,
    Text,
    Withheld,
)
from casebook.reports.to_html import WITHHELD
from casebook.reports.typesetting import Job

PAGE_OF = N_("{page} of {pages}")

_LIMITS = Limits(memory=2048 * MIB, cpu_s=300, wall_s=300.0)
_PACKAGE = re.compile(rb"""["']\s*@""")
"""How a template names a package: a string that begins with ``@``."""
_MAKER = re.compile(rb"(?<=/Creator\()Typst [0-9.]+(?=\))|(?<=<xmp:CreatorTool>)Typst [0-9.]+(?=</)")
"""Where typst writes its own name and version: whose hand a report is from is nobody's to see."""


@dataclass(eq=False)
class TemplateNamesPackage(Refused):
    """The template asks for a package, which would have to be fetched. Nothing is fetched here."""


def to_pdf(document: Document, *, template: bytes | None = None, progress: Progress | None = None) -> bytes:
    """The whole file. *template* replaces ours (typst; it finds the document in ``sys.inputs.document``).

    Raises `TemplateNamesPackage`, `BadTemplate` where typst cannot read the template, and what the jail
    raises.
    """
    layout = resources.data("templates", "report.typ") if template is None else template
    if _PACKAGE.search(layout):
        raise TemplateNamesPackage
    job = Job(layout, msgspec.json.encode(_as_data(document)).decode())
    pages = launch.run(
        "casebook.reports.typesetting:typeset",
        msgspec.msgpack.encode(job),
        answer=bytes,
        limits=_LIMITS,
        progress=progress,
    )
    # As many blanks: every place in the file stays where its table says.
    return _MAKER.sub(lambda found: b" " * len(found[0]), pages)


def _as_data(document: Document) -> dict[str, Any]:
    """The document as the template sees it. The keys are described in resources/templates/README.md."""
    t = translator(document.language)
    told: dict[str, Any] = _spelt(msgspec.to_builtins(_told(document, t)), t(WITHHELD))
    return told


def _told(document: Document, t: Translator) -> dict[str, Any]:
    return {
        "language": document.language,
        "title": document.title,
        "subtitle": document.subtitle,
        "facts": document.facts,
        "running_title": document.running_title or document.title,
        "large": document.large_letters,
        "words": {"withheld": t(WITHHELD), "page": t(PAGE_OF)},
        "blocks": [_block(block) for block in document.blocks],
    }


def _spelt(value: Any, withheld: str) -> Any:  # noqa: ANN401 - whatever JSON can say
    """Every text in *value* as our fonts can set it: marks of removals as words, letters they lack by their numbers."""
    match value:
        case str():
            return letters.told(value.replace(MARK, f"‹{withheld}›"))
        case list() | tuple():
            return [_spelt(part, withheld) for part in value]
        case dict():
            return {name: _spelt(part, withheld) for name, part in value.items()}
    return value


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level=level, runs=runs):
            return {"kind": "heading", "level": level, "runs": _line(runs)}
        case Paragraph(runs=runs):
            return {"kind": "paragraph", "runs": _line(runs)}
        case Quotation(runs=runs, source=source):
            return {"kind": "quotation", "runs": _line(runs), "source": _line(source)}
        case Entry(number=number, paragraphs=paragraphs):
            return {"kind": "entry", "number": number, "paragraphs": [_line(runs) for runs in paragraphs]}
        case ListItem(runs=runs):
            return {"kind": "item", "runs": _line(runs)}
        case Box(title=title, paragraphs=paragraphs):
            return {"kind": "box", "title": title, "paragraphs": [_line(runs) for runs in paragraphs]}
        case Table(caption=caption, columns=columns, rows=rows, remark=remark):
            return {"kind": "table", "caption": caption, "columns": columns, "rows": rows, "remark": remark}


def _line(runs: Runs) -> list[dict[str, Any]]:
    return [_run(run) for run in runs if not isinstance(run, SealMark)]


def _run(run: Text | Withheld | Note) -> dict[str, Any]:
    match run:
        case Text(text=text, bold=bold, italic=italic):
            return {"kind": "text", "text": text, "bold": bold, "italic": italic}
        case Withheld(name=name):
            return {"kind": "withheld", "name": f"‹{name}›" if name else ""}
        case Note(runs=inside):
            return {"kind": "note", "runs": _line(inside)}
