"""The leak check: text and media by the second of one processor, and the memory that a gigabyte needs."""

from __future__ import annotations

import io
import random
import resource
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from figure import Figure

import cleanbundles
import published
from casebook.redaction import leakcheck
from casebook.redaction.leakcheck import Found, Protected
from neutral import neutral

MB = 1 << 20
ENTRIES = 300
MEDIA = 1024
"""Megabytes of the large bundle."""
PIECE = 16 * MB


def figures(folder: Path) -> Iterator[Figure]:
    """Genuine bundles, then one whose sound and pictures make it a gigabyte."""
    data, whom = next(cleanbundles.bundles(folder / "book", 1, ENTRIES, 1))
    found, spent = _timed(lambda: leakcheck.check(data, whom))
    yield _speed(
        "text: a genuine bundle, a name in every third line", len(data), spent, found, len(whom.people)
    )
    prose = _prose()
    found, spent = _timed(lambda: leakcheck.check(prose, whom))
    yield _speed("text: prose, a name on every page", len(prose), spent, found, len(whom.people))
    large = folder / "large.zip"
    _write(large, cleanbundles.members(data))
    yield from _large(large, whom)


def _prose() -> bytes:
    """Eight megabytes; every 2,000 characters a family name that somebody bears who may be named."""
    text = neutral(3, 8 * MB)
    families = [spelt for family in cleanbundles.FAMILIES for spelt in family]
    pages = [text[at : at + 2000] for at in range(0, len(text), 2000)]
    return "".join(f"{page} {families[at % len(families)]} " for at, page in enumerate(pages)).encode()


def _large(large: Path, whom: Protected) -> Iterator[Figure]:
    before = _memory()
    with large.open("rb") as source:
        found, spent = _timed(lambda: leakcheck.check(source, whom))
    size = large.stat().st_size
    yield _speed(f"media: a bundle of {size / MB:.0f} MB", size, spent, found, len(whom.people))
    yield Figure("  memory it needed beyond what was in use", _memory() - before, "MB")
    yield Figure("  largest file in it", max(part.size for part in found.files if part.where) / MB, "MB")


def _speed(what: str, size: int, spent: float, found: Found, people: int) -> Figure:
    remark = f"({found.views} views, {people} protected, {len(found.leaks)} hits)"
    return Figure(what, size / MB / spent, "MB a second of one processor", remark=remark)


def _timed(work: Callable[[], Found]) -> tuple[Found, float]:
    """And the seconds of computing it took, those of its children included."""
    start = _computed()
    found = work()
    return found, _computed() - start


def _computed() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _write(to: Path, files: dict[str, bytes]) -> None:
    """The bundle with forty recordings and forty photographs, noise as packed sound and pixels are."""
    chance = random.Random(5)
    with zipfile.ZipFile(to, "w") as out:
        for name, body in files.items():
            out.writestr(zipfile.ZipInfo(name), body)
        for number in range(1, 9):
            with out.open(
                zipfile.ZipInfo(f"bundle/data/files/{number:04}.flac"), "w", force_zip64=True
            ) as sound:
                sound.write(published.flac())
                for _ in range(MEDIA // 8 // 16):
                    sound.write(chance.randbytes(PIECE))
        for number in range(9, 17):
            image = published.picture("", (1600, 1200))
            target = io.BytesIO()
            image.effect_spread(40).save(target, "JPEG", quality=90)
            out.writestr(zipfile.ZipInfo(f"bundle/data/files/{number:04}.jpg"), target.getvalue())
