"""A document as one HTML file: no script, nothing loaded, readable by a screen reader and by a printer."""

from __future__ import annotations

import html
import string
from collections.abc import Iterator

from casebook.base import resources
from casebook.base.words import N_, Translator, translator
from casebook.reports.document import (
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

WITHHELD = N_("withheld")
NOTES = N_("Footnotes")
BACK = N_("back to the text")


def to_html(document: Document) -> bytes:
    """The whole file, UTF-8. The same document gives the same bytes."""
    writer = _Writer(translator(document.language))
    body = "\n".join(writer.blocks(document.blocks))
    template = string.Template(resources.text("templates", "report.html"))
    page = template.substitute(
        language=html.escape(document.language),
        classes="large" if document.large_letters else "",
        title=html.escape(document.title),
        subtitle=f"<p class='subtitle'>{html.escape(document.subtitle)}</p>" if document.subtitle else "",
        facts=_facts(document.facts),
        body=body,
        notes=writer.notes(),
    )
    return page.encode()


def _facts(facts: tuple[tuple[str, str], ...]) -> str:
    if not facts:
        return ""
    rows = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd></div>" for name, value in facts
    )
    return f"<dl class='facts'>{rows}</dl>"


class _Writer:
    """Writes blocks and remembers the notes they call."""

    def __init__(self, t: Translator) -> None:
        self._t = t
        self._notes: list[str] = []

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        """Every block; entries and items that follow each other share one list."""
        within: str | None = None
        for block in blocks:
            wanted = {Entry: "ol", ListItem: "ul"}.get(type(block))
            if wanted != within:
                if within:
                    yield f"</{within}>"
                if wanted:
                    yield f"<{wanted} class='{'entries' if wanted == 'ol' else 'items'}'>"
                within = wanted
            yield self._block(block)
        if within:
            yield f"</{within}>"

    def _block(self, block: Block) -> str:
        match block:
            case Heading(level=level, runs=runs):
                tag = f"h{min(level + 1, 6)}"
                return f"<{tag}>{self._line(runs)}</{tag}>"
            case Paragraph(runs=runs):
                return f"<p>{self._line(runs)}</p>"
            case Quotation(runs=runs, source=source):
                cited = f"<footer>{self._line(source)}</footer>" if source else ""
                return f"<blockquote><p>{self._line(runs)}</p>{cited}</blockquote>"
            case Entry(number=number, paragraphs=paragraphs):
                return self._entry(number, paragraphs)
            case ListItem(runs=runs):
                return f"<li>{self._line(runs)}</li>"
            case Box(title=title, paragraphs=paragraphs):
                inside = "".join(f"<p>{self._line(runs)}</p>" for runs in paragraphs)
                head = f"<p class='box-title'>{html.escape(title)}</p>" if title else ""
                return f"<aside class='box'>{head}{inside}</aside>"
            case Table():
                return self._table(block)

    def _entry(self, number: str, paragraphs: tuple[Runs, ...]) -> str:
        # `value` tells a screen reader the number; style sheets off, the browser prints it too.
        value = f" value='{number}'" if number.isascii() and number.isdecimal() else ""
        inside = "".join(f"<p>{self._line(runs)}</p>" for runs in paragraphs)
        return f"<li{value}><span class='number' aria-hidden='true'>{html.escape(number)}</span>{inside}</li>"

    def _table(self, table: Table) -> str:
        def row(cells: tuple[str, ...], tag: str) -> str:
            scope = " scope='col'" if tag == "th" else ""
            inside = "".join(
                f"<{tag}{scope}{' class=figures' if column.figures else ''}>{html.escape(cell)}</{tag}>"
                for cell, column in zip(cells, table.columns, strict=True)
            )
            return f"<tr>{inside}</tr>"

        head = row(tuple(column.title for column in table.columns), "th")
        rows = "\n".join(row(cells, "td") for cells in table.rows)
        remark = f"<p class='remark'>{html.escape(table.remark)}</p>" if table.remark else ""
        caption = html.escape(table.caption)
        return f"<table><caption>{caption}</caption><thead>{head}</thead>\n<tbody>\n{rows}\n</tbody></table>{remark}"

    def _line(self, runs: Runs) -> str:
        return "".join(self._run(run) for run in runs if not isinstance(run, SealMark))

    def _run(self, run: Text | Withheld | Note) -> str:
        match run:
            case Text(text=text, bold=bold, italic=italic):
                words = html.escape(text).replace("\n", "<br>")
                words = f"<em>{words}</em>" if italic else words
                return f"<strong>{words}</strong>" if bold else words
            case Withheld(name=name):
                said = f"‹{name}›" if name else self._t(WITHHELD)
                return f"<span class='withheld'>{html.escape(said)}</span>"
            case Note(runs=inside):
                self._notes.append(self._line(inside))
                number = len(self._notes)
                return f"<sup><a id='r{number}' href='#n{number}' role='doc-noteref'>{number}</a></sup>"

    def notes(self) -> str:
        """All notes at the end, each with a way back."""
        if not self._notes:
            return ""
        back = html.escape(self._t(BACK))
        items = "\n".join(
            f"<li id='n{number}'>{words} <a href='#r{number}' role='doc-backlink' aria-label='{back}'>↩</a></li>"
            for number, words in enumerate(self._notes, 1)
        )
        return f"<section role='doc-endnotes'><h2>{html.escape(self._t(NOTES))}</h2><ol>\n{items}\n</ol></section>"
