"""What is handed over beside a bundle, under `casebook verify`: it holds and says what it says, or is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

import sealed
from casebook.bundle import verify
from casebook.cli import main
from casebook.formats import sshsig
from sealed import OTHER, OWNER, SUCCESSOR, Bundle, public_of

Run = Callable[..., tuple[int, Any]]
NAME = ("narrative", 0, "text", 0, "s", 3, "t")
NOT = ("narrative", 0, "text", 1, "s", 1, "t")
RECORDER = sealed.key_of("the recorder's device")


@pytest.fixture(scope="module")
def whole() -> Bundle:
    return sealed.bundle()


@pytest.fixture
def run(whole: Bundle, tmp_path: Path) -> Run:
    """Verify the bundle with files beside it; the exit code, and what ``--json`` says."""

    def verify_with(*words: str, **files: bytes | tuple[bytes, bytes]) -> tuple[int, Any]:
        (tmp_path / "list.zip").write_bytes(whole.data())
        for name, content in files.items():
            data, signature = content if isinstance(content, tuple) else (content, b"")
            (tmp_path / name).write_bytes(data)
            if signature:
                (tmp_path / f"{name}.sig").write_bytes(signature)
        paths = [str(tmp_path / word) if word in files else word for word in words]
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main.main(["verify", str(tmp_path / "list.zip"), *paths, "--json"])
        return code, json.loads(out.getvalue() or err.getvalue().splitlines()[-1])

    return verify_with


def test_an_opening_shows_the_word_that_was_fixed(run: Run, whole: Bundle) -> None:
    code, said = run("--opening", "a", a=whole.opening(2, NAME))

    (opened,) = said["opened"]
    assert (code, opened["record"], opened["places"]) == (0, 2, 1)
    (change,) = opened["changes"]
    assert "taken with ▓▓▓ to the station" in change["before"]
    assert "taken with Saule D.▓▓▓ to the station" in change["after"]


def test_openings_of_one_seal_add_up(run: Run, whole: Bundle) -> None:
    one, two = whole.opening(2, NAME), whole.opening(2, NOT)

    _, said = run("--opening", "a", "--opening", "b", a=one, b=two)

    assert "He did not sign." in said["opened"][1]["changes"][0]["after"]
    assert "Saule D." in said["opened"][1]["changes"][0]["before"]


def test_a_whole_sentence_and_a_unit_are_opened_with_what_stands_above(run: Run, whole: Bundle) -> None:
    path = ("narrative", 0, "text", 2, "s", 0, "t")

    _, said = run(
        "--opening", "a", "--opening", "b", a=whole.opening(2, path), b=whole.opening(2, ("torture",))
    )

    assert "Әйгерім Қ." in said["opened"][0]["changes"][0]["after"]
    assert said["opened"][1]["changes"] == [{"field": "torture", "before": "", "after": "yes"}]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda o: o.replace(b"opening/1", b"opening/2"), "form"),
        (lambda o: o[:-1], "form"),
        (lambda o: o.replace(b"\n", b"\r\n"), "form"),
        (lambda o: b"\n".join(o.split(b"\n")[:2]) + b"\n", "form"),
        (lambda o: o.replace(b"\n", b"\n\n", 1), "form"),
        (lambda o: o + b"~\n", "form"),
        (lambda o: o + b"e30\n", "does-not-fit"),
        (lambda o: o + o.split(b"\n")[-2] + b"\n", "does-not-fit"),
        (lambda o: o.replace(o.split(b"\n")[1], b"A" * 43), "other-bundle"),
        (lambda o: b"\n".join([*o.split(b"\n")[:-2], _forged(o.split(b"\n")[-2]), b""]), "does-not-fit"),
    ],
)  # fmt: skip
def test_an_opening_that_does_not_hold_shows_nothing(
    run: Run, whole: Bundle, change: Callable[[bytes], bytes], problem: str
) -> None:
    code, said = run("--opening", "a", a=change(whole.opening(2, NAME)))

    assert (code, said["error"]["kind"], said["error"]["facts"]["problem"]) == (3, "BadOpening", problem)


def _forged(disclosure: bytes) -> bytes:
    from base64 import urlsafe_b64decode, urlsafe_b64encode

    text = urlsafe_b64decode(disclosure + b"=" * (-len(disclosure) % 4))
    assert b"Saule D." in text
    return urlsafe_b64encode(text.replace(b"Saule D.", b"Marat K.")).rstrip(b"=")


def test_an_author_slip_names_the_device(run: Run, whole: Bundle) -> None:
    slip = sealed.author_slip(whole.issued[1].jwt, key=RECORDER, person="Monitor 7", seq=300)

    code, said = run("--author-slip", "a", a=slip)

    (author,) = said["authors"]
    assert (code, author["record"], author["entry"]) == (0, 2, 300)
    assert (author["person"], author["device"]) == ("Monitor 7", "Desk 3")
    assert author["fingerprint"] == sshsig.fingerprint(public_of(RECORDER))


def test_an_author_slip_for_another_bundle_says_nothing(run: Run) -> None:
    slip = sealed.author_slip(sealed.issue(sealed.RECORDS[1], 77).jwt, key=RECORDER, person="Monitor 7")

    code, said = run("--author-slip", "a", a=slip)

    assert (code, said["error"]["kind"], said["error"]["facts"]["problem"]) == (3, "BadSlip", "other-seal")


def line(*keys: Any) -> bytes:
    return "".join(sshsig.public_line(public_of(key)) for key in keys).encode()


def test_a_revoked_key_is_not_relied_on_unless_a_compared_successor_confirms(run: Run, whole: Bundle) -> None:
    manifest = verify.verify(whole.data()).manifest
    right, other = sealed.lost_key_list(manifest), sealed.lost_key_list("0" * 64)
    forged = sealed.lost_key_list(manifest, signer=OTHER)
    revoked, new, old = line(OWNER), line(SUCCESSOR), line(OWNER)

    assert run("--revoked", "r", r=revoked)[1]["error"]["kind"] == "RevokedSigner"
    assert run("--revoked", "r", "--signer", "k", r=revoked, k=old)[0] == 1
    assert run("--revoked", "r", "--list", "l", r=revoked, l=right)[0] == 1
    assert run("--revoked", "r", "--list", "l", "--signer", "k", r=revoked, l=other, k=new)[0] == 1
    assert run("--revoked", "r", "--list", "l", "--signer", "k", r=revoked, l=forged, k=new)[0] == 1
    code, said = run("--revoked", "r", "--list", "l", "--signer", "k", r=revoked, l=right, k=new)
    assert (code, said["trust"]) == (
        0,
        {"state": "confirmed", "by": sshsig.fingerprint(public_of(SUCCESSOR))},
    )
    assert run("--revoked", "r", r=line(OTHER))[0] == 0


def test_a_list_that_does_not_hold_is_refused(run: Run, whole: Bundle) -> None:
    data, signature = sealed.lost_key_list(verify.verify(whole.data()).manifest)
    own = sealed.lost_key_list("0" * 64, signer=OWNER)

    assert run("--list", "l", l=(data.replace(b"0", b"1"), signature))[1]["error"]["kind"] == "BadSignature"
    assert run("--list", "l", l=own)[1]["error"]["kind"] == "BadList"
    assert run("--list", "lone", lone=data)[1]["error"]["kind"] == "InputUnreadable"


@pytest.mark.parametrize(
    ("signer", "manifest", "meant", "counts"),
    [(OWNER, "", True, True), (OTHER, "", True, False), (OWNER, "0" * 64, False, False)],
)
def test_a_notice_counts_only_from_the_key_that_signed_the_bundle(
    run: Run,
    whole: Bundle,
    signer: Any,
    manifest: str,
    meant: bool,  # noqa: FBT001 - a table's columns
    counts: bool,  # noqa: FBT001 - the same
) -> None:
    about = manifest or verify.verify(whole.data()).manifest

    code, said = run("--notice", "n", n=sealed.notice(about, signer=signer))

    (notice,) = said["notices"]
    assert (code, notice["meant"], notice["counts"]) == (0, meant, counts)


def test_the_named_signer_is_asked_for(run: Run) -> None:
    assert run("--signer", "k", k=line(OTHER, OWNER))[1]["signer_expected"] is True
    assert run("--signer", "k", k=line(OTHER))[1]["error"]["kind"] == "OtherSigner"
