"""What is made of a piece of evidence passes the leak check, whatever its kind; with a name in it, it does not."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

import leaks
import lists
import media
from casebook.casework import deriving, evidence, snapshot
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Box, Form, Redaction, Span
from casebook.redaction import leakcheck, planning, selection
from casebook.redaction.leakcheck import Found, Protected
from casebook.redaction.profile import profile

NOTE = "Свидетель говорил долго.\n".encode("cp1251")


def photograph() -> bytes:
    """Of many colours: what is made of it is a JPEG."""
    return media.saved(Image.effect_noise((640, 480), 90).convert("RGB"), "JPEG")


def made(book: Casebook, folder: Path, name: str, data: bytes, redaction: Redaction) -> tuple[bytes, str]:
    path = folder / f"{leaks.LATIN} {name}"
    path.write_bytes(data)
    record, _ = evidence.attach(book, lists.person(book, "Marat Oskenov"), path)
    preview = deriving.derive(book, record, redaction)
    return preview.data, preview.ending.lstrip(".")


def checked(data: bytes, suffix: str, whom: Protected) -> Found:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr(f"bundle/data/files/0001.{suffix}", data)
    return leakcheck.check(packed.getvalue(), whom)


def whom(book: Casebook) -> Protected:
    lists.person(book, leaks.LATIN)
    seen = snapshot.take(book)
    return leakcheck.protected(seen, planning.make(seen, selection.everything(seen), profile("public")))


@pytest.mark.parametrize(
    ("name", "data", "redaction", "suffix"),
    [
        ("a.jpg", media.lying(800, 600, 6), Redaction(Form.IMAGE, (Box(100, 50, 200, 150),)), "png"),
        ("b.jpg", photograph(), Redaction(Form.IMAGE, (Box(1, 1, 99, 99),)), "jpg"),
        ("c.pdf", media.document(2), Redaction(Form.PAGES, (Box(100, 100, 400, 200, 1),)), "pdf"),
        ("d.wav", media.wav(2), Redaction(Form.SOUND, muted=(Span(200, 900),)), "flac"),
        ("e.txt", NOTE, Redaction(Form.TEXT, hidden=(Span(0, 9),)), "txt"),
    ],
    ids=("png", "jpg", "pdf", "flac", "txt"),
)
def test_what_is_made_passes(
    book: Casebook, tmp_path: Path, name: str, data: bytes, redaction: Redaction, suffix: str
) -> None:
    whole, ending = made(book, tmp_path, name, data, redaction)
    assert ending == suffix
    protects = whom(book)

    found = checked(whole, ending, protects)

    assert found.leaks == ()
    (part,) = (part for part in found.files if part.where.endswith(suffix))
    assert part.kind in (suffix, "text")
    assert checked(whole + f"\n{leaks.LATIN}\n".encode(), ending, protects).leaks
