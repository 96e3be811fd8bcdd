"""One passphrase on every path: from another keyboard, from a file, from a descriptor, through the API."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from casebook.base.secret import Secret
from casebook.casework.opening import create_book, open_book
from casebook.vault.faults import WrongPassphrase
from casebook.vault.keys import CHEAPEST
from commands import Desk, environment

PASSPHRASES = {
    "composed": "Å café, Қайрат йод",
    "Arabic": "مرحبا يا عالم ١٢٣",
    "Hebrew with marks": "שָׁלוֹם עֲלֵיכֶם",
    "emoji": "🦓🏽‍🌾 🇰🇿 👩‍👩‍👧",
    "one sign": "ы",
    "ten thousand": "жük🌊" * 2500,
    "NUL": "before\0after",
    "leading blanks": "  \tleading and trailing  ",
    "compatibility": "ﬁnal №½ ｆｕｌｌ",
}


@pytest.mark.parametrize("name", PASSPHRASES)
def test_one_passphrase_on_every_path(name: str, tmp_path: Path) -> None:
    text = PASSPHRASES[name]
    folder = tmp_path / "book"
    create_book(folder, Secret(text), kdf=CHEAPEST).close()
    desk = Desk(folder, tmp_path, environment(tmp_path))
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        typed = unicodedata.normalize(form, text)  # type: ignore[arg-type]  # one of the four
        open_book(folder, Secret(typed)).close()
    decomposed = unicodedata.normalize("NFD", text)
    (tmp_path / "secret").write_bytes(decomposed.encode() + b"\r\nand another line\n")
    by_file = desk.bare("info", str(folder), "--passphrase-file", "secret")
    assert by_file.code == 0, by_file.err
    by_descriptor = desk("info", passphrase=decomposed)
    assert by_descriptor.code == 0, by_descriptor.err
    for near in (text + "x", text[:-1], f" {text}", text.swapcase() + "x"):
        if near.strip("\0"):
            with pytest.raises(WrongPassphrase):
                open_book(folder, Secret(near))
