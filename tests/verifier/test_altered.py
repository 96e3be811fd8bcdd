"""The one list of altered bundles, in the page: each is refused with the sentence `casebook verify` says, and nothing
is asked of any network.
"""

from __future__ import annotations

import base64
import importlib
import json
import random
import re
from collections.abc import Iterator

import pytest

import altered
import sealed
from casebook.base.encode import b64url
from casebook.base.errors import CasebookError
from casebook.bundle import contents, verify
from casebook.wording import of_bundles
from casebook.wording.said import Words
from chromium import Browser

from .conftest import PAGE, Page

WORDS: dict[str, Words] = {leaf.__name__: words for leaf, words in of_bundles.WORDS.items()}


def test_a_whole_bundle_holds(page: Page, whole: sealed.Bundle) -> None:
    shown = page.choose(("list.zip", whole.data()))
    verdict = verify.verify(whole.data())

    assert (shown.kind, shown.state) == ("", "compare")
    assert f"Unchanged since {verdict.signer} signed it. What is hidden was fixed then" in shown.verdict
    assert all(word in shown.verdict for word in verdict.words)
    assert f"Places kept back that can be opened later: {verdict.hidden}." in shown.text
    assert verdict.manifest in shown.text
    for never in ("authentic", "genuine", "is true.", "complete"):
        assert never not in shown.text


@pytest.mark.parametrize("name", altered.CASES)
def test_an_altered_one_is_refused(page: Page, whole: sealed.Bundle, name: str) -> None:
    case = altered.CASES[name]

    shown = page.choose(("list.zip", case.alter(whole)))

    problem = "encrypted" if name == "an encrypted bundle" else case.problem
    assert (shown.kind, shown.problem) == (case.kind, problem)
    words = WORDS[case.kind]
    assert words.what.partition("{")[0] in shown.verdict
    assert words.because.get(case.problem, "") in shown.verdict
    assert "Oskenov" not in shown.text
    assert "Unchanged" not in shown.text


def test_a_changed_byte_is_refused_alike_wherever_it_stands(page: Page, whole: sealed.Bundle) -> None:
    """The program and the page give one answer to a byte changed, put in or taken out at a thousand places."""
    data, chance = whole.data(), random.Random(137)
    edges = [data.index(b"PK\1\2"), len(data) - 22, *(at.start() for at in re.finditer(b"PK\3\4", data))]
    changes = []
    for _ in range(1000):
        near = chance.choice(edges) + chance.randrange(46)
        at = min(len(data) - 1, near if chance.random() < 0.5 else chance.randrange(len(data)))
        changes.append((at, chance.randrange(3), chance.randrange(256)))

    found = page.browser.run(
        f"""(async () => {{
          const data = from_base64({json.dumps(base64.b64encode(data).decode())}), found = [];
          for (const [at, how, byte] of {json.dumps(changes)}) {{
            const between = how === 0 ? [byte] : how === 1 ? [byte, data[at]] : [];
            const parts = [data.subarray(0, at), Uint8Array.from(between), data.subarray(at + 1)];
            try {{ await verify_bundle(new Blob(parts)); found.push(["", ""]); }}
            catch (error) {{
              if (!(error instanceof Refusal)) throw error;
              found.push([error.kind, error.problem]);
            }}
          }}
          return found;
        }})()"""
    )

    for (at, how, byte), said in zip(changes, found, strict=True):
        between = (bytes([byte]), bytes([byte]) + data[at : at + 1], b"")[how]
        try:
            verify.verify(data[:at] + between + data[at + 1 :])
            wanted = ["", ""]
        except CasebookError as error:
            wanted = [type(error).__name__, str(getattr(error, "problem", ""))]
        assert said == wanted, (at, how, byte)


def test_ten_thousand_records_stand_by_their_numbers(page: Page) -> None:
    """The program and the page count: 10000 stands behind 9999, and not behind 1000."""
    last = 10_001
    payload = {}
    for number in range(1, last + 1):
        key = sealed.key_of(f"key {number}")
        jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64url(sealed.public_of(key))}
        head = {"alg": "Ed25519", "typ": contents.SEAL_TYPE, "jwk": jwk}
        token = sealed.token_of({"v": 1, "kind": "note", "n": number}, header=head, key=key)
        payload[contents.seal_path(number)] = token.encode()
    facts = contents.write_json([{"kind": "note", "n": number} for number in range(1, last + 1)])
    data = sealed.packed(sealed.signed({**payload, contents.RECORDS: facts}))

    assert verify.verify(data).records == last
    page.fresh()
    assert page.choose(("many.zip", data)).state == "compare"


def test_it_asked_nobody_and_complained_of_nothing(
    page: Page, whole: sealed.Bundle, browser: Browser
) -> None:
    """Last in this file, so that all of the above is looked at; alone it looks at a whole bundle."""
    page.choose(("list.zip", whole.data()))

    assert set(browser.requests()) == {PAGE.as_uri()}
    assert browser.complaints() == []


def leaves() -> Iterator[tuple[str, str, str]]:
    """Every class and code the page has a sentence for, with the program's own."""
    for name in ("of_bundles", "of_slips", "of_trust", "of_notices"):
        try:
            table = importlib.import_module(f"casebook.wording.{name}").WORDS
        except ModuleNotFoundError:
            continue
        leaf: type[CasebookError]
        for leaf, words in table.items():
            for code, sentence in words.because.items():
                yield leaf.__name__, str(code), str(sentence)


def test_what_the_page_says_the_program_says_too(page: Page) -> None:
    said = page.browser.run("TEXTS.en.because")
    known = {f"{kind}.{code}": sentence for kind, code, sentence in leaves()}
    compared = [code for code in said if code in known and code.split(".")[0] in WORDS]

    assert len(compared) > 40
    assert {code: said[code] for code in compared} == {code: known[code] for code in compared}


def test_every_sentence_stands_in_every_language(page: Page) -> None:
    """The same names, none empty, the same facts in braces."""
    shape = page.browser.run(
        """(() => {
          const walk = (text) => typeof text === "string"
            ? (text.match(/\\{\\w+\\}/g) ?? []).sort().join() + (text ? "" : " empty")
            : Object.fromEntries(Object.entries(text).map(([name, part]) => [name, walk(part)]));
          return Object.fromEntries(Object.entries(TEXTS).map(([code, text]) => [code, walk(text)]));
        })()"""
    )

    assert shape["ru"] == shape["en"]
    assert shape["kk"] == shape["en"]
    assert " empty" not in str(shape)
