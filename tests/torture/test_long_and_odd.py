"""Texts nobody expects: ten megabytes of them, and every oddity of Unicode. Kept as they are, or refused in words.

"As they are" is in composed form (NFC): two spellings no eye tells apart are one text.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

import books
import commands
import program
from commands import Desk
from torture import watching
from torture.table import Tally
from torture.watching import MIB

LONGEST = 64 * 1024
CLEAN_S = 1.0
"""How long after the key of panic the memory may hold anything."""
ODD = {
    "every plane": "Aё漢𝔘🜁\U0002f800\U000e0041\U000f0000\U0010fffd",
    "a thousand accents": "a" + "\u0301\u0323" * 500,
    "both directions": "Aru \u202egnaB\u202c \u2067שלום\u2069 عربى",
    "nothing to be seen": "a\u200b\u200c\u200d\u2060\ufeff\u00ada",
    "a family": "👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈",
    "Hangul in pieces": unicodedata.normalize("NFD", "한국어"),
    "letters that fold": "ǅ ﬀ ß ẞ İ ı K Å ſ",
    "not a character": "a\ufffe\uffff\U0001fffeb",
    "replaced once": "a\ufffdb",
    "numbers of the world": "١٢٣ ੧੨੩ Ⅷ ㊿",
    "signs of other languages": "'; DROP TABLE entry; -- %s {0} $(id) `id` \\ \" <b>&lt;",
    "the longest": "ж" * (LONGEST // 2),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    home = tmp_path / "home"
    home.mkdir()
    made = Desk(home / "casebook", home, commands.environment(home))
    books.make(made.folder).close()
    return made


@pytest.mark.torture("T44", "odd texts of Unicode, through the command line and back")
def test_odd_texts_come_back_as_they_were(desk: Desk, tmp_path: Path, tally: Tally) -> None:
    words = []
    for number, text in enumerate(ODD.values()):
        (tmp_path / str(number)).write_text(text, encoding="utf-8")
        words.append(f"text=@{tmp_path / str(number)}")
        tally.tried()
    shown = _texts(desk.ok("show", desk.add("note", *words)))
    assert [what for what, text in ODD.items() if unicodedata.normalize("NFC", text) not in shown] == []
    assert desk("check").code == 0


def _texts(found: object) -> list[str]:
    if isinstance(found, str):
        return [found]
    parts = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    return [text for part in parts for text in _texts(part)]


@pytest.mark.torture(
    "T44", "lone surrogates and control characters, by pipe, argument and table: refused in words"
)
def test_what_is_no_text_is_refused(desk: Desk, tmp_path: Path, tally: Tally) -> None:
    """Half a surrogate pair, bytes that are no UTF-8, overlong forms, zeros, escapes: nothing of it is taken in."""
    before = desk.ok("info")["entries"]
    mapping, table = tmp_path / "map.toml", tmp_path / "table.json"
    mapping.write_text(
        'format = 1\nname = "notes"\nkind = "person"\nkey = "id"\n\n[columns]\ntext = "remarks"\n'
    )
    refused = []
    for bad in (b"a\xed\xa0\x80b", b"a\xff", b"\xc0\x80", b"\xf4\x90\x80\x80", b"a\0b", b"a\x1bb"):
        refused.append(desk("add", "note", "text=@-", stdin=bad))
        if b"\0" not in bad:  # which no argument can hold
            argument = bad.decode("utf-8", "surrogateescape")
            refused.append(desk("add", "note", f"text={argument}"))
        table.write_bytes(b'[{"id": "1", "text": "' + bad + b'"}]')
        refused.append(desk("import", str(table), "--map", str(mapping)))
    for escaped in ("\\ud800", "\\udc00\\ud800", "\\u0000"):
        table.write_text(f'[{{"id": "1", "text": "a{escaped}b"}}]')
        refused.append(desk("import", str(table), "--map", str(mapping)))
    for ran in refused:
        assert ran.code == 1, ran.err
        assert ran.out == ""
        assert ran.err.startswith(("casebook: ", "  ✗ row 1")), ran.err
        tally.tried()
    assert desk.ok("info")["entries"] == before


@pytest.mark.torture(
    "T44", "a note of megabytes: made, shown, checked; found, opened and locked in the window"
)
def test_a_note_of_megabytes(desk: Desk, rounds: Callable[[int, int], int], tally: Tally) -> None:
    """In paragraphs it is kept, as one act; one paragraph longer than 64 KiB is refused, not cut."""
    before = desk.ok("info")["entries"]
    for text in ("ж" * (LONGEST // 2 + 1), "Nobody was seen. " * 600_000):
        ended = desk("add", "note", "text=@-", stdin=text.encode())
        assert (ended.code, ended.out) == (1, "")
        tally.tried()
    assert desk.ok("info")["entries"] == before

    paragraphs = [
        f"Paragraph {n}. " + "Ночью у причала никого не было. " * 1000 for n in range(rounds(18, 180))
    ]
    said = "\n\n".join(paragraphs).encode()
    assert len(said) > rounds(1, 10) * 1_000_000
    start = time.monotonic()
    note = desk.add("note", "text=@-", stdin=said)
    kept = time.monotonic() - start
    found = set(_texts(desk.ok("show", note)))
    assert {text.strip() for text in paragraphs} - found == set()
    assert desk("check").code == 0

    home = program.make_home(desk.home)
    with program.started(desk.folder, home) as run:
        run.unlock(commands.PASSPHRASE)
        run.do("press", "Ctrl+K")
        run.do("until_here", "Find or do anything")
        run.do("type", "Ночью у причала")
        run.do("until_sees", "N-")
        start = time.monotonic()
        run.do("press", "Return")
        run.do("until_sees", "Paragraph 1.")
        opened = time.monotonic() - start
        peak = watching.peak(run.pid)
        locked = [_panic(run)]
        run.unlock(commands.PASSPHRASE)
        run.do("press", "Ctrl+K")
        run.do("until_here", "Find or do anything")
        run.do("type", "Ночью у причала")
        run.do("until_sees", "N-")
        run.do("press", "Return")
        run.do("go_to", "Text")
        run.do("press", "F2")
        locked.append(_panic(run))
    tally.tried()
    size = len(said) / 1e6
    tally.found(
        f"{size:.0f} MB: kept in {kept:.1f} s, opened in {opened:.1f} s, {peak // MIB} MiB, memory clean "
        f"{locked[0]:.1f} s after F12, {locked[1]:.1f} s while it is being written in"
    )
    assert max(locked) <= CLEAN_S


def _panic(run: program.Program) -> float:
    """Seconds from the key to another program in the place of this one."""
    before, pressed = watching.life(run.pid), time.monotonic()
    run.tell("press", "F12")
    program.until(lambda: watching.life(run.pid) != before, "another program in its place")
    took = time.monotonic() - pressed
    run.wait_ready()
    return took
