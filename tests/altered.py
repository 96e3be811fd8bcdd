"""The one list of altered bundles: each with what a verifier must say. Run against `casebook verify` and the page.

Some are altered by somebody without the key; the others by whoever holds it and signs anew, or writes the archive by
hand. The archive's own tricks stand one field at a time.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sealed
from casebook.base.encode import b64url
from casebook.bundle import contents
from casebook.formats import archive, bagit, sdjwt, sshsig
from casebook.formats.jose import decode64
from casebook.formats.sdjwt import Hide
from sealed import Bundle, Files, packed, signed, with_facts

SEAL = contents.seal_path(2)
THIRD = contents.seal_path(3)
WEAK = bytes([1]) + bytes(31)
"""The neutral point as a public key: the signature of the same bytes and zeros fits every text."""


@dataclass(frozen=True)
class Case:
    """An altered bundle: its bytes from the whole one, the class of the error and its code."""

    alter: Callable[[Bundle], bytes]
    kind: str
    problem: str


CASES: dict[str, Case] = {}


def case(
    name: str, kind: str, problem: str = ""
) -> Callable[[Callable[[Bundle], bytes]], Callable[[Bundle], bytes]]:
    """Enter a case under its name."""

    def enter(alter: Callable[[Bundle], bytes]) -> Callable[[Bundle], bytes]:
        assert name not in CASES
        CASES[name] = Case(alter, kind, problem)
        return alter

    return enter


def enter(name: str, kind: str, problem: str, alter: Callable[[Bundle], bytes]) -> None:
    case(name, kind, problem)(alter)


# --------------------------------------------------------------------------------- without the key: the files


def unsigned(change: Callable[[Files], object]) -> Callable[[Bundle], bytes]:
    """The files changed, packed as ours are, nothing signed again."""

    def alter(bundle: Bundle) -> bytes:
        files = bundle.files()
        change(files)
        return packed(files)

    return alter


def swap(path: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        assert old in files[path]
        files[path] = files[path].replace(old, new, 1)

    return change


def _other_digit(manifest: bytes) -> bytes:
    return (b"1" if manifest[:1] != b"1" else b"2") + manifest[1:]


def _other_signature(armoured: bytes) -> bytes:
    """Another letter in the signature's own bytes: the last whole line of the armour is all theirs."""
    lines = armoured.splitlines(keepends=True)
    at = len(lines) - 3
    lines[at] = lines[at][:40] + (b"A" if lines[at][40:41] != b"A" else b"B") + lines[at][41:]
    return b"".join(lines)


def _crlf(files: Files) -> None:
    files[bagit.MANIFEST] = files[bagit.MANIFEST].replace(b"\n", b"\r\n")


def _exchanged(files: Files) -> None:
    files[SEAL], files[THIRD] = files[THIRD], files[SEAL]


for _name, _problem, _change in (
    ("a word of the report", "changed", swap(contents.REPORT_HTML, b"held", b"free")),
    ("the report as PDF", "changed", swap(contents.REPORT_PDF, b"nobody", b"anyone")),
    ("a word of the plain facts", "changed", swap(contents.RECORDS, b"2024-10", b"2024-11")),
    ("a seal", "changed", swap(SEAL, b"~", b"~e30~")),
    ("an attached file", "changed", swap("data/files/0002.txt", b"trial", b"truth")),
    ("two seals exchanged", "changed", _exchanged),
    ("the manifest", "changed", lambda f: f.update({bagit.MANIFEST: _other_digit(f[bagit.MANIFEST])})),
    ("the bag's information", "changed", swap(bagit.INFO, b"External", b"external")),
    ("the bag's declaration", "changed", swap(bagit.DECLARATION, b"1.0", b"0.9")),
    ("the manifest's order", "form", lambda f: f.update({
        bagit.MANIFEST: b"".join(reversed(f[bagit.MANIFEST].splitlines(keepends=True)))})),
    ("line ends of another system", "form", _crlf),
    ("no manifest", "missing", lambda f: f.pop(bagit.MANIFEST)),
    ("no tag manifest", "missing", lambda f: f.pop(bagit.TAG_MANIFEST)),
    ("no signature", "missing", lambda f: f.pop(contents.SIGNATURE)),
    ("a file missing", "missing", lambda f: f.pop(SEAL)),
    ("a file nobody listed", "extra", lambda f: f.update({"data/files/0003.txt": b"see page 2"})),
    ("a file nobody listed, beside the payload", "extra", lambda f: f.update({"read-me.txt": b"see page 2"})),
    ("keys to verify with, put in", "extra", lambda f: f.update({"allowed_signers": b"me ssh-ed25519 AAAA"})),
):  # fmt: skip
    enter(_name, "BadBag", _problem, unsigned(_change))

for _name, _problem, _change in (
    ("the tag manifest", "signature", lambda f: f.update({
        bagit.TAG_MANIFEST: _other_digit(f[bagit.TAG_MANIFEST])})),
    ("the signature", "signature", lambda f: f.update({
        contents.SIGNATURE: _other_signature(f[contents.SIGNATURE])})),
    ("the signature's armour", "armour", swap(contents.SIGNATURE, b"BEGIN", b"begin")),
    ("a line end behind the signature", "armour", lambda f: f.update({
        contents.SIGNATURE: f[contents.SIGNATURE] + b"\n"})),
    ("the signature of another bundle", "signature", lambda f: f.update({
        contents.SIGNATURE: sealed.signature(b"another tag manifest")})),
    ("a signature for another purpose", "namespace", lambda f: f.update({
        contents.SIGNATURE: sealed.signature(f[bagit.TAG_MANIFEST], namespace="list@casebook")})),
    ("a signature for files in general", "namespace", lambda f: f.update({
        contents.SIGNATURE: sealed.signature(f[bagit.TAG_MANIFEST], namespace="file")})),
):  # fmt: skip
    enter(_name, "BadSignature", _problem, unsigned(_change))


@case("a signing key of small order", "BadSignature", "weak-key")
def _weak_key(bundle: Bundle) -> bytes:
    files = bundle.files()
    files[contents.SIGNATURE] = sshsig.sign(
        files[bagit.TAG_MANIFEST],
        namespace=contents.NAMESPACE,
        public=WEAK,
        signer=lambda _: WEAK + bytes(32),
    )
    return packed(files)


@case("a signing key not in its shortest form", "BadSignature", "weak-key")
def _long_key(bundle: Bundle) -> bytes:
    """The neutral point once more, its coordinate written as p + 1."""
    files = bundle.files()
    files[contents.SIGNATURE] = sshsig.sign(
        files[bagit.TAG_MANIFEST],
        namespace=contents.NAMESPACE,
        public=(2**255 - 19 + 1).to_bytes(32, "little"),
        signer=lambda _: WEAK + bytes(32),
    )
    return packed(files)


@case("a key that is no Ed25519 key", "BadSignature", "key-type")
def _other_type(bundle: Bundle) -> bytes:
    files = bundle.files()
    blob = decode64(
        b"".join(files[contents.SIGNATURE].splitlines()[1:-1])
        .decode()
        .rstrip("=")
        .replace("+", "-")
        .replace("/", "_")
    )
    changed = blob.replace(b"ssh-ed25519", b"ssh-ed25518", 1)
    files[contents.SIGNATURE] = sshsig._armoured(changed)
    return packed(files)


# --------------------------------------------------------------------------------- without the key: the archive

enter("bytes before", "BadArchive", "around", lambda b: b"#!/bin/sh\n" + b.data())
enter("bytes behind", "BadArchive", "around", lambda b: b.data() + b"\n")
enter("a second archive behind", "BadArchive", "around", lambda b: b.data() * 2)
enter("a comment", "BadArchive", "comment", lambda b: b.data()[:-2] + b"\x05\x00hello")
enter("cut off", "BadArchive", "form", lambda b: b.data()[:-30])
enter("another hour", "BadArchive", "headers", lambda b: b.data()[:10] + b"\x01" + b.data()[11:])
enter("a bit of a file", "BadArchive", "content", lambda b: _flipped(b.data(), b"Oskenov is held"))


def _flipped(data: bytes, at: bytes) -> bytes:
    place = data.index(at)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def by_hand(members: list[dict[str, Any]], **end: Any) -> bytes:
    """An archive from its fields; a member's `local_…` fields stand in its local header only."""
    body, directory = b"", b""
    for member in members:
        content = member["content"]
        raw = member.get("raw", content)
        base = {
            "made_by": 0x0314, "flags": 0, "method": 0, "date": 33, "crc": zlib.crc32(content), "packed": len(raw),
            "size": len(content), "extra": b"", "comment": b"", "mode": 0o100644 << 16, "offset": len(body),
        } | {k: v for k, v in member.items() if not k.startswith("local_")}  # fmt: skip
        local = base | {k.removeprefix("local_"): v for k, v in member.items() if k.startswith("local_")}
        body += struct.pack(
            "<4sHHHHHIIIHH", b"PK\3\4", 20, local["flags"], local["method"], 0, local["date"], local["crc"],
            local["packed"], local["size"], len(local["name"]), len(local["extra"]),
        ) + local["name"] + local["extra"] + raw + member.get("behind", b"")  # fmt: skip
        directory += struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\1\2", base["made_by"], 20, base["flags"], base["method"], 0, base["date"],
            base["crc"], base["packed"], base["size"], len(base["name"]), len(base["extra"]), len(base["comment"]),
            0, 0, base["mode"], base["offset"],
        ) + base["name"] + base["extra"] + base["comment"]  # fmt: skip
    fields = {"count": len(members), "between": b""} | end
    start = len(body) + (len(fields["between"]) if fields.get("hidden_gap") else 0)
    return body + fields["between"] + directory + struct.pack(
        "<4sHHHHIIH", b"PK\5\6", 0, 0, fields["count"], fields["count"], len(directory), start, 0
    )  # fmt: skip


def _members(bundle: Bundle) -> list[dict[str, Any]]:
    files = bundle.files()
    return [
        {"name": (contents.FOLDER + path).encode(), "content": files[path]}
        for path in sorted(files, key=lambda path: contents.FOLDER + path)
    ]


def handmade(name: str, problem: str, change: Callable[[list[dict[str, Any]]], object]) -> None:
    """An archive by hand, in which the change has something odd; where it is refused before the bag is looked at."""

    def alter(bundle: Bundle) -> bytes:
        members = _members(bundle)
        assert by_hand(members) == bundle.data()
        change(members)
        return by_hand(members)

    enter(name, "BadArchive", problem, alter)


def _deflated(members: list[dict[str, Any]], *, behind: bytes = b"") -> None:
    page = next(m for m in members if m["name"].endswith(b"padding.bin"))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    page["raw"] = packer.compress(page["content"]) + packer.flush() + behind
    page["method"] = 8


def _put(members: list[dict[str, Any]], at: int, name: str, content: bytes = b"x", **more: Any) -> None:
    members.insert(at, {"name": (contents.FOLDER + name).encode(), "content": content, **more})


handmade("an extra field of a file", "extra", lambda m: m[0].update(extra=b"UT\x01\x00\x00"))
handmade("an extra field at the start alone", "headers", lambda m: m[0].update(local_extra=b"UT\x01\x00\x00"))
handmade("a comment of a file", "comment", lambda m: m[0].update(comment=b"hello"))
handmade("a file twice", "twice", lambda m: m.insert(0, dict(m[0])))
handmade("names that differ in case", "twice", lambda m: _put(m, 0, "BAG-INFO.txt"))
handmade("a file that is a folder too", "twice", lambda m: _put(m, 2, "data"))
handmade("files in another order", "order", lambda m: m.reverse())
handmade("bytes between two files", "around", lambda m: m[0].update(behind=b"between"))
handmade("a name that climbs out", "name", lambda m: m.insert(0, {"name": b"bundle/../x", "content": b"x"}))
handmade("a name with a turned direction", "name", lambda m: m.insert(0, {
    "name": "bundle/\u202efdp.exe".encode(), "content": b"x"}))  # fmt: skip
handmade("a link instead of a file", "mode", lambda m: m[0].update(mode=0o120777 << 16))
handmade("a file that is encrypted", "encrypted", lambda m: m[0].update(flags=1))
handmade("a packed file", "method", _deflated)
handmade("a packed file with bytes behind", "method", lambda m: _deflated(m, behind=b"hidden"))
handmade("a file larger than any", "bomb", lambda m: m[0].update(size=1 << 31, packed=1 << 31))
handmade("two names for one file", "headers", lambda m: m[0].update(local_name=b"bundle/bag-inf0.txt"))
handmade("two sizes for one file", "headers", lambda m: m[0].update(local_size=5))
handmade("two sums for one file", "headers", lambda m: m[0].update(local_crc=5))
handmade("a sum that does not fit", "content", lambda m: m[0].update(crc=5))
handmade("a day of making", "form", lambda m: m[0].update(date=0x5A21))
handmade("a system that wrote it", "form", lambda m: m[0].update(made_by=20))
enter("fewer files in the directory's count", "BadArchive", "around", lambda b: by_hand(
    _members(b), count=len(_members(b)) - 1))  # fmt: skip
enter("bytes before the directory", "BadArchive", "around", lambda b: by_hand(_members(b), between=b"x" * 30))
enter("bytes before the directory, counted", "BadArchive", "around", lambda b: by_hand(
    _members(b), between=b"x" * 30, hidden_gap=True))  # fmt: skip


@case("a file outside the bag", "BundleAltered", "unlisted")
def _outside(bundle: Bundle) -> bytes:
    return b"".join(archive.write({**dict(archive.read(bundle.data())), "read-me.txt": b"open me first\n"}))


enter(
    "an archive of something else", "NotABundle", "", lambda _: b"".join(archive.write({"sun.txt": b"sun"}))
)
enter("no archive at all", "NotABundle", "", lambda _: b"%PDF-1.7\n" + bytes(70_000))
enter("an encrypted bundle", "NotABundle", "", lambda _: b"age-encryption.org/v1\n-> X25519 x\n")


# --------------------------------------------------------------------------------- with the right key


def resigned(
    name: str, kind: str, problem: str, change: Callable[[Bundle, Files], object], *, told: bool = False
) -> None:
    """The payload changed and signed anew by the right key; with *told*, the plain facts are rewritten to fit."""

    def alter(bundle: Bundle) -> bytes:
        payload = dict(bundle.payload)
        change(bundle, payload)
        return packed(signed(with_facts(payload) if told else payload))

    enter(name, kind, problem, alter)


def disclosures(token: bytes) -> list[bytes]:
    return token.split(b"~")[1:-1]


def with_disclosures(token: bytes, shown: list[bytes]) -> bytes:
    return b"~".join([token.split(b"~")[0], *shown, b""])


def _changed_disclosure(_: Bundle, f: Files) -> None:
    shown = disclosures(f[SEAL])
    at = next(i for i, d in enumerate(shown) if b"was taken" in decode64(d.decode()))
    shown[at] = b64url(decode64(shown[at].decode()).replace(b"was taken", b"ran away")).encode()
    f[SEAL] = with_disclosures(f[SEAL], shown)


def _other_spelling(_: Bundle, f: Files) -> None:
    """One disclosure with a spare bit set at its end: the same bytes in another spelling."""
    shown = disclosures(f[SEAL])
    at = next(i for i, d in enumerate(shown) if len(d) % 4 in (2, 3))
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    shown[at] = shown[at][:-1] + last[last.index(chr(shown[at][-1])) + 1].encode()
    f[SEAL] = with_disclosures(f[SEAL], shown)


def _forged(_: Bundle, f: Files) -> None:
    f[SEAL] = with_disclosures(
        f[SEAL], [*disclosures(f[SEAL]), b64url(b'["c2FsdHNhbHRzYWx0c2FsdA","plea","he confessed"]').encode()]
    )


def _swapped(_: Bundle, f: Files) -> None:
    one, two = disclosures(f[SEAL]), disclosures(f[THIRD])
    f[SEAL], f[THIRD] = with_disclosures(f[SEAL], two), with_disclosures(f[THIRD], one)


def _without_parent(_: Bundle, f: Files) -> None:
    f[SEAL] = with_disclosures(
        f[SEAL], [d for d in disclosures(f[SEAL]) if b'"narrative"' not in decode64(d.decode())]
    )


def _without_last(_: Bundle, f: Files) -> None:
    """One word less, and nothing hangs on it: the seal allows that, the plain facts tell."""
    f[SEAL] = with_disclosures(
        f[SEAL], [d for d in disclosures(f[SEAL]) if b"was taken" not in decode64(d.decode())]
    )


def _signed_part(_: Bundle, f: Files) -> None:
    head, body, rest = f[SEAL].split(b".", 2)
    claims = json.loads(decode64(body.decode())) | {"v": 2}
    f[SEAL] = b".".join((head, b64url(json.dumps(claims).encode()).encode(), rest))


def put(token: Callable[[], str | bytes]) -> Callable[[Bundle, Files], None]:
    """The second seal replaced by a token."""

    def change(_: Bundle, f: Files) -> None:
        found = token()
        f[SEAL] = found.encode() if isinstance(found, str) else found

    return change


KIND = ["c2FsdA", "kind", "event"]
TWICE_NAMED = b64url(b'["c2FsdA","kind",{"a":1,"a":2}]')
NOT_TEXT = b64url(b'["c2FsdA","kind","\xff"]')


def _token(payload: Any, *shown: Any, **more: Any) -> Callable[[], str]:
    return lambda: sealed.token_of({"v": 1, **payload}, *shown, **more)


def _typed(typ: str, **more: Any) -> dict[str, Any]:
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64url(sealed.public_of(sealed.OWNER))}
    return {"alg": "Ed25519", "typ": typ, "jwk": jwk} | more


def _weak_token() -> str:
    """Signed with the key that anybody can sign with."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64url(WEAK)}
    head = {"alg": "Ed25519", "typ": contents.SEAL_TYPE, "jwk": jwk}
    to_sign = ".".join(b64url(json.dumps(part).encode()) for part in (head, {"v": 1}))
    return f"{to_sign}.{b64url(WEAK + bytes(32))}~"


for _name, _problem, _alter in (
    ("a disclosure changed", "unreferenced", _changed_disclosure),
    ("a disclosure made up", "unreferenced", _forged),
    ("a disclosure without what it stands in", "unreferenced", _without_parent),
    ("disclosures swapped between two records", "unreferenced", _swapped),
    ("a disclosure twice", "twice", lambda _, f: f.update({
        SEAL: with_disclosures(f[SEAL], [*disclosures(f[SEAL]), disclosures(f[SEAL])[0]])})),
    ("a disclosure in another spelling", "unreferenced", _other_spelling),
    ("the signed part of a seal", "signature", _signed_part),
    ("a seal cut off", "key-binding", lambda _, f: f.update({SEAL: f[SEAL][:-1]})),
    ("a line end behind a seal", "key-binding", lambda _, f: f.update({SEAL: f[SEAL] + b"\n"})),
    ("a seal bound to a key", "key-binding", lambda _, f: f.update({SEAL: f[SEAL] + b"e30.e30.e30"})),
    ("a seal without disclosures' ends", "form", lambda _, f: f.update({SEAL: f[SEAL].split(b"~")[0]})),
    ("a letter that is not ASCII in a seal", "form", lambda _, f: f.update({SEAL: "я".encode() + f[SEAL]})),
    ("padding in base 64", "form", lambda _, f: f.update({SEAL: f[SEAL].replace(b".", b"=.", 1)})),
    ("another kind of token", "header", put(_token({}, header=_typed("vc+sd-jwt")))),
    ("another algorithm", "header", put(_token({}, header=_typed(contents.SEAL_TYPE, alg="EdDSA")))),
    ("no algorithm", "header", put(_token({}, header=_typed(contents.SEAL_TYPE, alg="none")))),
    ("one thing more in the header", "header", put(_token({}, header=_typed(contents.SEAL_TYPE, kid="1")))),
    ("a seal's key of small order", "weak-key", put(_weak_token)),
    ("another hash", "hash", put(_token({"_sd_alg": "sha-512"}))),
    ("a name twice in the signed part", "form", put(lambda: sealed.token_of(b'{"v":1,"v":1}'))),
    ("a number nobody reads alike", "form", put(lambda: sealed.token_of(b'{"v":1,"n":9007199254740993}'))),
    ("half a letter", "form", put(lambda: sealed.token_of(b'{"v":1,"n":"\\ud83d"}'))),
    ("a digest twice", "twice", put(_token({"_sd": [sealed.digest_of(KIND)] * 2}, KIND))),
    ("a digest that is none", "digest", put(_token({"_sd": ["short"]}))),
    ("a name twice in a disclosure", "disclosure", put(_token({"_sd": [sealed.digest_of(TWICE_NAMED)]}, TWICE_NAMED))),
    ("a disclosure that is no text", "disclosure", put(_token({"_sd": [sealed.digest_of(NOT_TEXT)]}, NOT_TEXT))),
    ("a disclosure in the place of a claim", "claim", put(_token(
        {"_sd": [sealed.digest_of(KIND)], "kind": "act"}, KIND))),
):  # fmt: skip
    resigned(_name, "SealBroken", _problem, _alter)


def _forged_seal(_: Bundle, f: Files) -> None:
    """Whole in itself, under a key of its own, of a record nobody sealed: the plain facts were not rewritten."""
    issued = sealed.issue({"kind": Hide("event"), "id": Hide("x" * 16)}, 50)
    f[SEAL] = sdjwt.present(issued, issued.disclosures).encode()


def _of_another_bundle(_: Bundle, f: Files) -> None:
    """The same record sealed for somebody else: another salt, another key, another id."""
    claims = {**sealed.RECORDS[1], "id": Hide("z" * 16)}
    issued = sealed.issue(claims, 60)
    f[SEAL] = sdjwt.present(issued, sealed.shown(issued, 2)).encode()


def _one_key(_: Bundle, f: Files) -> None:
    """Two seals under one key, the plain facts told to fit."""
    for number in (2, 3):
        issued = sealed.issue(sealed.RECORDS[number - 1], number, key=sealed.key_of("one key"))
        f[contents.seal_path(number)] = sdjwt.present(issued, sealed.shown(issued, number)).encode()


def _moved(old: int, new: int) -> Callable[[Bundle, Files], None]:
    return lambda _, f: f.update({contents.seal_path(new): f.pop(contents.seal_path(old))})


def _facts(change: Callable[[Any], object]) -> Callable[[Bundle, Files], None]:
    def alter(_: Bundle, f: Files) -> None:
        found = json.loads(f[contents.RECORDS])
        change(found)
        f[contents.RECORDS] = contents.write_json(found)

    return alter


def _listing(change: Callable[[Any], object]) -> Callable[[Bundle, Files], None]:
    def alter(_: Bundle, f: Files) -> None:
        found = json.loads(f[contents.FILES_LIST])
        change(found)
        f[contents.FILES_LIST] = contents.write_json(found)

    return alter


def _renumbered(bundle: Bundle, f: Files) -> None:
    f["data/files/0005.txt"] = f.pop("data/files/0002.txt")
    _listing(lambda found: found[1].update(file="files/0005.txt"))(bundle, f)


def _set(path: str, content: bytes) -> Callable[[Bundle, Files], None]:
    return lambda _, f: f.update({path: content})


resigned("one seal twice", "BundleAltered", "seal-keys", lambda _, f: f.update({
    contents.seal_path(5): f[contents.seal_path(4)]}), told=True)  # fmt: skip
resigned("two seals under one key", "BundleAltered", "seal-keys", _one_key, told=True)
resigned("a seal without a kind", "BundleAltered", "seal-type", put(_token({})))
resigned("a seal of another version", "BundleAltered", "seal-type", put(
    lambda: sealed.token_of({"v": 2, "_sd": [sealed.digest_of(KIND)]}, KIND)))  # fmt: skip
resigned("a version that is true", "BundleAltered", "seal-type", put(
    lambda: sealed.token_of({"v": True, "_sd": [sealed.digest_of(KIND)]}, KIND)))  # fmt: skip

for _name, _problem, _alter in (
    ("a disclosure left out, the facts unchanged", "records", _without_last),
    ("a forged seal", "records", _forged_seal),
    ("a seal of another bundle", "records", _of_another_bundle),
    ("a fact changed", "records", _facts(lambda found: found[0].update(title="Another list"))),
    ("a fact added", "records", _facts(lambda found: found[1].update(plea="he confessed"))),
    ("a record more in the facts", "records", _facts(lambda found: found.append({"kind": "event"}))),
    ("a hidden word told by the facts", "records", _facts(
        lambda found: found[1]["narrative"][0].update(text="Oskenov was taken with Saule D. to the station."))),
    ("facts spelt otherwise", "records", lambda _, f: f.update({
        contents.RECORDS: json.dumps(json.loads(f[contents.RECORDS])).encode()})),
    ("no facts", "records", lambda _, f: f.pop(contents.RECORDS)),
    ("two records exchanged", "records", lambda _, f: f.update({SEAL: f[THIRD], THIRD: f[SEAL]})),
    ("the last record left out", "records", lambda _, f: f.pop(contents.seal_path(4))),
    ("a record left out", "numbering", lambda _, f: f.pop(THIRD)),
    ("a record numbered anew", "numbering", _moved(4, 9)),
    ("a record numbered from nought", "numbering", _moved(4, 0)),
    ("a number with one nought too many", "numbering", lambda _, f: f.update({
        "data/records/00004.sdjwt": f.pop(contents.seal_path(4))})),
    ("a file no bundle has", "unlisted", _set("data/voice.opus", b"x")),
    ("a script beside the report", "unlisted", _set("data/report.js", b"x")),
    ("an attached page that could run", "unlisted", _set("data/files/0003.html", b"x")),
    ("an attached file with its name", "unlisted", _set("data/files/saule.jpg", b"x")),
    ("removals that are no number", "layout", _set(contents.REMOVALS, b'{\n "removals": "none"\n}\n')),
    ("removals that are true", "layout", _set(contents.REMOVALS, b'{\n "removals": true\n}\n')),
    ("removals that say more", "layout", _set(contents.REMOVALS, b'{\n "names": 2,\n "removals": 9\n}\n')),
    ("removals said twice", "layout", _set(contents.REMOVALS, b'{\n "removals": 2,\n "removals": 9\n}\n')),
    ("removals spelt otherwise", "layout", _set(contents.REMOVALS, b'{"removals": 9}')),
    ("removals that are no JSON", "layout", _set(contents.REMOVALS, b"9 places")),
    ("removals that are nothing", "layout", _set(contents.REMOVALS, b"null\n")),
    ("other names that are no JSON", "layout", _set(contents.PSEUDONYMS, b"{}x")),
    ("other names that are nothing", "layout", _set(contents.PSEUDONYMS, b"null\n")),
    ("other names that are no names", "layout", _set(contents.PSEUDONYMS, b'{\n "x": [\n  1\n ]\n}\n')),
    ("an attached file that no list names", "layout", _set("data/files/0003.txt", b"see page 2")),
    ("a list of a file that is not there", "layout", lambda _, f: f.pop("data/files/0002.txt")),
    ("attached files without their list", "layout", lambda _, f: f.pop(contents.FILES_LIST)),
    ("a list of attachments that are about nothing", "layout", _listing(lambda found: found[0].update(about=[]))),
    ("a list of attachments in another order", "layout", _listing(lambda found: found.reverse())),
    ("a list of attachments with a list for a file", "layout", _listing(
        lambda found: found[0].update(file=[found[0]["file"]]))),
    ("a list of attachments that is nothing", "layout", lambda _, f: (
        f.pop("data/files/0001.jpg"), f.pop("data/files/0002.txt"), f.update({contents.FILES_LIST: b"null\n"}))),
    ("an attached file numbered anew", "numbering", _renumbered),
    ("something in the padding", "layout", _set(contents.PADDING, bytes(500) + b"x" + bytes(199))),
):  # fmt: skip
    resigned(_name, "BundleAltered", _problem, _alter)


@case("another layout", "BundleAltered", "layout")
def _layout(bundle: Bundle) -> bytes:
    return packed(signed(bundle.payload, layout="casebook-bundle/2"))


@case("a count that does not fit", "BadBag", "count")
def _count(bundle: Bundle) -> bytes:
    files = bundle.files()
    files[bagit.INFO] = files[bagit.INFO].replace(b"Oxum: ", b"Oxum: 1")
    tags: Mapping[str, bytes] = {
        name: files[name] for name in (bagit.DECLARATION, bagit.INFO, bagit.MANIFEST)
    }
    lines = [f"{hashlib.sha256(tags[name]).hexdigest()}  {name}\n" for name in sorted(tags)]
    files[bagit.TAG_MANIFEST] = "".join(lines).encode()
    files[contents.SIGNATURE] = sealed.signature(files[bagit.TAG_MANIFEST])
    return packed(files)
