"""One casebook of chance becomes a bundle, which is looked through with tools that are not ours.

Nothing that stands in a withheld place may be in it, in any encoding, in text, pages, pixels or names; and what is
shown of a text is the text, with a mark wherever something of it is missing.
"""

from __future__ import annotations

import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

import ahocorasick_rs
import pypdfium2
import pyrage
from PIL import Image, ImageOps
from rapidfuzz import fuzz

import books
import canary
from casebook.bundle import contents, write
from casebook.casework import snapshot
from casebook.casework.book import Casebook
from casebook.casework.snapshot import Snapshot
from casebook.formats.stream import padme
from casebook.redaction import planning, sealing, selection
from casebook.redaction.othernames import other_names
from casebook.redaction.plan import Choices, Passage, Place, RedactionPlan
from casebook.redaction.profile import profile
from casebook.reports import extract
from casebook.reports.shown import ForAudience
from drawn import Drawn, drawn
from drawnfiles import attach

AUDIENCES: Final = ("public", "partner", "lawyer")
ALIKE: Final = 75
"""Of a hundred: how like a word must be to what was read in a picture to be taken for it."""


def one(folder: Path, seed: int, audience: str) -> Counter[str]:
    """Make a casebook and its bundle, and judge the bundle. Returns what was in it, counted."""
    chance = Random(seed)
    with books.derived_once():
        book = books.make(folder / "book", "Heron")
        made = drawn(book, chance, audience)
        files = attach(made, folder, made.named[0], chance.choice((0, 1, 1, 2))) if _shows(made) else []
        if chance.random() < 0.5:
            everything = selection.everything(snapshot.take(book))
            sealing.seal(book, chance.sample(everything, 3))
            made.fill_again(chance.choice(made.made["source"]), "source")
        seen = snapshot.take(book)
        plan = _plan(made, seen, files)
        bundle, outer = _bundle(book, chance, seen, plan, folder)
        book.close()
    return judge(made, plan, bundle, outer) + Counter(
        casebooks=1,
        words=len(made.withheld),
        files=len(files),
        disguised=len(made.disguised),
        sealed=bundle.made_for is not None,
        encrypted=bool(outer),
    )


def _shows(made: Drawn) -> bool:
    """Whether somebody who can be named is shown at all: files of somebody else cannot go along."""
    seen = snapshot.take(made.book)
    fate = planning.make(seen, [made.named[0]], profile(made.audience)).record(made.named[0])
    return fate is not None and fate.shown


def _plan(made: Drawn, seen: Snapshot, files: list[Any]) -> RedactionPlan:
    """Everything, with some words hidden by hand, some people under other names, and files attached."""
    wanted, audience = selection.everything(seen), profile(made.audience)
    choices = Choices(
        stricter=frozenset(made.disguised),
        attach=frozenset(files),
        overrides=frozenset((each.person, made.word(may_leave=False)) for each in made.disguised),
    )
    first = planning.make(seen, wanted, audience, choices)
    stand = frozenset(question.word for question in first.questions)
    hide = frozenset(place for place in _words(first) if made.chance.random() < 0.1)
    with_all = Choices(
        stand=stand,
        hide=hide,
        stricter=choices.stricter,
        attach=choices.attach,
        overrides=choices.overrides,
    )
    return planning.make(seen, wanted, audience, with_all)


def _words(plan: RedactionPlan) -> Iterator[Place]:
    for fate, path, slot, passage in passages(plan):
        for word in re.finditer(r"\w+", passage.text):
            yield fate, path, slot, word.start(), word.end()


def passages(plan: RedactionPlan) -> Iterator[tuple[Any, str, str, Passage]]:
    """Every text of which something is shown: record, path, slot, and what may be seen."""
    for fate in plan.records:
        for path, unit in fate.units.items() if fate.shown else ():
            for slot, passage in unit.passages.items():
                yield fate.record, path, slot, passage


def _bundle(
    book: Casebook, chance: Random, seen: Snapshot, plan: RedactionPlan, folder: Path
) -> tuple[write.Made, bytes]:
    """The bundle, and the file that leaves, if it is encrypted."""
    names = other_names(seen, plan, book.random(32), "en")
    report = extract.extract(ForAudience(plan, seen, names), "en")
    identity = pyrage.x25519.Identity.generate()
    keys = [str(identity.to_public())] if chance.random() < 0.4 and plan.profile.name != "public" else []
    padded = bool(keys) or chance.random() < 0.2
    made = write.make(book, seen, plan, report, names=names, recipients=keys, padded=padded)
    if padded:
        assert len(made.data) == padme(len(made.data))
    if not keys:
        return made, b""
    to = folder / "left"
    write.release(book, plan, made, to, recipients=keys, date="2025-06")
    outer = to.read_bytes()
    assert pyrage.decrypt(outer, [identity]) == made.data
    return made, outer


# ------------------------------------------------------------------------------------------------- judging


def judge(made: Drawn, plan: RedactionPlan, bundle: write.Made, outer: bytes) -> Counter[str]:
    """Raise `AssertionError` where something left, or something is missing without a mark."""
    parts = [*read(bundle.data), outer]
    leaked = found_in(made.withheld, parts)
    assert not leaked, leaked
    assert found_in(made.free, parts) or len(made.free) < 5
    with zipfile.ZipFile(io.BytesIO(bundle.data)) as archive:
        files = {name.removeprefix("bundle/"): archive.read(name) for name in archive.namelist()}
    counted = _judge_pixels(made, files) if shutil.which("tesseract") else Counter[str]()
    for name, data in files.items():
        if name.endswith((".jpg", ".png")):
            _judge_picture(data)
    return counted + judge_marks(plan, files)


def found_in(words: set[str], parts: list[bytes]) -> set[str]:
    """Which of *words* stand in any of *parts*, in any form."""
    forms = {form: word for word in sorted(words) for form in canary.forms(word)}
    patterns = list(forms)
    search = ahocorasick_rs.BytesAhoCorasick(patterns)
    hits = (hit for part in parts for hit in search.find_matches_as_indexes(part, overlapping=True))
    return {forms[patterns[number]] for number, _, _ in hits}


def read(data: bytes) -> Iterator[bytes]:
    """Everything in a bundle, by tools that are not ours; page texts as one line and with their lines."""
    yield from canary.unpacked(data)
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        for name in found.namelist():
            content = found.read(name)
            yield name.encode()
            yield from canary.unpacked(content)
            if name.endswith(".pdf"):
                text = pages_text(content)
                yield text.encode()
                yield "".join(text.split()).encode()


def pages_text(data: bytes) -> str:
    """What PDFium reads on the pages."""
    pages = pypdfium2.PdfDocument(data)
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    pages.close()
    return text


def _judge_pixels(made: Drawn, files: dict[str, bytes]) -> Counter[str]:
    """What stock Tesseract reads in attachments: of words from under the boxes, none. How often it read others."""
    pictures = list(_pictures(files))
    said = " ".join(map(_read_pixels, pictures)).casefold()
    covered = [word for word in made.covered if fuzz.partial_ratio(word, said) >= ALIKE]
    assert not covered, covered
    read = sum(fuzz.partial_ratio(word, said) >= ALIKE for word in made.uncovered)
    drawn_in = sum(contents.is_attached(name) and not name.endswith((".txt", ".flac")) for name in files)
    return Counter(pictures=drawn_in, read=read)


def _pictures(files: dict[str, bytes]) -> Iterator[bytes]:
    for name, data in files.items():
        if name.endswith((".jpg", ".png")):
            yield data
        elif contents.is_attached(name) and name.endswith(".pdf"):
            for page in pypdfium2.PdfDocument(data):
                to = io.BytesIO()
                page.render(scale=2).to_pil().save(to, "PNG")
                yield to.getvalue()


def _read_pixels(data: bytes) -> str:
    framed = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        # Words near an edge are read better with a margin.
        ImageOps.expand(image.convert("RGB"), 50, "white").save(framed, "PNG")
    said = b""
    for layout in ("3", "6", "11"):
        asked = ["tesseract", "stdin", "stdout", "-l", "eng", "--psm", layout]
        said += subprocess.run(asked, input=framed.getvalue(), capture_output=True, check=True).stdout
    return " ".join(said.decode().split())


def _judge_picture(data: bytes) -> None:
    """A bare picture: no Exif, no comment, nothing but how to show it."""
    with Image.open(io.BytesIO(data)) as image:
        assert not image.getexif()
        assert image.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}, image.info


def judge_marks(plan: RedactionPlan, files: dict[str, bytes]) -> Counter[str]:
    """Every text as records, HTML and pages tell it is what stood there, with a mark for whatever is missing."""
    counted = Counter[str]()
    strings = set(_strings(json.loads(files[contents.RECORDS])))
    page = files[contents.REPORT_HTML].decode()
    marked = re.sub(r"<span class='withheld'>(?!‹).*?</span>", contents.MARK, page)
    marked = re.sub(r"<span class='withheld'>(‹.*?›)</span>", r"\1", marked)
    told = {
        "records": "\n".join(strings),
        "html": _bare(html.unescape(re.sub(r"<[^>]*>", "", marked))),
        "pdf": _unhyphened(
            re.sub(r"Extract of records \d+ of \d+", "", pages_text(files[contents.REPORT_PDF]))
        ),
    }
    for _, path, _, passage in passages(plan):
        shown = passage.plain(contents.MARK)
        holes = ".+".join(map(re.escape, shown.split(contents.MARK)))
        assert re.fullmatch(holes, passage.text, re.DOTALL), shown
        assert shown in strings, (path, shown)
        named = any(isinstance(piece, bytes) for piece in passage.told())
        for where, plain, bare in (("html", contents.MARK, _bare), ("pdf", "withheld", _unhyphened)):
            mark = rf"(?:{plain}|‹[^‹›]*›)" if named else plain
            shape = map(re.escape, bare(shown).split(contents.MARK))
            assert re.search(mark.join(shape), told[where]), (where, path, shown)
        counted += Counter(texts=1, marks=passage.hidden)
    return counted


def _bare(text: str) -> str:
    return "".join(text.split())


def _unhyphened(text: str) -> str:
    """Without hyphens: at the end of a line PDFium leaves them out, or says that they are some."""
    return re.sub(r"[-\x02\ufffe\u00ad]", "", _bare(text))


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _strings(part)
        case dict():
            for part in value.values():
                yield from _strings(part)
