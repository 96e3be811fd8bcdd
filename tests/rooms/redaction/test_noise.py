"""Noise is told from words as one pattern after another would tell it, run by run; nothing that may tell is dropped."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import leaks
from casebook.redaction.escapes import GAP
from casebook.redaction.noise import parted, quoted
from casebook.redaction.views import Seen, View, encoded
from neutral import neutral

_DIGEST = re.compile(
    r"(?<=\")(?=(?:[A-Za-z0-9_-]{43}|[A-Za-z0-9_-]{22})\")"
    r"(?![^\"]*(?:[a-z]{6}|[A-Z]{6}))(?=[^\"]*[0-9])[^\"]+"
)
_RUN = re.compile(r"[A-Za-z0-9+/_-][A-Za-z0-9+/_-]{15,}={0,2}")
_ALIKE = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[+/_=-]+")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


def slowly(text: str) -> tuple[str, list[str]]:
    """The law: one run after another, by patterns."""
    noise = _DIGEST.findall(text)

    def without(found: re.Match[str]) -> str:
        if not is_noise(found[0]):
            return found[0]
        noise.append(found[0])
        return GAP

    return _RUN.sub(without, _DIGEST.sub(GAP, text)), noise


def is_noise(run: str) -> bool:
    if len(run) >= 32 and re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", run):
        return True
    if run.islower() or run.isupper() or not re.search(r"[0-9]", run):
        return False
    if len(run) > 96 and not re.search(r"[a-z]{9}|[A-Z]{9}", run):
        run = run[:96]
    return (len(_ALIKE.findall(run)) - 1) * 3 >= len(run)


def digests(seed: int, count: int) -> list[str]:
    chance = Random(seed)
    return [
        base64.urlsafe_b64encode(chance.randbytes(chance.choice((16, 32)))).decode().rstrip("=")
        for _ in range(count)
    ]


PARTS = st.one_of(
    st.sampled_from(
        (*digests(1, 40), *leaks.WORDS.values(), "0123456789abcdef" * 2, "A1b2" * 30, "a1B" * 60)
    ),
    st.sampled_from(("sauledzhandosova" * 7, "Dzhandosova-1" * 9, "1-2-3-4-5-6-7-8-9-0-1", "=", "==", "\n")),
    st.text(LETTERS, min_size=15, max_size=44),
    st.text("aB3-", min_size=16, max_size=130),
    st.text('aB3"Ж=', max_size=8),
)


@given(st.lists(PARTS, max_size=12), st.sampled_from(('"', '","', '", "', " ", "", "~", "Ж")))
@example(['"' + "A" * 21 + "1", "Dzhandosova" * 2 + "1"], '"')
def test_noise_is_what_one_by_one_is_noise(parts: list[str], between: str) -> None:
    text = between.join(parts)
    assert parted(text) == slowly(text)
    assert parted(f'"{text}"') == slowly(f'"{text}"')


@pytest.mark.parametrize("seed", range(3))
def test_a_bundle_of_digests_keeps_its_words(seed: int) -> None:
    words = neutral(seed, 4000).split()
    text = "".join(f'["{salt}","t","{word}"]~' for salt, word in zip(digests(seed, 400), words, strict=False))
    other, noise = parted(text)
    assert (other, noise) == slowly(text)
    assert len(noise) > 300
    assert all(word in other for word in words[:400])


@given(st.lists(st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32), max_size=8))
def test_what_is_opened_at_once_is_what_each_is(inside: list[bytes]) -> None:
    runs = [base64.urlsafe_b64encode(one).rstrip(b"=") for one in inside]
    text = b'{"_sd":["' + b'","'.join(runs) + b'"]}'
    without, opened = quoted(text)
    assert sorted(opened) == sorted(zip(runs, inside, strict=True))
    assert without == b'{"_sd":["' + b'","'.join(b"" for _ in runs) + b'"]}'


_TOLD = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r")
_NAMES = ("Dzhandosova", "Джандосова", "ДЖАНДОСОВА", "Ёж", "%PDF-", "fLaC", "x", "\x1f\x8b")


def _filled(name: str, encoding: str, filling: bytes, size: int) -> bytes:
    return (name.encode(encoding, "replace") + filling)[:size].ljust(size, b" ")


INSIDE = st.one_of(
    *(st.binary(min_size=size, max_size=size) for size in (16, 32)),
    *(
        st.builds(
            _filled, st.sampled_from(_NAMES), st.sampled_from(_TOLD), st.binary(max_size=6), st.just(size)
        )
        for size in (16, 32)
    ),
)


@given(st.lists(INSIDE, max_size=6))
def test_a_digest_says_what_it_says_without_quotes(inside: list[bytes]) -> None:
    runs = [base64.urlsafe_b64encode(one).rstrip(b"=") for one in inside]
    listed = encoded(b'["' + b'","'.join(runs) + b'"]', "")
    alone = encoded(b"(" + b"),(".join(runs) + b")", "")
    assert told(listed) == told(alone)


def told(found: Iterable[Seen]) -> list[tuple[str, ...]]:
    """What the views say, whatever stands first."""
    return sorted((each.how, *sorted(each.text.split(GAP))) for each in found if isinstance(each, View))


@pytest.mark.parametrize("encoding", _TOLD)
@pytest.mark.parametrize("size", [16, 32])
@pytest.mark.parametrize("name", ["Dzhandosova", "Джандосова"])
def test_a_name_in_the_form_of_a_digest_or_a_salt_is_read(encoding: str, size: int, name: str) -> None:
    inside = (name + " " * size).encode(encoding)[:size]
    name = name[: (size - 2) // 2] if encoding.startswith("utf-16") else name
    name = name[: size // 2] if encoding == "utf-8" and not name.isascii() else name
    around = digests(7, 50)
    run = base64.urlsafe_b64encode(inside).decode().rstrip("=")
    data = '{"_sd":["' + '","'.join((*around, run, *around)) + '"]}'
    assert any(name in view.text for view in encoded(data.encode(), "") if isinstance(view, View))
