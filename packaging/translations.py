"""Translations: gather the English messages, merge them into each language, compile, and check.

    python packaging/translations.py extract    casebook.pot and every *.po, from the source
    python packaging/translations.py compile    every *.po to *.mo, and the pseudo-language en_XA
    python packaging/translations.py check      fails and says why unless all of it is up to date and complete

A message is marked with ``N_("…")`` where it is only named, or given to a translator called ``t``, ``tr``
or ``plural``. Files carry no dates, so that a run which changes nothing changes no file.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "casebook"
LOCALE = ROOT / "resources" / "locale"
TEMPLATE = LOCALE / "casebook.pot"
PSEUDO = "en_XA"
COMPLETE = ("ru", "kk")
"""Languages in which nothing may be missing. Others may be present and partial."""

KEYWORDS = {"N_": None, "t": None, "tr": None, "plural": (1, 2)}
FIELD = re.compile(r"\{[^{}]*\}")
ACCENTED = str.maketrans("AEIOUYaceinosuyzAEIOUY", "ÅÉÎÖÛÝåçéîñöšûýžÅÉÎÖÛÝ")
WIDTH = 100


def extracted() -> Catalog:
    """Every marked message of the source, with the files it stands in."""
    catalogue = Catalog(project="Casebook", copyright_holder="the Casebook contributors", charset="utf-8")
    found = extract_from_dir(
        str(SOURCE), method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    )
    for name, _line, message, comments, context in found:
        if message:
            place = Path("src", "casebook", name).as_posix()
            catalogue.add(message, None, [(place, 0)], auto_comments=comments, context=context)
    # Babel misses what stands inside a call inside a translator's call, and inside an f-string.
    for path in sorted(SOURCE.rglob("*.py")):
        place = Path("src", "casebook", path.relative_to(SOURCE)).as_posix()
        for marks in marked(path.read_text(encoding="utf-8")):
            catalogue.add(marks if len(marks) > 1 else marks[0], None, [(place, 0)])
    return catalogue


def marked(source: str) -> Iterator[tuple[str, ...]]:
    """Every text of *source* that is marked or given to a translator, wherever it stands; two for a plural."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=args) if name in KEYWORDS:
                wanted = args[: len(KEYWORDS[name] or (1,))]
                texts = tuple(
                    arg.value
                    for arg in wanted
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                )
                if texts and all(texts) and len(texts) == len(wanted):
                    yield texts


def read(path: Path) -> Catalog:
    """The catalogue in *path*."""
    with path.open("rb") as stream:
        return read_po(stream, locale=None if path.suffix == ".pot" else path.stem)


def write(path: Path, catalogue: Catalog) -> bool:
    """Write *catalogue* without dates, in a fixed order. True if that changed the file."""
    for message in catalogue:
        message.locations = sorted({(name, None) for name, _line in message.locations})
    buffer = io.BytesIO()
    write_po(
        buffer, catalogue, width=WIDTH, sort_by_file=True, ignore_obsolete=True, include_lineno=False,
        include_previous=False,
    )  # fmt: skip
    dated = (
        rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By|Last-Translator|Report-Msgid-Bugs-To): [^\n]*\n'
    )
    text = re.sub(dated, b"", buffer.getvalue())
    text = re.sub(
        rb"\A(#[^\n]*\n)+", b"# Translations of Casebook. GPL-3.0-or-later, like the program.\n", text
    )
    if path.exists() and path.read_bytes() == text:
        return False
    path.write_bytes(text)
    return True


def extract() -> None:
    """Bring the template and every language up to date with the source."""
    LOCALE.mkdir(parents=True, exist_ok=True)
    template = extracted()
    changed = [TEMPLATE.name] if write(TEMPLATE, template) else []
    for path in sorted({*LOCALE.glob("*.po"), *(LOCALE / f"{language}.po" for language in COMPLETE)}):
        catalogue = read(path) if path.exists() else Catalog(locale=path.stem, charset="utf-8")
        # No fuzzy guesses: a wrong sentence about consent is worse than an English one.
        catalogue.update(template, no_fuzzy_matching=True)
        if write(path, catalogue):
            changed.append(path.name)
    print("changed:", ", ".join(changed) or "nothing")


def pseudo(text: str) -> str:
    """*text* accented, in brackets and a third longer, its ``{fields}`` untouched: shows unmarked text."""
    plain = FIELD.split(text)
    fields = [*FIELD.findall(text), ""]
    body = "".join(part.translate(ACCENTED) + field for part, field in zip(plain, fields, strict=True))
    return f"[{body}{'·' * (len(text) // 3)}]"


def pseudo_catalogue() -> Catalog:
    """The pseudo-language, from the template."""
    catalogue = Catalog(locale="en", charset="utf-8")
    for message in read(TEMPLATE):
        if not message.id:
            continue
        if isinstance(message.id, tuple):
            catalogue.add(message.id, tuple(pseudo(text) for text in message.id))
        else:
            catalogue.add(message.id, pseudo(message.id))
    return catalogue


def compile_all() -> None:
    """Write the `*.mo` files that are missing or older than their source."""
    jobs = [(path, path.with_suffix(".mo")) for path in sorted(LOCALE.glob("*.po"))]
    if TEMPLATE.exists():
        jobs.append((TEMPLATE, LOCALE / f"{PSEUDO}.mo"))
    for source, target in jobs:
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        catalogue = pseudo_catalogue() if source == TEMPLATE else read(source)
        buffer = io.BytesIO()
        write_mo(buffer, catalogue)
        target.write_bytes(buffer.getvalue())


def first_id(message: Message) -> str:
    """The singular English text."""
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def translations_of(message: Message) -> tuple[str, ...]:
    """All plural forms, or the one translation."""
    return tuple(message.string) if isinstance(message.string, tuple | list) else (message.string,)


def faults_in(language: str, wanted: dict[str, Message]) -> Iterator[str]:
    """What is missing or wrong in one language."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        yield f"{path.name} does not exist"
        return
    have = {first_id(message): message for message in read(path) if message.id}
    yield from (f"{path.name}: missing: {text!r}" for text in wanted.keys() - have.keys())
    yield from (f"{path.name}: no longer in the source: {text!r}" for text in have.keys() - wanted.keys())
    for text in wanted.keys() & have.keys():
        message = have[text]
        forms = translations_of(message)
        if message.fuzzy:
            yield f"{path.name}: fuzzy: {text!r}"
        elif not all(forms):
            yield f"{path.name}: not translated: {text!r}"
        else:
            # A plural form may leave {count} out ("one case"); nothing else may be lost or invented.
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            allowed = {field for each in ids for field in FIELD.findall(each)}
            needed = set(FIELD.findall(text)) - ({"{count}"} if len(forms) > 1 else set())
            for form in forms:
                fields = set(FIELD.findall(form))
                if not needed <= fields <= allowed:
                    yield f"{path.name}: other {{fields}} than the English: {form!r}"


def faults() -> list[str]:
    """All that is not as it must be: the template behind the source, or a language incomplete."""
    wanted = {first_id(message): message for message in extracted() if message.id}
    have = {first_id(message) for message in read(TEMPLATE) if message.id} if TEMPLATE.exists() else set()
    found = [f"casebook.pot: not extracted yet: {text!r}" for text in wanted.keys() - have]
    found += [f"casebook.pot: no longer in the source: {text!r}" for text in have - wanted.keys()]
    for language in COMPLETE:
        found += faults_in(language, wanted)
    return sorted(found)


def check() -> None:
    """Exit 1, with a line a fault, unless everything is up to date and complete."""
    found = faults()
    for fault in found:
        print(fault)
    if found:
        sys.exit(f"{len(found)} faults. `make locale` extracts; people translate resources/locale/*.po.")
    print("translations: complete")


def main() -> None:
    """Run the one command named."""
    commands = {"extract": extract, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]]()


if __name__ == "__main__":
    main()
