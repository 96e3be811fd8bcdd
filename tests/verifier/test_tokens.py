"""The page reads claims as `formats.sdjwt` does: the RFC's examples, every token that must be refused, and the same
answer to thousands of others.
"""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from casebook.bundle import contents
from casebook.formats import jose, sdjwt
from casebook.formats.jose import BadJson, decode64, read_json
from casebook.formats.sdjwt import HIDDEN, BadSdJwt
from hostile_tokens import CLAIM, ELEMENT, FORMS, HEADERS, NESTED, PAYLOADS, TYP, digest_of, token_of
from reading import ROOT

from .conftest import Page

VECTORS = ROOT / "tests" / "vectors" / "sdjwt"
PLAIN = """(value) => {
  const plain = (claim) => claim === HIDDEN ? { hidden: true }
    : claim instanceof Map ? Object.fromEntries([...claim].map(([name, part]) => [name, plain(part)]))
    : claim instanceof Fraction ? claim.value
    : Array.isArray(claim) ? claim.map(plain) : claim;
  return plain(value);
}"""


def held(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / name).read_text())
    return found


def opened(page: Page, payload: bytes, disclosures: Iterable[str]) -> Any:
    return page.call(
        f"open_claims(read_json(utf8({json.dumps(payload.decode())})), {json.dumps(list(disclosures))})"
        f".then((found) => ({PLAIN})(found.claims))"
    )


@pytest.mark.parametrize(
    ("name", "section"),
    [
        *(("section-5.json", f"section 5.{n}") for n in (1, 2)),
        *(("appendix-a.json", f"section A.{n}") for n in (1, 2, 3, 4)),
    ],
)
def test_the_examples_of_the_rfc(page: Page, name: str, section: str) -> None:
    example = held(name)[section]
    jwt, *disclosures, _ = example["token"].split("~")

    assert opened(page, decode64(jwt.split(".")[1]), disclosures) == example["claims"]


@pytest.mark.parametrize("name", held("section-6.json"))
def test_the_examples_of_section_6(page: Page, name: str) -> None:
    example = held("section-6.json")[name]

    found = opened(page, json.dumps(example["payload"]).encode(), example["disclosures"])

    if "verdict" in example:
        assert found == ["refused", "BadSdJwt", example["verdict"]]
    else:
        assert found == example["claims"]


def verdicts(page: Page, tokens: list[bytes], *, typ: str = TYP) -> list[str]:
    """Of each token: the code it was refused with, or nothing."""
    given = json.dumps([base64.b64encode(token).decode() for token in tokens])
    found: list[str] = page.browser.run(
        f"""(async () => {{
          const found = [];
          for (const text of {given}) {{
            try {{ await verify_token(from_base64(text), {json.dumps(typ)}); found.push(""); }}
            catch (error) {{ if (!(error instanceof Refusal)) throw error; found.push(error.problem); }}
          }}
          return found;
        }})()"""
    )
    return found


def as_bytes(token: str | bytes) -> bytes:
    return token.encode() if isinstance(token, str) else token


def test_every_token_that_must_be_rejected_is(page: Page) -> None:
    """All of RFC 9901 section 7.1, in one call."""
    cases = [
        *((token_of(payload, *shown), problem) for payload, shown, problem in PAYLOADS),
        *((token_of({}, header=header), problem) for header, problem in HEADERS),
        *FORMS,
    ]

    found = verdicts(page, [as_bytes(token) for token, _ in cases])

    # A key that is no text at all is refused here as another header, there as another form.
    assert len(cases) > 70
    assert [
        (i, said, problem)
        for i, (said, (_, problem)) in enumerate(zip(found, cases, strict=True))
        if said != problem and {said, problem} != {"header", "form"}
    ] == []
    assert "" not in found


def test_a_good_token_holds(page: Page) -> None:
    good = token_of({"_sd": [digest_of(NESTED)], "l": [{"...": digest_of(ELEMENT)}]}, NESTED, CLAIM, ELEMENT)

    assert verdicts(page, [good.encode()]) == [""]


def answer(token: bytes) -> str:
    try:
        sdjwt.verify(token, typ=TYP)
    except BadSdJwt as bad:
        return bad.problem.value
    return ""


def hostile(chance: random.Random) -> bytes:
    """A signed token of a small payload at random, some of its disclosures shown; or a good one with a letter gone."""
    names = ["a", "b", "_sd", "...", "_sd_alg", "1"]
    leaves = [None, 0, 1.5, True, "a", "_sd", "...", digest_of(CLAIM), digest_of(ELEMENT), digest_of(NESTED)]

    def tree(depth: int) -> Any:
        what = chance.random()
        if depth == 0 or what < 0.4:
            return chance.choice(leaves)
        if what < 0.7:
            return [tree(depth - 1) for _ in range(chance.randrange(4))]
        return {chance.choice(names): tree(depth - 1) for _ in range(chance.randrange(4))}

    payload = {chance.choice(names): tree(3) for _ in range(chance.randrange(1, 4))}
    if chance.random() < 0.6:
        payload["_sd"] = chance.sample([digest_of(CLAIM), digest_of(NESTED), digest_of(["x", "c", 1])], 2)
    shown = chance.sample([CLAIM, ELEMENT, NESTED, ["x", "c", 1], tree(2)], chance.randrange(4))
    token = bytearray(token_of(payload, *shown).encode())
    if chance.random() < 0.2:
        token[chance.randrange(len(token))] = chance.choice(b"Ax.~=_\n")
    return bytes(token)


def test_the_page_and_the_program_answer_alike(page: Page) -> None:
    chance = random.Random(9901)
    tokens = [hostile(chance) for _ in range(1500)]

    found, wanted = verdicts(page, tokens), [answer(token) for token in tokens]

    assert [
        (token, said, right)
        for token, said, right in zip(tokens, found, wanted, strict=True)
        if said != right
    ] == []
    assert wanted.count("") > 20
    assert len(set(wanted)) >= 7


JSON_TEXTS = [
    "0",
    "-0",
    "1",
    "-1",
    "01",
    "1.",
    ".5",
    "+1",
    "1.0",
    "-0.0",
    "1e5",
    "1E-7",
    "1e400",
    "1.5e300",
    "123456789.125",
    "0.0001",
    "0.00001",
    "1e16",
    "1e15",
    "1e22",
    "123e20",
    "9007199254740991",
    "9007199254740992",
    "-9007199254740992",
    "NaN",
    "Infinity",
    "nul",
    "null",
    "true",
    "[1,]",
    "[,1]",
    "[1 2]",
    '{"a":1,}',
    '{"a":1,"a":2}',
    '{"\\u0061":1,"a":2}',
    "{a:1}",
    "[]",
    "{}",
    " [ ] ",
    '"\\ud83d\\ude00"',
    '"\\ud83d"',
    '"\\ude00\\ud83d"',
    '"a\\/b"',
    '"\\x"',
    '"\t"',
    '"\\u00"',
    '"\\u00E9"',
    '"é"',
    '"\u2028"',
    '"\u0000"',
    "\ufeff[]",
    "[]\u00a0",
    "[]x",
    "'a'",
    '"',
    "[",
    "[[]",
    "\u00a0[]",
    "\x0b[]",
    '"\\u0000"',
    "// x\n1",
    "[1]\n\n",
    '{"b":[{"я":null}],"a":""}',
    '{"😀":1,"\\uffee":2,"z":3,"10":4,"9":5}',
    "[" * 64 + "]" * 64,
    "[" * 65 + "]" * 65,
    '{"__proto__":1,"constructor":2}',
]


def test_json_is_read_and_spelt_alike(page: Page) -> None:
    """Each text is read, or refused, by both; and what is read is written as the same bytes by both."""
    found = page.browser.run(
        f"""{json.dumps(JSON_TEXTS)}.map((text) => {{
          try {{ return text_of(write_json(read_json(utf8(text)))); }}
          catch (error) {{ if (!(error instanceof Malformed)) throw error; return null; }}
        }})"""
    )

    for text, said in zip(JSON_TEXTS, found, strict=True):
        try:
            wanted = contents.write_json(read_json(text.encode())).decode()
        except BadJson:
            wanted = None
        assert said == wanted, text


def test_a_text_of_many_megabytes_is_read(page: Page) -> None:
    """By both; with and without escapes in it."""
    for piece in ("y", "\\u0041", "\\\\"):
        assert (
            page.browser.run(f"read_json(utf8('\"' + {json.dumps(piece)}.repeat(4e6) + '\"')).length")
            == 4_000_000
        )


def test_numbers_with_a_point_are_spelt_alike(page: Page) -> None:
    chance = random.Random(5)
    numbers = [chance.uniform(-1, 1) * 10 ** chance.randrange(-25, 25) for _ in range(2000)]
    texts = [repr(number) for number in numbers]

    found = page.browser.run(
        f"{json.dumps(texts)}.map((text) => text_of(write_json(read_json(utf8(text)))).trim())"
    )

    assert found == texts


def test_base_64_is_read_alike(page: Page) -> None:
    chance = random.Random(64)
    texts = ["".join(chance.choices("AQgw_-+/=\n", k=chance.randrange(9))) for _ in range(2000)]
    found = page.browser.run(
        f"{json.dumps(texts)}.map((text) => {{ try {{ return hex(from_base64url(text)); }} catch {{ return null; }} }})"
    )

    for text, said in zip(texts, found, strict=True):
        try:
            wanted = jose.decode64(text).hex()
        except jose.BadBase64:
            wanted = None
        assert said == wanted, text


def test_hidden_is_never_dropped(page: Page) -> None:
    """An array element nobody opened stays in its place in both."""
    payload = json.dumps({"l": ["a", {"...": digest_of(ELEMENT)}, "b"]}).encode()

    assert opened(page, payload, []) == {"l": ["a", {"hidden": True}, "b"]}
    assert sdjwt.open_claims(read_json(payload), []).claims == {"l": ["a", HIDDEN, "b"]}  # type: ignore[arg-type]  # an object


def test_facts_are_made_alike(page: Page) -> None:
    """Whatever a signer may have written: dates that are none, texts of odd shape, hidden things in odd places."""
    odd: list[Any] = [
        {"y": "2024", "m": "10"},
        {"y": 2024, "m": "10"},
        {"d": "1", "y": "2"},
        {},
        {"edtf": "2024~"},
        {"edtf": [1]},
        {"edtf": 1, "x": 2},
        [],
        [{}],
        [{"s": []}],
        [{"s": [{"t": "a"}, {}, {}, {"t": ""}, {"t": 5}, "x"]}, {}, {"s": 3}],
        [{"s": [{"t": "▓▓▓"}, {}]}],
        [{"s": 1, "u": 2}],
        [[]],
        [None, True, 1.5, -0.0],
        {"я": {"b": 1, "a": [{}]}},
    ]
    texts = [json.dumps(value) for value in odd]
    found = page.browser.run(
        f"{json.dumps(texts)}.map((text) => {{ const claims = read_json(utf8(text));"
        " return [text_of(write_json(facts_of(claims))), hidden_in(claims)]; })"
    )

    for value, said in zip(odd, found, strict=True):
        assert said == [contents.write_json(contents.facts_of(value)).decode(), contents.hidden_in(value)]


def test_sums_are_the_same_piece_by_piece(page: Page) -> None:
    same = page.browser.run(
        """(async () => {
          for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 128, 1000, 100003]) {
            const bytes = new Uint8Array(size).map((_, i) => i * 7 + (i >> 8));
            const hash = new Sha256();
            for (let at = 0; at < size; at += 37) hash.add(bytes.subarray(at, at + 37));
            if (hex(hash.sum()) !== hex(await sha256(bytes))) return size;
          }
          return -1;
        })()"""
    )

    assert same == -1


def test_a_file_larger_than_a_piece_is_summed_and_refused_alike(page: Page, tmp_path: Path) -> None:
    """Attached files go by in pieces: here one of 140 MiB, whole and with its last byte changed."""
    import sealed

    whole = sealed.bundle()
    whole.payload["data/files/0001.jpg"] = random.Random(1).randbytes(140 << 20)
    data = whole.data()

    page.fresh()
    assert page.choose(("large.zip", data)).state == "compare"
    files = whole.files()
    files["data/files/0001.jpg"] = files["data/files/0001.jpg"][:-1] + b"\0"
    page.fresh()
    shown = page.choose(("large.zip", sealed.packed(files)))
    assert (shown.kind, shown.problem) == ("BadBag", "changed")
