"""What a viewer shows of a file, without a window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import books
import media
from casebook.base.ids import RecordId
from casebook.base.progress import Progress
from casebook.base.words import translator
from casebook.casework import evidence, records
from casebook.casework.book import Casebook
from casebook.casework.records import New, Set
from casebook.casework.touched import Verb
from casebook.formats.contentkind import ContentKind
from casebook.gui.parts.drawn import clock
from casebook.gui.screens.viewer.state import ViewerState, size_in_words
from casebook.jail.shapes import Ask, From

EN = translator("en")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Casebook]:
    with books.derived_once():
        made = books.make(tmp_path / "book", "Heron")
    yield made
    made.close()


def kept(book: Casebook, tmp_path: Path, name: str, data: bytes) -> RecordId:
    person = book.new_id()
    records.write(book, Verb.ADD, [New(person, "person"), Set(person, "remarks", "amber")])
    (tmp_path / name).write_bytes(data)
    return evidence.attach(book, person, tmp_path / name)[0]


def test_the_file_is_named_and_known_by_what_it_holds(book: Casebook, tmp_path: Path) -> None:
    data = media.saved(media.quarters(900, 600), "PNG")
    record = kept(book, tmp_path, "ruling.pdf", data)
    records.write(book, Verb.EDIT, [Set(record, "alt", "Four coloured fields")])
    state = ViewerState(record, EN)

    state.shown = state.load(book)

    assert state.shown.title == "ruling.pdf"
    assert state.shown.meta.endswith("KiB")
    records.write(book, Verb.EDIT, [Set(record, "title", "The gate")])
    assert state.load(book).meta.startswith("ruling.pdf · ")
    assert state.shown.alt == "Four coloured fields"
    assert state.kind is ContentKind.IMAGE
    drawn = state.picture(Ask(300, 300))(book, Progress())
    assert (drawn.ask, drawn.picture.width, drawn.picture.height) == (Ask(300, 300), 300, 200)


def test_a_record_without_a_file(book: Casebook) -> None:
    record = book.new_id()
    records.write(book, Verb.ADD, [New(record, "evidence"), Set(record, "title", "A knife, with the police")])
    state = ViewerState(record, EN)

    state.shown = state.load(book)

    assert state.shown.seen is None
    assert state.kind is ContentKind.OTHER
    assert state.proposed() == "original"


def test_a_text_is_read_on(book: Casebook, tmp_path: Path) -> None:
    record = kept(book, tmp_path, "letter", "Привет. ".encode("koi8-r") * 100_000)
    state = ViewerState(record, EN)

    first = state.text(From())(book, Progress())
    second = state.text(From(first.end, first.encoding))(book, Progress())

    assert (first.encoding, second.encoding) == ("koi8-r", "koi8-r")
    assert second.byte == first.end


def test_where_an_original_may_be_written(book: Casebook, tmp_path: Path) -> None:
    state = ViewerState(RecordId(bytes(16)), EN)
    (tmp_path / "there").write_text("x")
    folder = tmp_path / "book"

    assert "which name" in state.problem(None, folder)
    assert "which name" in state.problem(Path("/"), folder)
    assert "no such folder" in state.problem(tmp_path / "nowhere" / "x", folder)
    assert "already" in state.problem(tmp_path / "there", folder)
    assert "casebook itself" in state.problem(folder / "x", folder)
    assert "casebook itself" in state.problem(folder / "files" / ".." / "x", folder)
    assert state.problem(tmp_path / "x", folder) == ""


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("ruling.pdf", "ruling.pdf"),
        ("a/b\\c", "a_b_c"),
        ("..", "original"),
        ("evil\u202efdp.exe", "evil_fdp.exe"),
        ("line\nbreak\0", "line_break_"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_name_from_elsewhere_is_made_harmless(name: str, proposed: str) -> None:
    from casebook.casework.viewing import Seen
    from casebook.gui.screens.viewer.state import Shown

    state = ViewerState(RecordId(bytes(16)), EN)
    state.shown = Shown("", "", "", "", Seen(state.record, name, 1, ContentKind.OTHER))

    assert state.proposed() == proposed


def test_sizes_and_times_in_words() -> None:
    assert [size_in_words(size, EN) for size in (0, 1, 1023, 1024, 1_500_000, 3 << 30)] == [
        "0 bytes", "1 byte", "1023 bytes", "1 KiB", "1.4 MiB", "3 GiB"
    ]  # fmt: skip
    assert [clock(second) for second in (0, 7.9, 61, 3723, -5)] == ["0:00", "0:07", "1:01", "1:02:03", "0:00"]


def test_writing_out_goes_through_the_chain_of_custody(book: Casebook, tmp_path: Path) -> None:
    record = kept(book, tmp_path, "letter", b"amber")

    ViewerState(record, EN).extract(tmp_path / "out")(book, Progress())

    assert (tmp_path / "out").read_bytes() == b"amber"
    assert len(book.need(record).elements("custody")) == 1
