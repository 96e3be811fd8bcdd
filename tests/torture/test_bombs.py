"""Files that are small and want everything: memory, time, entries, depth. The program names them and goes on."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import books
import commands
from casebook.jail.limits import Limits
from commands import PASSPHRASE, Desk
from torture.table import Tally
from torture.watching import MIB, Ended, to_its_end

SECONDS = 10
MORE_MIB = 50
"""So much more memory than for a harmless file the program itself may take; its confined child has limits."""
CHILD_MIB = Limits().memory // MIB
GIGABYTE = 1 << 30
LOCAL = struct.Struct("<4sHHHHHIIIHH")
CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")
NAME = b"bundle/data/table.csv"


@dataclass
class Range:
    """A casebook, what came to be told of harmless files, and how often it was written to."""

    desk: Desk
    usual: dict[str, Ended] = field(default_factory=dict)

    def harmless(self, verb: str, *words: str, passphrase: str | None = PASSPHRASE) -> Ended:
        """How a verb ends on a harmless file; it is run once."""
        if verb not in self.usual:
            self.usual[verb] = to_its_end(self.desk.start(verb, *words, passphrase=passphrase))
        return self.usual[verb]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Range]:
    home = tmp_path_factory.mktemp("home")
    desk = Desk(home / "casebook", home, commands.environment(home))
    books.make(desk.folder).close()
    before = desk.ok("info")["entries"]
    yield Range(desk)
    assert desk.ok("info")["entries"] == before, "something of a bomb was taken in"


# ------------------------------------------------------------------------------------ the bombs


def zeros(size: int) -> bytes:
    """A deflate stream of so many zeros, made without ever holding them: one piece, over and over."""
    packer = zlib.compressobj(9, wbits=-15)
    piece = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (size // MIB) + packer.flush()


def archive(members: list[tuple[bytes, int, int, bytes]], *, count: int | None = None) -> bytes:
    """A zip of (name, method, size said, bytes); nothing is checked. *count*: the number of entries it tells."""
    body, directory = bytearray(), bytearray()
    for name, method, said, data in members:
        at = len(body)
        fields = (20, 0, method, 0, 33, 0 if method else zlib.crc32(data), len(data), said, len(name), 0)
        body += LOCAL.pack(b"PK\3\4", *fields) + name + data
        directory += CENTRAL.pack(b"PK\1\2", 0x314, *fields, 0, 0, 0, 0o100644 << 16, at) + name
    number = min(0xFFFF, len(members) if count is None else count)
    return bytes(body + directory + END.pack(b"PK\5\6", 0, 0, number, number, len(directory), len(body), 0))


def overlapping(files: int, kernel: bytes, size: int) -> bytes:
    """Headers that quote the headers behind them, so that every member ends in the same kernel (Fifield 2019)."""
    names = [b"bundle/data/%06d" % n for n in range(files)]
    body, said, entries = kernel, size, []
    for name in reversed(names):
        # A member is what lies behind its header; its first bytes quote the next header as stored deflate block.
        fields = (20, 0, 8, 0, 33, 0, len(body), min(said, 0xFFFFFFFE), len(name), 0)
        header = LOCAL.pack(b"PK\3\4", *fields) + name
        entries.append((name, fields, len(body) + len(header)))
        quoted = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + header
        body, said = quoted + body, said + len(header)
    body = body[5:]
    directory = b"".join(
        CENTRAL.pack(b"PK\1\2", 0x314, *fields, 0, 0, 0, 0o100644 << 16, len(body) - back) + name
        for name, fields, back in entries
    )
    return body + directory + END.pack(b"PK\5\6", 0, 0, files, files, len(directory), len(body), 0)


def nested(depth: int) -> bytes:
    """Archives in archives; the innermost holds a gigabyte of zeros."""
    inner = archive([(NAME, 8, GIGABYTE, zeros(GIGABYTE))])
    for _ in range(depth):
        inner = archive([(b"bundle/data/inner.zip", 0, len(inner), inner)] * 1)
    return inner


def many(entries: int) -> bytes:
    return archive([(b"bundle/data/%07d" % n, 0, 0, b"") for n in range(entries)])


def workbook(sheet: Callable[[zipfile.ZipFile], object]) -> Callable[[Path], None]:
    """A spreadsheet whose only sheet is written by *sheet*."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("[Content_Types].xml", TYPES)
            book.writestr("_rels/.rels", RELATIONS.format(kind="officeDocument", to="xl/workbook.xml"))
            book.writestr("xl/workbook.xml", WORKBOOK)
            book.writestr(
                "xl/_rels/workbook.xml.rels", RELATIONS.format(kind="worksheet", to="worksheets/sheet1.xml")
            )
            sheet(book)

    return write


OFFICE = "http://schemas.openxmlformats.org"
TYPES = (
    f'<Types xmlns="{OFFICE}/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="r1" Target="{{to}}"'
    f' Type="{OFFICE}/officeDocument/2006/relationships/{{kind}}"/></Relationships>'
)
WORKBOOK = (
    f'<workbook xmlns="{OFFICE}/spreadsheetml/2006/main" xmlns:r="{OFFICE}/officeDocument/2006/relationships">'
    '<sheets><sheet name="people" sheetId="1" r:id="r1"/></sheets></workbook>'
)
SHEET = f'<worksheet xmlns="{OFFICE}/spreadsheetml/2006/main"><sheetData>'
ENTITIES = "<!DOCTYPE x [<!ENTITY a0 'aaaaaaaaaa'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)


def many_cells(book: zipfile.ZipFile) -> None:
    """Half a million cells, each as long as a name: 30 MB of text."""
    with book.open("xl/worksheets/sheet1.xml", "w") as stream:
        stream.write(SHEET.encode())
        row = b"<row>" + b"<c t='inlineStr'><is><t>aaaaaaaaaaaaaaaaaaaa</t></is></c>" * 200 + b"</row>"
        for _ in range(25):
            stream.write(row * 100)
        stream.write(b"</sheetData></worksheet>")


BUNDLES: dict[str, Callable[[bool], bytes]] = {
    "10 GB of zeros, as large as they are": lambda _: archive(
        [(b"bundle/data/%d" % n, 8, 0xFFFFFFFE, zeros(10 * GIGABYTE // 3)) for n in range(3)]
    ),
    "10 GB of zeros that say they are 100 bytes": lambda _: archive([(NAME, 8, 100, zeros(10 * GIGABYTE))]),
    "zeros that say they are stored": lambda _: archive([(NAME, 0, 0xFFFFFFFE, zeros(GIGABYTE))]),
    "10^6 entries": lambda full: many(1_000_000 if full else 200_000),
    "a directory that tells of fewer entries": lambda _: archive(
        [(b"bundle/%05d" % n, 0, 0, b"") for n in range(70_000)], count=1
    ),
    "headers that quote one another": lambda _: overlapping(2000, zeros(256 * MIB), 256 * MIB),
    "every entry the same bytes": lambda _: _same(),
    "archives in archives": lambda _: nested(200),
}


def _same() -> bytes:
    """Sixty thousand entries of the directory that lead to one member."""
    whole = archive([(NAME, 8, 64 * MIB, zeros(64 * MIB))])
    at = whole.rindex(b"PK\1\2")
    entry, end = whole[at : -END.size], whole[-END.size :]
    start = struct.unpack_from("<I", end, 16)[0]
    return (
        whole[:at] + entry * 60_000 + END.pack(b"PK\5\6", 0, 0, 60_000, 60_000, 60_000 * len(entry), start, 0)
    )


TABLES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a spreadsheet of entities in entities": (
        "xlsx",
        workbook(
            lambda b: b.writestr("xl/worksheets/sheet1.xml", f"{ENTITIES}{SHEET}<row><c>&a11;</c></row>")
        ),
    ),
    "a spreadsheet of half a million cells": ("xlsx", workbook(many_cells)),
    "a cell at the far corner of a sheet": (
        "xlsx",
        workbook(
            lambda b: b.writestr(
                "xl/worksheets/sheet1.xml",
                f"{SHEET}<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
                "</sheetData></worksheet>",
            )
        ),
    ),
    "lists in lists in lists": ("json", lambda path: path.write_bytes(b"[" * 10_000_000)),
    "one line of 200 MB": ("csv", lambda path: path.write_bytes(b"a" * 200_000_000)),
    "ten million columns": ("csv", lambda path: path.write_bytes(b"a," * 10_000_000 + b"\n")),
    "a number of ten million digits": (
        "json",
        lambda path: path.write_bytes(b'[{"id": ' + b"9" * 10_000_000 + b"}]"),
    ),
    "a quote that never ends": ("csv", lambda path: path.write_bytes(b'id,name\n1,"' + b"x\n" * 30_000_000)),
}


# ------------------------------------------------------------------------------------ what becomes of them


def judge(ended: Ended, harmless: Ended, *, child_mib: int = CHILD_MIB) -> None:
    assert ended.code in {1, 3}, ended.err
    assert b"Traceback" not in ended.err
    assert 0 < len(ended.out + ended.err) < 2000, "it says so, in a few words"
    assert ended.main - harmless.main < MORE_MIB * MIB
    assert ended.child < child_mib * MIB
    assert ended.seconds - harmless.seconds < SECONDS


def tell(tally: Tally, what: str, ended: Ended, harmless: Ended) -> None:
    tally.tried()
    tally.found(
        f"{what}: {ended.seconds:.1f} s, {(ended.main - harmless.main) / MIB:+.0f} MiB, child {ended.child // MIB} MiB"
    )


@pytest.mark.torture(
    "T38", "bundles that are bombs, to `casebook verify`: seconds, growth of the program, its child"
)
@pytest.mark.parametrize("what", BUNDLES)
def test_a_bundle_that_is_a_bomb(
    what: str, ground: Range, tmp_path: Path, rounds: Callable[[int, int], int], tally: Tally
) -> None:
    harmless, bomb = tmp_path / "harmless.zip", tmp_path / "bomb.zip"
    harmless.write_bytes(archive([(NAME, 0, 5, b"hello")]))
    bomb.write_bytes(BUNDLES[what](bool(rounds(0, 1))))
    usual = ground.harmless("verify", str(harmless), passphrase=None)
    ended = to_its_end(ground.desk.start("verify", str(bomb), passphrase=None))
    tell(tally, what, ended, usual)
    judge(ended, usual)


@pytest.mark.torture(
    "T38", "tables that are bombs, to `casebook import`: seconds, growth of the program, its child"
)
@pytest.mark.parametrize("what", TABLES)
def test_a_table_that_is_a_bomb(what: str, ground: Range, tmp_path: Path, tally: Tally) -> None:
    """Refused in words; that nothing was taken in is asked at the end."""
    form, write = TABLES[what]
    mapping, harmless, bomb = tmp_path / "map.toml", tmp_path / "harmless.csv", tmp_path / f"bomb.{form}"
    mapping.write_text(
        'format = 1\nname = "people"\nkind = "person"\nkey = "id"\n\n[columns]\nid = "remarks"\n',
        encoding="utf-8",
    )
    harmless.write_text("id\n\n", encoding="utf-8")
    write(bomb)
    folder = str(ground.desk.folder)
    usual = ground.harmless("import", folder, str(harmless), "--map", str(mapping))
    ended = to_its_end(ground.desk.start("import", folder, str(bomb), "--map", str(mapping)))
    tell(tally, what, ended, usual)
    judge(ended, usual)


LEAK_BOMBS = (
    "10 GB of zeros that say they are 100 bytes",
    "archives in archives",
    "headers that quote one another",
    "10^6 entries",
)


@pytest.mark.torture(
    "T38", "bombs to `casebook leakcheck`, whose child may have 2 GiB: it searches what we made"
)
@pytest.mark.parametrize("what", LEAK_BOMBS)
def test_a_bomb_among_finished_files(what: str, ground: Range, tmp_path: Path, tally: Tally) -> None:
    """What cannot be looked into completely is refused, not called clean."""
    harmless, bomb = tmp_path / "harmless.zip", tmp_path / "bomb.zip"
    harmless.write_bytes(archive([(NAME, 0, 5, b"hello")]))
    bomb.write_bytes(BUNDLES[what](False))
    usual = ground.harmless("leakcheck", str(ground.desk.folder), str(harmless))
    ended = to_its_end(ground.desk.start("leakcheck", str(ground.desk.folder), str(bomb)))
    tell(tally, what, ended, usual)
    judge(ended, usual, child_mib=2048)


@pytest.mark.torture("T38", "the bombs are bombs: another program takes them")
def test_they_are_what_they_seem(tmp_path: Path) -> None:
    """Python's `zipfile`, which reads past most of what is refused here, says how large they become."""
    for what, size in (
        ("10 GB of zeros, as large as they are", 3 * 0xFFFFFFFE),
        ("headers that quote one another", 2000 * 256 * MIB),
        ("every entry the same bytes", 60_000 * 64 * MIB),
    ):
        path = tmp_path / "bomb.zip"
        path.write_bytes(BUNDLES[what](False))
        assert path.stat().st_size < 16 * MIB
        with zipfile.ZipFile(path) as bomb:
            assert sum(member.file_size for member in bomb.infolist()) >= size
    with zipfile.ZipFile(io.BytesIO(overlapping(3, zeros(MIB), MIB))) as bomb:
        sizes = {}
        for member in bomb.infolist():
            with contextlib.suppress(zipfile.BadZipFile):  # newer ones look for the overlap
                sizes[member.filename] = len(bomb.read(member))
        assert not sizes or min(sizes.values()) == MIB
