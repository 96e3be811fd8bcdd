"""Tokens that must be refused, signed or not: RFC 9901 section 7.1 step by step, and what it leaves open.

One list for `formats.sdjwt` and for the verifier page. Where a step of section 7.1 says MUST, its cases stand first.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from casebook.base.encode import b64url

KEY: Final = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC: Final = KEY.public_key().public_bytes_raw()
TYP: Final = "casebook-seal+sd-jwt"


def token_of(payload: Any, *disclosures: Any, header: Any = None) -> str:
    """A token signed by our key over whatever is asked for."""
    head = (
        header
        if header is not None
        else {
            "alg": "Ed25519",
            "typ": TYP,
            "jwk": {"kty": "OKP", "crv": "Ed25519", "x": b64url(PUBLIC)},
        }
    )
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (head, payload)]
    to_sign = ".".join(map(b64url, parts))
    texts = [d if isinstance(d, str) else b64url(json.dumps(d).encode()) for d in disclosures]
    return "~".join([f"{to_sign}.{b64url(KEY.sign(to_sign.encode()))}", *texts, ""])


def digest_of(disclosure: Any) -> str:
    text = disclosure if isinstance(disclosure, str) else b64url(json.dumps(disclosure).encode())
    return b64url(hashlib.sha256(text.encode()).digest())


CLAIM = ["c2FsdA", "a", 1]
ELEMENT = ["c2FsdA", 1]
NESTED = ["c2FsdA", "b", {"_sd": [digest_of(CLAIM)]}]
NO_BASE64 = "WyJ4Il0="
NO_JSON = b64url(b"[")
TWO_NAMES = b64url(b'["x","a",{"b":1,"b":2}]')
JWK_GOOD = {"kty": "OKP", "crv": "Ed25519", "x": b64url(PUBLIC)}

PAYLOADS: Final[list[tuple[Any, list[Any], str]]] = [
    # RFC 9901 §7.1, step by step
    ({"_sd_alg": "sha-512"}, [], "hash"),
    ({"_sd_alg": None}, [], "hash"),
    ({"_sd": [digest_of(ELEMENT)]}, [ELEMENT], "disclosure"),
    ({"_sd": [digest_of([1, "a", 1])]}, [[1, "a", 1]], "disclosure"),
    ({"_sd": [digest_of(["x", 5, 1])]}, [["x", 5, 1]], "disclosure"),
    ({"_sd": [digest_of(["x", "a", 1, 2])]}, [["x", "a", 1, 2]], "disclosure"),
    ({"_sd": [digest_of({"a": 1})]}, [{"a": 1}], "disclosure"),
    ({"_sd": [digest_of("bnVsbA")]}, ["bnVsbA"], "disclosure"),
    ({"_sd": [digest_of(["x", "_sd", []])]}, [["x", "_sd", []]], "claim"),
    ({"_sd": [digest_of(["x", "...", 1])]}, [["x", "...", 1]], "claim"),
    ({"_sd": [digest_of(["x", "_sd_alg", 1])]}, [["x", "_sd_alg", 1]], "claim"),
    ({"_sd": [digest_of(CLAIM)], "a": 2}, [CLAIM], "claim"),
    ({"_sd": [digest_of(CLAIM), digest_of(["y", "a", 2])]}, [CLAIM, ["y", "a", 2]], "claim"),
    ({"l": [{"...": digest_of(CLAIM)}]}, [CLAIM], "disclosure"),
    ({"l": [{"...": digest_of([1, 1])}]}, [[1, 1]], "disclosure"),
    ({"_sd": [digest_of(CLAIM), digest_of(CLAIM)]}, [CLAIM], "twice"),
    ({"_sd": [digest_of(CLAIM)], "b": {"_sd": [digest_of(CLAIM)]}}, [CLAIM], "twice"),
    ({"_sd": [digest_of(CLAIM)], "l": [{"...": digest_of(CLAIM)}]}, [], "twice"),
    ({"_sd": [digest_of(CLAIM), digest_of(NESTED)]}, [NESTED, CLAIM], "twice"),
    ({"_sd": [digest_of(CLAIM)]}, [CLAIM, CLAIM], "twice"),
    ({"_sd": []}, [CLAIM], "unreferenced"),
    ({"_sd": [digest_of(CLAIM)]}, [CLAIM, ["z", "z", 1]], "unreferenced"),
    ({"_sd": [digest_of(NESTED)]}, [CLAIM], "unreferenced"),
    ({"_sd": [digest_of(CLAIM)]}, [["c2FsdA", "a", 2]], "unreferenced"),
    # forms two readers could take differently
    ({"_sd": digest_of(CLAIM)}, [CLAIM], "digest"),
    ({"_sd": {"0": digest_of(CLAIM)}}, [CLAIM], "digest"),
    ({"_sd": [1]}, [], "digest"),
    ({"_sd": ["short"]}, [], "digest"),
    ({"_sd": [digest_of(CLAIM) + "="]}, [], "digest"),
    ({"_sd": None}, [], "digest"),
    ({"l": [{"...": 1}]}, [], "digest"),
    ({"l": [{"...": digest_of(ELEMENT), "x": 1}]}, [ELEMENT], "claim"),
    ({"o": {"...": digest_of(ELEMENT)}}, [ELEMENT], "claim"),
    ({"...": digest_of(ELEMENT)}, [ELEMENT], "claim"),
    ({"o": {"_sd_alg": "sha-256"}}, [], "claim"),
    (
        {"l": [{"...": digest_of(["x", {"...": digest_of(ELEMENT)}])}]},
        [["x", {"...": digest_of(ELEMENT)}]],
        "claim",
    ),
    ({"_sd": [digest_of(NO_BASE64)]}, [NO_BASE64], "disclosure"),
    ({"_sd": [digest_of(NO_JSON)]}, [NO_JSON], "disclosure"),
    ({"_sd": [digest_of(TWO_NAMES)]}, [TWO_NAMES], "disclosure"),
    ({"_sd": [digest_of("")]}, [""], "disclosure"),
    ([], [], "form"),
    ("text", [], "form"),
    (b'{"a":1,"a":2}', [], "form"),
    (b"{", [], "form"),
]

HEADERS: Final[list[tuple[Any, str]]] = [
    ({"alg": "none", "typ": TYP, "jwk": JWK_GOOD}, "header"),
    ({"alg": "EdDSA", "typ": TYP, "jwk": JWK_GOOD}, "header"),
    ({"alg": "HS256", "typ": TYP, "jwk": JWK_GOOD}, "header"),
    ({"alg": "Ed25519", "typ": "sd-jwt", "jwk": JWK_GOOD}, "header"),
    ({"alg": "Ed25519", "jwk": JWK_GOOD}, "header"),
    ({"alg": "Ed25519", "typ": TYP}, "header"),
    ({"alg": "Ed25519", "typ": TYP, "jwk": JWK_GOOD, "crit": ["b64"], "b64": False}, "header"),
    ({"alg": "Ed25519", "typ": TYP, "jwk": JWK_GOOD, "kid": "1"}, "header"),
    ({"alg": "Ed25519", "typ": TYP, "jwk": JWK_GOOD | {"d": "AA"}}, "header"),
    ({"alg": "Ed25519", "typ": TYP, "jwk": JWK_GOOD | {"crv": "X25519"}}, "header"),
    ({"alg": "Ed25519", "typ": TYP, "jwk": {**JWK_GOOD, "x": 5}}, "form"),
    ({"alg": "Ed25519", "typ": TYP, "jwk": {**JWK_GOOD, "x": b64url(PUBLIC) + "="}}, "form"),
    ({"alg": "Ed25519", "typ": TYP, "jwk": {**JWK_GOOD, "x": b64url(PUBLIC[:31])}}, "weak-key"),
    (
        {"alg": "Ed25519", "typ": TYP, "jwk": {**JWK_GOOD, "x": b64url((1).to_bytes(32, "little"))}},
        "weak-key",
    ),
    ({"alg": "Ed25519", "typ": TYP, "jwk": {**JWK_GOOD, "x": b64url(bytes(range(32)))}}, "signature"),
    ([], "header"),
    (b'{"alg":"none","alg":"Ed25519"}', "form"),
]

FORMS: Final[list[tuple[str | bytes, str]]] = [
    ("", "form"),
    ("~", "form"),
    ("a.b.c", "form"),
    ("a.b~", "form"),
    ("a.b.c.d~", "form"),
    ("..~", "form"),
    ("é~", "form"),
    (b"\xff~", "form"),
    ("~~~", "form"),
    (token_of({})[:-1], "form"),
    (token_of({}) + "\n", "key-binding"),
    ("\n" + token_of({}), "form"),
    (token_of({}) + token_of({})[:-1], "key-binding"),
    (token_of({}) + "~", "unreferenced"),
    (token_of({}, "é"), "form"),
]
