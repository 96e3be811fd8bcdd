"""A bundle made of the formats alone, without a casebook: every kind of value, hidden and shown. Invented people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casebook.base.encode import b64url, label_hash, pack
from casebook.bundle import contents, lists, notices, slips
from casebook.formats import archive, bagit, sdjwt, sshsig
from casebook.formats.salts import Path, derived_filler, derived_salt
from casebook.formats.sdjwt import Hide, Issued, Unfilled
from casebook.formats.sealhash import seal_hash

Files = dict[str, bytes]
IDENTIFIER = "mjq4kz5teb2wn7xa"


def key_of(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())


def public_of(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


OWNER = key_of("the organisation's key")
OTHER = key_of("somebody else's key")
SUCCESSOR = key_of("the key after it")


def text(*sentences: Iterable[str]) -> Any:
    """Sentences of spans as seals hold them."""
    return [Unfilled({"s": Hide([Unfilled({"t": Hide(span)}) for span in spans])}) for spans in sentences]


def day(value: str) -> Any:
    return {name: Hide(part) for name, part in zip("ymd", value.split("-"), strict=False)}


LIST, ENTRY, PERSON, EVENT = "lm2qvr6yh7ttx4da", "p4s3wzk7ocbn25iu", "a7d2yq5mfx4kjh3e", "e6n4bt2rsv7wzc5o"
RECORDS: tuple[dict[str, Any], ...] = (
    {
        "kind": Hide("list-edition"),
        "id": Hide(LIST),
        "title": Hide(text(["The list ", "of ", "Aksu"])),
        "as_of": Hide(day("2025-03-01")),
        "published": Hide({"edtf": Hide("2025-03~")}),
        "organisations": Hide(
            [
                Hide({"organisation": Hide(text(["Heron Group"]))}),
                Hide({"organisation": Hide(text(["Lantern House"]))}),
            ]
        ),
    },
    {
        "kind": Hide("list-entry"),
        "id": Hide(ENTRY),
        "edition": Hide(LIST),
        "person": Hide(PERSON),
        "name": Hide(text(["Marat Oskenov"])),
        "number": Hide(7),
        "status": Hide("prison"),
        "detained": Hide(day("2024-10-18")),
        "torture": Hide("yes"),
        "place": Hide({"name": Hide(text(["the prison ", "of ", "Aksu"])), "country": Hide("KZ")}),
        "narrative": Hide(
            [
                Hide(
                    {
                        "text": Hide(
                            text(
                                ["Oskenov", "", " was taken with ", "Saule D.", "", " to the station. "],
                                ["He did ", "not ", "sign. "],
                                ["Әйгерім Қ.", " saw it."],
                            )
                        )
                    }
                ),
                Hide({"text": Hide(text(["He is held since “", "18 October", "”."]))}),
            ]
        ),
    },
    {
        "kind": Hide("person"),
        "id": Hide(PERSON),
        "names": Hide(
            [
                Hide({"name": Hide({"full": Hide(text(["Marat Oskenov"])), "script": Hide("Latn")})}),
                Hide({"name": Hide({"full": Hide(text(["Марат Оскенов"])), "script": Hide("Cyrl")})}),
                Hide({"name": Hide({"full": Hide(text(["Kestrel"])), "script": Hide("Latn")})}),
            ]
        ),
        "sex": Hide("m"),
        "birth": Hide(day("1987-05-02")),
    },
    {
        "kind": Hide("event"),
        "id": Hide(EVENT),
        "title": Hide(text(["At the ", "harbour"])),
        "period": Hide({"edtf": Hide("2024-10-18/2024-10-20")}),
        "people": Hide([Hide({"person": Hide(PERSON), "role": Hide("victim")})]),
    },
)
HIDDEN: frozenset[tuple[int, Path]] = frozenset(
    {
        (2, ("narrative", 0, "text", 0, "s", 3, "t")),
        (2, ("narrative", 0, "text", 0, "s", 4, "t")),
        (2, ("narrative", 0, "text", 1, "s", 1, "t")),
        (2, ("narrative", 0, "text", 2, "s")),
        (2, ("narrative", 0, "text", 2, "s", 0, "t")),
        (2, ("narrative", 0, "text", 2, "s", 1, "t")),
        (2, ("detained", "d")),
        (2, ("torture",)),
        (3, ("names", 2)),
        (3, ("birth", "m")),
        (3, ("birth", "d")),
    }
)
"""What is kept back, by the record's number and the path of its claim; what stands in it is hidden with it."""


ATTACHED: list[dict[str, Any]] = [
    {
        "about": [PERSON],
        "boxes": 2,
        "caption": "At the gate, with ▓▓▓.",
        "file": "files/0001.jpg",
        "type": "photo",
    },
    {"about": [ENTRY, EVENT], "file": "files/0002.txt", "type": "verdict"},
    {"about": [EVENT], "type": "video"},
]
"""Two attached files, and a recording that is only described."""


@dataclass
class Bundle:
    """The payload of a whole bundle, and the seals it was made from."""

    payload: Files
    issued: tuple[Issued, ...]

    def files(self) -> Files:
        """Every file of the bag."""
        return signed(self.payload)

    def data(self) -> bytes:
        return packed(self.files())

    def opening(self, number: int, *paths: Path) -> bytes:
        """An opening of these paths of the record of that number, and of what stands above them."""
        issued = self.issued[number - 1]
        shown = sorted(sdjwt.with_parents(issued, paths))
        lines = [b64url(seal_hash(issued.jwt)), *(issued.disclosures[path] for path in shown)]
        return "\n".join(("casebook-opening/1", *lines, "")).encode()


def issue(claims: Mapping[str, Any], number: int, *, key: Ed25519PrivateKey | None = None) -> Issued:
    """The seal of a record, under a key of its own."""
    own = key or key_of(f"the key of seal {number}")
    secret = hashlib.sha256(b"seal %d" % number).digest()
    return sdjwt.issue(
        {"v": 1, **claims},
        typ=contents.SEAL_TYPE,
        public=public_of(own),
        signer=own.sign,
        salt=derived_salt(secret),
        filler=derived_filler(secret),
    )


def shown(issued: Issued, number: int) -> list[Path]:
    """The paths that are shown: all but what is kept back, and what stands in it."""
    hidden = [path for each, path in HIDDEN if each == number]
    return [path for path in issued.disclosures if not any(path[: len(h)] == h for h in hidden)]


def facts(tokens: Iterable[bytes]) -> bytes:
    """The plain facts of the seals in this order."""
    found = []
    for token in tokens:
        claims = sdjwt.verify(token, typ=contents.SEAL_TYPE).opened.claims
        claims.pop("v", None)
        found.append(contents.facts_of(claims))
    return contents.write_json(found)


def seals_of(files: Mapping[str, bytes]) -> list[bytes]:
    return [files[path] for path in sorted(files) if path.startswith(contents.SEALS)]


def with_facts(payload: Files) -> Files:
    """The payload with the plain facts written anew: what somebody would do who has the organisation's key."""
    return {**payload, contents.RECORDS: facts(seals_of(payload))}


def bundle() -> Bundle:
    """A whole bundle: four records, two attached files, another name, padding."""
    issued = tuple(issue(claims, i + 1) for i, claims in enumerate(RECORDS))
    payload = {
        contents.seal_path(i + 1): sdjwt.present(each, shown(each, i + 1)).encode()
        for i, each in enumerate(issued)
    }
    payload |= {
        contents.REPORT_HTML: b"<!DOCTYPE html><title>The list</title><p>Oskenov is held.</p>",
        contents.REPORT_PDF: b"%PDF-1.7\nnot a page, and nobody opens it here\n",
        contents.REMOVALS: contents.write_json({"removals": 9}),
        contents.PSEUDONYMS: contents.write_json({PERSON: "Arman B."}),
        contents.PADDING: bytes(700),
        contents.FILES_LIST: contents.write_json(ATTACHED),
        "data/files/0001.jpg": b"\xff\xd8\xff\xe0 not a picture",
        "data/files/0002.txt": b"A note of the trial.\n",
    }
    return Bundle(with_facts(payload), issued)


def signed(
    payload: Mapping[str, bytes],
    *,
    key: Ed25519PrivateKey = OWNER,
    namespace: str = contents.NAMESPACE,
    layout: str = contents.LAYOUT,
) -> Files:
    """Manifests and signature for a payload, made again."""
    tags = bagit.make(payload, bagit.BagInfo(IDENTIFIER, layout))
    return {
        **tags,
        contents.SIGNATURE: signature(tags[bagit.TAG_MANIFEST], key=key, namespace=namespace),
        **payload,
    }


def signature(
    message: bytes, *, key: Ed25519PrivateKey = OWNER, namespace: str = contents.NAMESPACE
) -> bytes:
    return sshsig.sign(message, namespace=namespace, public=public_of(key), signer=key.sign)


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive as ours are: nothing of it is odd."""
    return b"".join(archive.write({contents.FOLDER + path: content for path, content in files.items()}))


def token_of(payload: Any, *disclosures: Any, header: Any = None, key: Ed25519PrivateKey = OWNER) -> str:
    """A token of any payload and disclosures, signed; JSON is written as Python writes it unless bytes are given."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": b64url(public_of(key))}
    head = {"alg": "Ed25519", "typ": contents.SEAL_TYPE, "jwk": jwk} if header is None else header
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (head, payload)]
    to_sign = ".".join(map(b64url, parts))
    texts = [d if isinstance(d, str) else b64url(json.dumps(d).encode()) for d in disclosures]
    return "~".join([f"{to_sign}.{b64url(key.sign(to_sign.encode()))}", *texts, ""])


def digest_of(disclosure: Any) -> str:
    """The digest of a disclosure given as text or as JSON."""
    as_text = disclosure if isinstance(disclosure, str) else b64url(json.dumps(disclosure).encode())
    return b64url(hashlib.sha256(as_text.encode()).digest())


# --------------------------------------------------------------------------------- what is handed over beside it


def author_slip(jwt: str, *, key: Ed25519PrivateKey, person: str, seq: int = 7) -> bytes:
    """A slip as the device of *key* would give it: the entry that recorded the seal, and the one that enrolled it."""
    device, record = bytes(range(16)), bytes(range(16, 32))

    def part(number: int, about: bytes, kind: str, unit: str, value: Any) -> bytes:
        salt = hashlib.sha256(b"salt %d" % number).digest()
        return pack([salt, 1, about, kind, unit, 0, value, []])

    def commitment(each: bytes) -> bytes:
        return hashlib.sha256(b"casebook/part/1\0" + each[3:35] + each).digest()

    stamp = hashlib.sha256(b"the stamp").digest()
    said = part(1, record, "seal", "statement", [seal_hash(jwt), bytes(32)])
    about = [
        part(2, device, "device", "signing", public_of(key)),
        part(3, device, "device", "name", "Desk 3"),
        part(4, device, "device", "person", person),
    ]
    origin = [public_of(key), bytes(16), bytes(range(32))]
    feed = label_hash(b"casebook/feed/1\0", pack(origin))
    first = pack([1, feed, 1, feed, [stamp, *map(commitment, about)], origin])
    entry = pack([1, feed, seq, hashlib.sha256(first).digest(), [stamp, commitment(said)], None])
    signatures = [key.sign(b"casebook/entry/1\0" + header) for header in (entry, first)]
    return slips.write([entry, signatures[0], said, first, signatures[1], *about]).encode()


def lost_key_list(*bundles: str, signer: Ed25519PrivateKey = SUCCESSOR) -> tuple[bytes, bytes]:
    """The list that the owner's key really signed these, by the key after it; and its signature."""
    data = lists.write(sshsig.fingerprint(public_of(OWNER)), bundles)
    return data, lists.sign(data, public_of(signer), signer.sign)


def notice(*bundles: str, signer: Ed25519PrivateKey = OWNER) -> tuple[bytes, bytes]:
    """That a later edition takes the place of these; and its signature."""
    made = notices.write(bundles, "", public_of(signer), signer.sign)
    return made.data, made.signature
