"""What is handed over beside a bundle, in the page: the same words, marked; the same refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import sealed
from casebook.base.errors import CasebookError
from casebook.bundle import contents, lists, notices, verify
from casebook.formats import sshsig
from reading import ROOT
from sealed import OTHER, OWNER, SUCCESSOR, public_of

from .conftest import Page

NAME = ("narrative", 0, "text", 0, "s", 3, "t")
NOT = ("narrative", 0, "text", 1, "s", 1, "t")
SLIPS: dict[str, Any] = json.loads((ROOT / "tests" / "vectors" / "slip" / "slips.json").read_text())
RECORDER = sealed.key_of("the recorder's device")


@pytest.fixture(autouse=True)
def fresh(page: Page) -> None:
    page.fresh()


def beside(page: Page) -> list[list[str]]:
    """Of each line beside the bundle: its class, sort, code and words."""
    found: list[list[str]] = page.browser.run(
        "[...document.querySelectorAll('#beside > li')].map((line) =>"
        " [line.className, line.dataset.kind, line.dataset.problem, line.innerText])"
    )
    return found


def marked(page: Page) -> list[str]:
    found: list[str] = page.browser.run(
        "[...document.querySelectorAll('#records mark')].map((m) => m.innerText)"
    )
    return found


def test_openings_add_up_and_what_they_open_is_marked(page: Page, whole: sealed.Bundle) -> None:
    page.choose(("list.zip", whole.data()), ("one.txt", whole.opening(2, NAME)))
    assert marked(page) == ["Saule D."]
    assert "not sign" not in page.shown().text

    shown = page.choose(("two.txt", whole.opening(2, NOT)), ("three.txt", whole.opening(2, ("torture",))))

    assert sorted(word.strip() for word in marked(page)) == ["Saule D.", "not", "yes"]
    assert "Places opened since, by the openings beside it: 3." in shown.text
    assert [line[:3] for line in beside(page)] == [["holds", "opening", ""]] * 3


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda o: o[:-1], "form"),
        (lambda o: o.replace(b"\n", b"\n\n", 1), "form"),
        (lambda o: o + b"~\n", "form"),
        (lambda o: o + b"e30\n", "does-not-fit"),
        (lambda o: o + o.split(b"\n")[-2] + b"\n", "does-not-fit"),
        (lambda o: o.replace(o.split(b"\n")[1], b"A" * 43), "other-bundle"),
    ],
)
def test_an_opening_that_does_not_hold_opens_nothing(
    page: Page, whole: sealed.Bundle, change: Callable[[bytes], bytes], problem: str
) -> None:
    shown = page.choose(("list.zip", whole.data()), ("one.txt", change(whole.opening(2, NAME))))

    assert beside(page)[0][:3] == ["bad", "opening", problem]
    assert marked(page) == []
    assert shown.state == "compare"
    assert "Saule" not in shown.text


def test_an_author_slip_names_the_device(page: Page, whole: sealed.Bundle) -> None:
    slip = sealed.author_slip(whole.issued[1].jwt, key=RECORDER, person="Monitor 7", seq=300)

    page.choose(("list.zip", whole.data()), ("slip.txt", slip))

    ((kind, _, _, words),) = beside(page)
    assert kind == "holds"
    assert "Monitor 7 signed exactly the sealed text of record 2, as entry 300 of its journal." in words
    assert sshsig.fingerprint(public_of(RECORDER)) in words


@pytest.mark.parametrize("case", SLIPS["accepted"], ids=lambda case: str(case["what"]))
def test_the_vectors_of_slips_that_hold(page: Page, case: dict[str, Any]) -> None:
    found = judged(page, case["slip"])

    assert (found["fingerprint"], found["number"]) == (case["said"]["fingerprint"], case["said"]["number"])
    assert found["person"] == (case["said"]["person"] or case["said"]["name"])


@pytest.mark.parametrize("case", SLIPS["refused"], ids=lambda case: str(case["what"]))
def test_the_vectors_of_slips_that_do_not(page: Page, case: dict[str, Any]) -> None:
    assert judged(page, case["slip"]) == ["refused", "BadSlip", case["problem"]]


def judged(page: Page, slip: str) -> Any:
    verdict = {"seals": [{"jwt": SLIPS["jwt"], "path": contents.seal_path(1)}]}
    return page.call(f"judge_slip(utf8({json.dumps(slip)}), {json.dumps(verdict)})")


def line(*keys: Any) -> bytes:
    return "".join(sshsig.public_line(public_of(key)) for key in keys).encode()


def pair(name: str, signed: tuple[bytes, bytes]) -> tuple[tuple[str, bytes], tuple[str, bytes]]:
    return (name, signed[0]), (f"{name}.sig", signed[1])


def test_the_key_that_was_named_is_compared(page: Page, whole: sealed.Bundle) -> None:
    data = ("list.zip", whole.data())
    assert page.choose(data).state == "compare"
    assert page.choose(("other.pub", line(OTHER))).state == "other"
    page.fresh()
    signers = sshsig.allowed_signers_line(public_of(OWNER), "owner", contents.NAMESPACE).encode()
    assert page.choose(data, ("allowed_signers", signers)).state == "known"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_words_of_the_card_can_be_typed(page: Page, whole: sealed.Bundle, language: Any) -> None:
    page.choose(("list.zip", whole.data()))
    words = " ".join(sshsig.fingerprint_words(public_of(OWNER), language))
    wrong = " ".join(sshsig.fingerprint_words(public_of(OTHER), language))

    for typed, state in (
        (words, "known"),
        (words.upper() + ".", "known"),
        (wrong, "other"),
        (sshsig.fingerprint(public_of(OWNER)), "known"),
        (sshsig.fingerprint(public_of(OTHER)), "other"),
        ("", "compare"),
        ("road lounge", "compare"),
    ):
        page.browser.run(
            "(() => { const field = byId('expected'); "
            f"field.value = {json.dumps(typed)}; field.dispatchEvent(new Event('input')); return true; }})()"
        )
        page.browser.wait(f"document.querySelector('.verdict').dataset.state === '{state}'")


def test_a_revoked_key_is_said_and_confirmed_only_by_a_list_that_names_this_bundle(
    page: Page, whole: sealed.Bundle
) -> None:
    manifest = verify.verify(whole.data()).manifest
    data, revoked = ("list.zip", whole.data()), ("revoked_keys", line(OWNER))

    assert page.choose(data, revoked).state == "revoked"
    page.fresh()
    shown = page.choose(data, revoked, *pair("list.json", sealed.lost_key_list(manifest)))
    assert shown.state == "unconfirmed"
    assert "do not rely on it before you compare the new key" in shown.verdict
    assert all(word in shown.verdict for word in sshsig.fingerprint_words(public_of(SUCCESSOR)))
    page.fresh()
    new = ("new.pub", line(SUCCESSOR))
    shown = page.choose(data, revoked, new, *pair("list.json", sealed.lost_key_list(manifest)))
    assert shown.state == "confirmed"
    assert "its owner signed this very bundle before" in shown.verdict
    page.fresh()
    assert (
        page.choose(data, revoked, new, *pair("list.json", sealed.lost_key_list("0" * 64))).state == "revoked"
    )
    page.fresh()
    forged = sealed.lost_key_list(manifest, signer=OTHER)
    assert page.choose(data, revoked, new, *pair("list.json", forged)).state == "revoked"


def test_the_words_of_the_new_card_confirm_a_list(page: Page, whole: sealed.Bundle) -> None:
    manifest = verify.verify(whole.data()).manifest
    files = (("list.zip", whole.data()), ("revoked_keys", line(OWNER)))
    page.choose(*files, *pair("list.json", sealed.lost_key_list(manifest)))

    for typed, state in ((SUCCESSOR, "confirmed"), (OWNER, "revoked"), (OTHER, "revoked")):
        words = " ".join(sshsig.fingerprint_words(public_of(typed)))
        page.browser.run(
            "(() => { const field = byId('expected'); "
            f"field.value = {json.dumps(words)}; field.dispatchEvent(new Event('input')); return true; }})()"
        )
        page.browser.wait(f"document.querySelector('.verdict').dataset.state === '{state}'")


def test_notices(page: Page, whole: sealed.Bundle) -> None:
    manifest = verify.verify(whole.data()).manifest
    files = [("list.zip", whole.data()), ("lone.json", sealed.notice(manifest)[0])]
    for name, signed in (
        ("ours.json", sealed.notice(manifest)),
        ("theirs.json", sealed.notice(manifest, signer=OTHER)),
        ("another.json", sealed.notice("0" * 64)),
    ):
        files += pair(name, signed)

    page.choose(*files)

    said = {words.splitlines()[0]: (kind, words) for kind, _, _, words in beside(page)}
    assert said["ours.json"][0] == "bad"
    assert "a later edition has taken the place of this bundle" in said["ours.json"][1]
    assert "It does not count" in said["theirs.json"][1]
    assert "not about this bundle" in said["another.json"][1]
    assert "signature is missing" in said["lone.json"][1]


def test_after_a_loss_a_notice_counts_from_a_compared_successor_alone(
    page: Page, whole: sealed.Bundle
) -> None:
    """Anybody can make a list and a notice: both by one key prove nothing until that key was compared."""
    manifest = verify.verify(whole.data()).manifest
    bundle, revoked = ("list.zip", whole.data()), ("revoked_keys", line(OWNER))
    for signer, compared, listed, meant in (
        (OTHER, None, manifest, "It does not count"),
        (OTHER, SUCCESSOR, manifest, "It does not count"),
        (SUCCESSOR, SUCCESSOR, "0" * 64, "It does not count"),
        (SUCCESSOR, SUCCESSOR, manifest, "a later edition has taken the place of this bundle"),
    ):
        page.fresh()
        page.choose(
            bundle,
            revoked,
            *([("new.pub", line(compared))] if compared else []),
            *pair("list.json", sealed.lost_key_list(listed, signer=signer)),
            *pair("notice.json", sealed.notice(manifest, signer=signer)),
        )
        (said,) = [words for _, sort, _, words in beside(page) if sort == "notice"]
        assert meant in said


def test_a_foreign_file_is_said_to_be_foreign(page: Page, whole: sealed.Bundle) -> None:
    page.choose(("list.zip", whole.data()), ("notes.txt", b"hello"))

    assert beside(page)[0][1] == "unknown_file"


def spelt(value: Any) -> bytes:
    return contents.write_json(value)


A, B = "0" * 64, "1" * 64
LIST = {"layout": "casebook-list/1", "key": "SHA256:" + "A" * 43, "bundles": [A, B]}
NOTICE = {"layout": "casebook-notice/1", "replaces": [A, B], "by": ""}
SPOILT: list[tuple[str, bytes]] = [
    ("list", spelt(LIST)),
    ("list", spelt(LIST | {"layout": "casebook-list/2"})),
    ("list", spelt(LIST | {"key": "SHA256:short"})),
    ("list", spelt(LIST | {"key": sshsig.fingerprint(public_of(SUCCESSOR))})),
    ("list", spelt(LIST | {"bundles": [A, A]})),
    ("list", spelt(LIST | {"bundles": [B, A]})),
    ("list", spelt(LIST | {"bundles": [A.upper(), "x"]})),
    ("list", spelt(LIST | {"bundles": "x"})),
    ("list", spelt(LIST | {"more": 1})),
    ("list", json.dumps(LIST).encode()),
    ("list", spelt(LIST) + b"\n"),
    ("list", b"[]"),
    ("list", b"x"),
    ("notice", spelt(NOTICE)),
    ("notice", spelt(NOTICE | {"layout": "casebook-notice/2"})),
    ("notice", spelt(NOTICE | {"replaces": []})),
    ("notice", spelt(NOTICE | {"replaces": [B, A]})),
    ("notice", spelt(NOTICE | {"by": A})),
    ("notice", spelt(NOTICE | {"by": "x"})),
    ("notice", spelt(NOTICE | {"by": "2" * 64})),
    ("notice", spelt({"layout": "casebook-notice/1", "replaces": [A]})),
    ("notice", json.dumps(NOTICE).encode()),
    ("notice", b"{}"),
]


@pytest.mark.parametrize(("sort", "data"), SPOILT)
def test_lists_and_notices_are_read_as_the_program_reads_them(page: Page, sort: str, data: bytes) -> None:
    room, namespace = (lists, lists.NAMESPACE) if sort == "list" else (notices, notices.NAMESPACE)
    signature = sealed.signature(data, key=SUCCESSOR, namespace=namespace)
    for given in (signature, sealed.signature(data, key=SUCCESSOR), b""):
        found = page.call(
            f"read_{sort}(utf8({json.dumps(data.decode())}), utf8({json.dumps(given.decode())})).then(() => 'holds')"
        )
        try:
            room.read(data, given)
            wanted: Any = "holds"
        except CasebookError as error:
            wanted = ["refused", type(error).__name__, str(getattr(error, "problem", ""))]
        assert found == wanted


@pytest.mark.parametrize(
    "more", [b"", b"\n# a remark\n", b"ssh-rsa AAAA\n", b"ssh-ed25519 AAAA\n", b"x ssh-ed25519 AAAA"]
)
def test_revoked_keys_are_read_as_the_program_reads_them(page: Page, more: bytes) -> None:
    data = line(OWNER, OTHER) + more
    found = page.call(f"read_revoked(utf8({json.dumps(data.decode())}))")

    try:
        assert set(found) == lists.read_revoked(data)
    except lists.BadRevocation:
        assert found == ["refused", "BadRevocation", ""]


def test_a_file_of_lost_keys_that_is_damaged_is_said_to_be(page: Page, whole: sealed.Bundle) -> None:
    shown = page.choose(("list.zip", whole.data()), ("revoked_keys", line(OTHER) + b"ssh-ed25519 AAAA\n"))

    assert "Line 2 of the file of revoked keys is no public key." in shown.text
    assert beside(page)[0][0] == "bad"
