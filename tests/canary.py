"""Canaries: texts that exist nowhere else, and a search for them in every form bytes can take."""

from __future__ import annotations

import base64
import json
import re
import secrets
import urllib.parse
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


def _random_word(letters: str, length: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def forms(text: str) -> Iterator[bytes]:
    """The ways *text* may lie in a file: encodings, cases, escapes, base 64 at all three offsets, hex."""
    for spelled in {text, text.lower(), text.upper()}:
        raw = spelled.encode()
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
            yield spelled.encode(encoding)
        for encoding in ("cp1251", "koi8-r"):
            try:
                yield spelled.encode(encoding)
            except UnicodeEncodeError:
                continue
        yield json.dumps(spelled)[1:-1].encode()
        yield urllib.parse.quote(spelled).encode()
        yield raw.hex().encode()
        yield raw.hex().upper().encode()
        for offset in range(3):
            # The bytes before and after share a letter with their neighbours; only the middle is certain.
            coded = base64.b64encode(b"\0" * offset + raw)
            start, stop = -(-offset * 4 // 3), len(coded) - (4 if (len(raw) + offset) % 3 else 0)
            middle = coded[start:stop]
            yield middle
            yield middle.replace(b"+", b"-").replace(b"/", b"_")


def unpacked(data: bytes) -> Iterator[bytes]:
    """*data*, and whatever gzip, zlib (PDF streams) or deflate streams (zip members) stand in it."""
    yield data
    for found in re.finditer(rb"\x1f\x8b\x08", data):
        try:
            yield zlib.decompressobj(31).decompress(data[found.start() :])
        except zlib.error:
            continue
    for found in re.finditer(rb"stream\r?\n", data):
        try:
            yield zlib.decompressobj().decompress(data[found.end() :])
        except zlib.error:
            continue
    for found in re.finditer(rb"PK\x03\x04", data):
        head = data[found.start() : found.start() + 30]
        if len(head) == 30:
            start = (
                found.start()
                + 30
                + int.from_bytes(head[26:28], "little")
                + int.from_bytes(head[28:30], "little")
            )
            try:
                yield zlib.decompressobj(-15).decompress(data[start:])
            except zlib.error:
                continue


@dataclass(frozen=True)
class Canaries:
    """Texts made up in this run: a name in two scripts, a sentence, a number, a passphrase."""

    name: str
    cyrillic: str
    sentence: str
    phone: str
    passphrase: str

    @classmethod
    def fresh(cls) -> Canaries:
        """New ones. They are random, so that no source, cache or earlier run holds them."""
        word = _random_word("bcdfghjklmnpqrstvwz", 10)
        cyrillic = _random_word("бвгджзклмнпрстфхцчшщ", 10)
        return cls(
            name=f"Zebrafinch{word}",
            cyrillic=f"Зебрафинч{cyrillic}",
            sentence=f"The {word} said that the door of room {secrets.randbelow(900) + 100} was {word[::-1]}",
            phone="+7" + _random_word("0123456789", 10),
            passphrase=f"{word} {_random_word('aeiou', 6)} {cyrillic} {_random_word('0123456789', 6)}",
        )

    def texts(self) -> tuple[str, ...]:
        """All of them."""
        return (self.name, self.cyrillic, self.sentence, self.phone, self.passphrase)

    def found_in(self, data: bytes) -> list[str]:
        """Which of them stand in *data*, in any form, packed or not."""
        parts = list(unpacked(data))
        return [text for text in self.texts() if any(form in part for form in forms(text) for part in parts)]

    def found_under(self, folder: Path) -> list[str]:
        """``path: text`` for each found under *folder*, file names included."""
        found = []
        for path in sorted(folder.rglob("*")):
            named = [text for text in self.texts() if text in str(path)]
            inside = self.found_in(path.read_bytes()) if path.is_file() and not path.is_symlink() else []
            found += [f"{path}: {text}" for text in dict.fromkeys([*named, *inside])]
        return found
