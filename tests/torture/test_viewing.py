"""What was seen and heard in the window: in memory while it is looked at, and nowhere once it is locked."""

from __future__ import annotations

import io
import os
import secrets
import wave
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

import lists
import media
import program
from canary import Canaries
from casebook.base.secret import Secret
from casebook.casework import evidence
from casebook.casework.opening import create_book
from casebook.gui.parts.playback import CHANNELS, RATE
from casebook.journal import current
from casebook.vault.keys import CHEAPEST
from program import Looked, Program
from torture.table import Tally

WIDTH, HEIGHT = 320, 200


class Files:
    """A photograph, a recording, a letter and a table, and what of them would be recognised in a memory."""

    def __init__(self, said: Canaries) -> None:
        grey = secrets.token_bytes(WIDTH * HEIGHT)
        samples = secrets.token_bytes(8 * RATE * CHANNELS * 2)
        self.data = {
            "photograph.png": media.saved(Image.frombytes("L", (WIDTH, HEIGHT), grey).convert("RGB"), "PNG"),
            "recording.wav": _wav(samples),
            "letter.txt": f"{said.sentence}\n".encode() * 40,
            "table.xlsx": media.xlsx([["name"], [said.name], [said.cyrillic]]),
        }
        pixels = [bytes(grey[at : at + 8]) for at in range(0, len(grey) - 8, len(grey) // 3)]
        three, four = _wide(pixels, 3, b""), _wide(pixels, 3, b"\xff")
        self.seen = {
            "photograph.png": [*three, *four, *_middles(self.data["photograph.png"])],
            "recording.wav": _middles(samples),
            "letter.txt": [said.sentence.encode(), said.sentence.encode("utf-16-le")],
            "table.xlsx": [
                text.encode(code) for text in (said.name, said.cyrillic) for code in ("utf-8", "utf-16-le")
            ],
        }


def _wide(rows: list[bytes], times: int, alpha: bytes) -> list[bytes]:
    return [b"".join(bytes([grey]) * times + alpha for grey in row) for row in rows]


def _middles(data: bytes) -> list[bytes]:
    """Pieces of it, too long to stand anywhere by chance."""
    return [data[at : at + 24] for at in range(len(data) // 4, len(data) - 24, len(data) // 4)]


def _wav(samples: bytes) -> bytes:
    to = io.BytesIO()
    with wave.open(to, "wb") as stream:
        stream.setnchannels(CHANNELS)
        stream.setsampwidth(2)
        stream.setframerate(RATE)
        stream.writeframes(samples)
    return to.getvalue()


def pieces_in(pid: int, wanted: list[bytes]) -> list[bytes]:
    """Which of *wanted* stand in the memory of a process and its descendants."""
    found = set()
    for one in program.descendants(pid):
        for part in program.memory(one):
            found |= {piece for piece in wanted if piece in part}
    return sorted(found)


def shown(pid: int, wanted: list[bytes]) -> bool:
    """Whether any of it is there."""
    return any(
        piece in part for one in program.descendants(pid) for part in program.memory(one) for piece in wanted
    )


def view(run: Program, code: str, name: str) -> None:
    """Find the file, open it, and play it if it is to be heard."""
    run.do("press", "Ctrl+K")
    run.do("until_here", "Find or do anything")
    run.do("type", code)
    run.do("until_sees", name)
    run.do("press", "Return")
    run.do("until_sees", "View")
    run.do("go_to", "View…")
    run.do("press", "Return")
    run.do("until_sees", "Write the original out…")
    if name.endswith("wav"):
        run.do("until_sees", "Play")
        run.do("go_to", "Play")
        run.do("press", "Return")
        run.do("until_sees", "Pause")


@pytest.mark.torture(
    "T26", "after viewing an image, a text, a workbook, playing a recording: pixels, samples, texts"
)
def test_what_was_viewed_is_gone(
    tmp_path: Path, canaries: Canaries, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    """Each is found in memory while it is shown; after the lock, neither as it was attached nor as it was shown."""
    if os.geteuid() != 0:
        pytest.skip("needs root to look into the memory of a hardened process")
    home = program.make_home(tmp_path / "home")
    said, files = Canaries.fresh(), Files(canaries)
    book = create_book(home / "Notes", Secret(said.passphrase), name="", author="Aigul", kdf=CHEAPEST)
    person = lists.person(book, "Rustem Beisekov")
    codes = {}
    for name, data in files.data.items():
        (tmp_path / name).write_bytes(data)
        record, _ = evidence.attach(book, person, tmp_path / name)
        codes[name] = current.code_of(book.db, book.need(record))
    book.close()
    every = [piece for pieces in files.seen.values() for piece in pieces]
    secret = Looked().passphrase(said.passphrase)
    names = list(codes)
    with program.started(home / "Notes", home) as run:
        for number in range(rounds(4, 20)):
            name = names[number % len(names)]
            run.unlock(said.passphrase)
            run.do("play_to_nobody")
            secret.key(bytes.fromhex(run.do("key")))
            view(run, codes[name], name)
            program.until(lambda name=name: shown(run.pid, files.seen[name]), f"{name} in memory")
            run.lock("F12" if number % 2 else "Ctrl+Shift+L")
            assert list(program.descendants(run.pid)) == [run.pid], "a child survived"
            assert pieces_in(run.pid, every) == [], name
            assert secret.found(run.pid) == []
            tally.tried()
    assert run.stderr() == ""
    assert not [
        path for path in home.rglob("*") if path.is_file() and any(p in path.read_bytes() for p in every)
    ]
    tally.found(f"{len(every)} pieces of {len(files.data)} files looked for, on the disk, too")
