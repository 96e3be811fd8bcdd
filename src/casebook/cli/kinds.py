"""``casebook kinds``: kinds of record, their fields and vocabularies."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any, Final

from casebook.base.words import N_, Translator
from casebook.cli.assignments import MADE_BY_PROGRAM, kind_of
from casebook.cli.shell import Shell
from casebook.model.all_kinds import KINDS, ORDERS
from casebook.model.fields import Choice, Field, Link, Struct
from casebook.model.kinds import Kind, Unit

EXAMPLE: Final = "casebook kinds person"


def arguments(parser: argparse.ArgumentParser, t: Translator) -> None:
    """Declare its arguments."""
    parser.add_argument(
        "kind", nargs="?", default="", metavar="KIND", help=t(N_("only this kind, with its terms"))
    )


def run(args: argparse.Namespace, shell: Shell) -> int:
    """Print the declarations."""
    if args.kind:
        kind = kind_of(args.kind)
        shell.tell(_document(kind, shell.language), _lines(kind, shell.t))
    else:
        kinds = [kind for kind in KINDS.values() if kind.name not in ORDERS]
        width = max(len(kind.name) for kind in kinds)
        shell.tell(
            [_document(kind, shell.language) for kind in kinds],
            [f"{kind.name:{width}}  {kind.letter}  {shell.t(kind.plural)}" for kind in kinds],
        )
    return 0


def _document(kind: Kind, language: str) -> dict[str, Any]:
    return {
        "name": kind.name,
        "letter": kind.letter,
        "label": kind.label,
        "typed": kind.name not in MADE_BY_PROGRAM,
        "units": [_unit(path, unit, language) for path, unit in kind.every_unit()],
    }


def _unit(path: str, unit: Unit, language: str) -> dict[str, Any]:
    return {
        "path": path,
        "label": unit.label,
        "sensitivity": unit.sensitivity.name.lower(),
        "column": unit.column,
        "required": unit.required,
        **_field(unit.field, language),
    }


def _field(field: Field, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {"field": type(field).__name__.lower()}
    if isinstance(field, Choice):
        found["terms"] = {term.code: term.label(language) for term in field.terms}
    elif isinstance(field, Link):
        found["kinds"] = list(field.kinds)
    elif isinstance(field, Struct):
        found["slots"] = [{"name": slot.name, **_field(slot.field, language)} for slot in field.slots]
    return found


def _lines(kind: Kind, t: Translator) -> Iterator[str]:
    yield f"{kind.name}: {t(kind.label)}"
    for declared in kind.units:
        if isinstance(declared, Unit):
            yield from _unit_lines(declared.name, declared, t)
        elif declared.paragraphs:
            yield f"  {declared.name}  {t(declared.label)}  ({t(N_('long text'))})"
        else:
            yield f"  {declared.name}  {t(declared.label)}  ({t(N_('list'))})"
            for unit in declared.inside:
                yield from _unit_lines(f"{declared.name}/*/{unit.name}", unit, t)


def _unit_lines(path: str, unit: Unit, t: Translator) -> Iterator[str]:
    yield f"  {path}  {t(unit.label)}"
    for slot, field in _choices(unit.field):
        terms = " ".join(term.code for term in field.terms)
        yield f"      {slot}{': ' if slot else ''}{terms}"
    if isinstance(unit.field, Struct):
        yield f"      {{{'; '.join(f'{slot.name}=' for slot in unit.field.slots[1:])}}}"


def _choices(field: Field) -> Iterator[tuple[str, Choice]]:
    if isinstance(field, Choice):
        yield "", field
    for slot in field.slots if isinstance(field, Struct) else ():
        if isinstance(slot.field, Choice):
            yield slot.name, slot.field
