"""Freeze a small real casebook of today's format onto the shelf: `make shelf`, before a release.

It goes into a new folder `tests/shelf/<number>` and stays there for ever: `test_shelf.py` opens every one
with the program of the day. Everybody in it is invented, and its passphrase stands beside it.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "src")]

import books  # noqa: E402 - found through the line above
import casebook  # noqa: E402 - the same
from casebook.casework import check, evidence, undo  # noqa: E402 - the same
from casebook.casework.book import Casebook  # noqa: E402 - the same
from casebook.casework.erasing import erase  # noqa: E402 - the same
from drawing import draw, drawing, edit  # noqa: E402 - the same

STORY = """
    person:1     names[1]/name  "Amal Haddad"
    person:1     names[2]/name  "Амаль Хаддад"
    person:1     birth          "1980~"
    person:2     names[1]/name  "Daniyar Orazov"
    person:3     names[1]/name  "Madina Ermekova"
    note:1       about[1]/record  person:1
    note:2       about[1]/record  person:2
    note:2       (deleted)
    dossier:1    persons[1]/person  person:1
"""
PHOTOGRAPH = b"\x89PNG not really: some bytes that were attached\n" * 6_000


def tell(folder: Path) -> dict[str, object]:
    """Write the casebook into *folder* and return what must be found in it."""
    wall = books.Wall()
    ana = books.make(folder / "casebook", "ana", wall=wall)
    luis = books.make(folder / "other", "luis", wall=wall)
    books.team([ana, luis])
    people = _story(ana, folder)
    books.meet([ana, luis])
    # The same unit, by two people who did not see each other.
    edit(ana, people["person:2"], birth="1991")
    edit(luis, people["person:2"], birth="1992-03")
    books.meet([ana, luis])
    luis.close()
    found = check.check(ana)
    expected = {
        "version": casebook.__version__,
        "passphrase": books.PASSPHRASE,
        "state": found.state.hex(),
        "records": found.records,
        "files": found.files,
        "drawing": drawing(ana).splitlines(),
    }
    ana.close()
    return expected


def _story(book: Casebook, folder: Path) -> dict[str, bytes]:
    """People in two scripts, a file, an edit and its undo, a deletion, an erasure."""
    made = draw(book, STORY)
    picture = folder / "picture.png"
    picture.write_bytes(PHOTOGRAPH)
    evidence.attach(book, made["person:1"], picture)
    edit(book, made["person:1"], code_name="Heron")
    edit(book, made["person:1"], code_name="Stork")
    undo.undo_last(book)
    erase(book, made["person:3"], reason="consent-withdrawn")
    return dict(made)


def main() -> None:
    """The next number on the shelf."""
    number = 1 + max((int(path.name) for path in HERE.glob("[0-9]*")), default=0)
    with tempfile.TemporaryDirectory(prefix="shelf-") as name:
        folder = Path(name)
        expected = tell(folder)
        place = HERE / f"{number:02}"
        shutil.copytree(folder / "casebook", place / "casebook")
        (place / "expected.json").write_text(
            json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    print(f"tests/shelf/{place.name}: {expected['records']} records, {expected['files']} file")


if __name__ == "__main__":
    main()
