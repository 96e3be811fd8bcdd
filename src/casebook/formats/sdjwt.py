"""Signed claims of which each may be shown or kept back later (SD-JWT, RFC 9901), with Ed25519.

`issue` signs salted digests of the claims; `present` lets a choice of them be seen; `verify` proves what is
seen against the signature. The verifier is strict: everything RFC 9901 §7.1 says MUST be rejected is, and
also what two readers could understand differently. Unlike other verifiers it does not drop a hidden array
element: `HIDDEN` stands in its place, so that a sentence without its "not" cannot be read as whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any, Final, TypeAlias

from casebook.base.encode import b64url
from casebook.base.errors import Damaged
from casebook.formats import ed25519, jose
from casebook.formats.jose import Json
from casebook.formats.salts import Filler, Path, Salt

_DIGESTS: Final = "_sd"
_HASH: Final = "_sd_alg"
_ELEMENT: Final = "..."
_RESERVED: Final = frozenset({_DIGESTS, _HASH, _ELEMENT})
_SHA256: Final = "sha-256"
_FEWEST: Final = 8
_LONGEST: Final = 64 * 1024 * 1024
_MOST: Final = 200_000


@dataclass(frozen=True, slots=True)
class Hide:
    """A claim or an array element that can be shown or kept back by itself."""

    value: Claim


@dataclass(frozen=True, slots=True)
class Unfilled:
    """An object whose digests are not filled up with decoys: each of them can be opened."""

    claims: Mapping[str, Claim]


Claim: TypeAlias = Json | Hide | Unfilled | Sequence["Claim"] | Mapping[str, "Claim"]


class Hidden(Enum):
    """What stands in an array for an element that was kept back."""

    HIDDEN = "hidden"


HIDDEN: Final = Hidden.HIDDEN


class SdJwtProblem(StrEnum):
    """Why claims cannot be trusted."""

    FORM = "form"
    HEADER = "header"
    WEAK_KEY = "weak-key"
    SIGNATURE = "signature"
    HASH = "hash"
    KEY_BINDING = "key-binding"
    DISCLOSURE = "disclosure"
    DIGEST = "digest"
    TWICE = "twice"
    CLAIM = "claim"
    UNREFERENCED = "unreferenced"
    TOO_LARGE = "too-large"


@dataclass(eq=False)
class BadSdJwt(Damaged):
    """The claims are not what was signed, or say something two readers could understand differently."""

    problem: SdJwtProblem


# ---- issuing -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issued:
    """The signed part, and every disclosure by the path of what it opens."""

    jwt: str
    disclosures: Mapping[Path, str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """All but the signature; the same input gives the same bytes, so a stored signature fits again."""

    to_sign: bytes
    disclosures: Mapping[Path, str]

    def signed(self, signature: bytes) -> Issued:
        """With the 64-byte Ed25519 signature of `to_sign`."""
        return Issued(f"{self.to_sign.decode('ascii')}.{b64url(signature)}", self.disclosures)


def prepare(claims: Mapping[str, Claim], *, typ: str, public: bytes, salt: Salt, filler: Filler) -> Prepared:
    """What is to be signed for *claims*, and the disclosures of all that stands in a `Hide`.

    *typ* names the kind of token (RFC 9901 §9.11); *public* is the key that will sign. Digests of an object
    are filled with decoys to 8, 16, 32 … unless it is `Unfilled`, and sorted. Raises `CannotWriteJson`.
    """
    issuer = _Issuer(salt, filler)
    try:
        payload = issuer.object(claims, (), filled=True) | {_HASH: _SHA256}
    except UnicodeEncodeError:
        # Half a character in a name: no salt can be derived for its path.
        raise jose.CannotWriteJson(jose.JsonProblem.TEXT) from None
    header: Json = {"alg": "Ed25519", "typ": typ, "jwk": _jwk(public)}
    to_sign = f"{b64url(jose.write_json(header))}.{b64url(jose.write_json(payload))}"
    return Prepared(to_sign.encode("ascii"), dict(sorted(issuer.disclosures.items())))


def issue(
    claims: Mapping[str, Claim],
    *,
    typ: str,
    public: bytes,
    signer: Callable[[bytes], bytes],
    salt: Salt,
    filler: Filler,
) -> Issued:
    """`prepare`, signed by *signer* (message → 64 bytes)."""
    prepared = prepare(claims, typ=typ, public=public, salt=salt, filler=filler)
    return prepared.signed(signer(prepared.to_sign))


def _jwk(public: bytes) -> dict[str, Json]:
    """The public key as RFC 8037 §2 writes it."""
    return {"kty": "OKP", "crv": "Ed25519", "x": b64url(public)}


def _digest(disclosure: bytes) -> str:
    """RFC 9901 §4.2.3: over the ASCII of the encoded disclosure, encoded itself."""
    return b64url(hashlib.sha256(disclosure).digest())


@dataclass(slots=True)
class _Issuer:
    salt: Salt
    filler: Filler
    disclosures: dict[Path, str] = field(default_factory=dict)

    def build(self, claim: Claim, path: Path) -> Json:
        match claim:
            case Unfilled(claims):
                return self.object(claims, path, filled=False)
            case Hide():
                msg = "a Hide stands directly in a Hide"
                raise ValueError(msg)
            case str() | None | bool() | int() | float():
                return claim
            case Mapping():
                return self.object(claim, path, filled=True)
            case _:
                return [self.element(part, (*path, place)) for place, part in enumerate(claim)]

    def object(self, claims: Mapping[str, Claim], path: Path, *, filled: bool) -> dict[str, Json]:
        if not _RESERVED.isdisjoint(claims):
            msg = "a claim has a reserved name"
            raise ValueError(msg)
        plain: dict[str, Json] = {}
        digests = []
        for name, claim in claims.items():
            place = (*path, name)
            if isinstance(claim, Hide):
                digests.append(self.disclose(place, name, self.build(claim.value, place)))
            else:
                plain[name] = self.build(claim, place)
        if not digests:
            return plain
        size = max(_FEWEST, 1 << (len(digests) - 1).bit_length()) if filled else len(digests)
        digests += [_digest(self.filler(path, number)) for number in range(size - len(digests))]
        return plain | {_DIGESTS: list[Json](sorted(digests))}

    def element(self, claim: Claim, place: Path) -> Json:
        if isinstance(claim, Hide):
            return {_ELEMENT: self.disclose(place, self.build(claim.value, place))}
        return self.build(claim, place)

    def disclose(self, place: Path, *content: Json) -> str:
        text = b64url(jose.write_json([b64url(self.salt(place)), *content]))
        self.disclosures[place] = text
        return _digest(text.encode("ascii"))


# ---- presenting --------------------------------------------------------------------------------------


def with_parents(issued: Issued, paths: Iterable[Path]) -> frozenset[Path]:
    """*paths* and everything above them that has to be shown for them to be seen."""
    return frozenset(
        path[:length]
        for path in paths
        for length in range(1, len(path) + 1)
        if length == len(path) or path[:length] in issued.disclosures
    )


def present(issued: Issued, paths: Iterable[Path]) -> str:
    """The token showing exactly *paths*, in their order in the claims; all else stays hidden.

    A path that nothing opens (`KeyError`) or whose parent would stay hidden (`ValueError`) is a mistake of
    the program: nobody decided to show the parent. `with_parents` adds them where that is meant.
    """
    chosen = frozenset(paths)
    if with_parents(issued, chosen) != chosen:
        msg = "a parent of what is to be shown is hidden"
        raise ValueError(msg)
    return "~".join([issued.jwt, *(issued.disclosures[path] for path in sorted(chosen)), ""])


def add(token: str, disclosures: Iterable[str]) -> str:
    """*token* with more *disclosures*, as a slip to a court brings them; it is for `verify` to judge them."""
    return token + "".join(f"{disclosure}~" for disclosure in disclosures)


# ---- verifying ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Opened:
    """Claims with the shown ones put in their places.

    `unopened` counts, per object that has any, the digests nobody opened, decoys among them;
    `hidden_elements` counts the `HIDDEN` marks.
    """

    claims: dict[str, Any]
    shown: Mapping[Path, str]
    unopened: Mapping[Path, int]
    hidden_elements: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What a token proves: that *public* signed these claims and fixed what is hidden in them."""

    public: bytes
    jwt: str
    opened: Opened


def verify(token: str | bytes, *, typ: str) -> Verified:
    """Prove *token*, which must be of kind *typ* and signed by the key in its own header.

    Whose key that is, and whether times in the claims allow their use, is the caller's to judge.
    Raises `BadSdJwt`.
    """
    if len(token) > _LONGEST:
        raise BadSdJwt(SdJwtProblem.TOO_LARGE)
    try:
        text = token.decode("ascii") if isinstance(token, bytes) else token
        text.encode("ascii")
    except UnicodeError:
        raise BadSdJwt(SdJwtProblem.FORM) from None
    jwt, *disclosures = text.split("~")
    if not disclosures:
        raise BadSdJwt(SdJwtProblem.FORM)
    if disclosures.pop():
        raise BadSdJwt(SdJwtProblem.KEY_BINDING)
    public, payload = _verify_jwt(jwt, typ)
    return Verified(public, jwt, open_claims(payload, disclosures))


def _verify_jwt(jwt: str, typ: str) -> tuple[bytes, dict[str, Json]]:
    parts = jwt.split(".")
    if len(parts) != 3:
        raise BadSdJwt(SdJwtProblem.FORM)
    try:
        header, payload, signature = (jose.decode64(part) for part in parts)
        head, body = jose.read_json(header), jose.read_json(payload)
        key = head.get("jwk") if isinstance(head, dict) else None
        public = jose.decode64(str(key.get("x"))) if isinstance(key, dict) else b""
    except (jose.BadBase64, jose.BadJson):
        raise BadSdJwt(SdJwtProblem.FORM) from None
    if head != {"alg": "Ed25519", "typ": typ, "jwk": _jwk(public)}:
        raise BadSdJwt(SdJwtProblem.HEADER)
    try:
        ed25519.verify(public, signature, jwt.rpartition(".")[0].encode("ascii"))
    except ed25519.WeakKey:
        raise BadSdJwt(SdJwtProblem.WEAK_KEY) from None
    except ed25519.WrongSignature:
        raise BadSdJwt(SdJwtProblem.SIGNATURE) from None
    if not isinstance(body, dict):
        raise BadSdJwt(SdJwtProblem.FORM)
    return public, body


def open_claims(payload: dict[str, Json], disclosures: Sequence[str]) -> Opened:
    """Put *disclosures* into the places their digests have in *payload* (RFC 9901 §7.1 steps 2.4 to 5).

    *payload* must have been proved to be signed. Raises `BadSdJwt`.
    """
    if payload.get(_HASH, _SHA256) != _SHA256:
        raise BadSdJwt(SdJwtProblem.HASH)
    if len(disclosures) > _MOST:
        raise BadSdJwt(SdJwtProblem.TOO_LARGE)
    try:
        given = {_digest(text.encode("ascii")): text for text in disclosures}
    except UnicodeError:
        raise BadSdJwt(SdJwtProblem.DISCLOSURE) from None
    if len(given) != len(disclosures):
        raise BadSdJwt(SdJwtProblem.TWICE)
    opener = _Opener(given)
    claims = opener.object({name: claim for name, claim in payload.items() if name != _HASH}, ())
    if len(opener.shown) != len(given):
        raise BadSdJwt(SdJwtProblem.UNREFERENCED)
    return Opened(claims, opener.shown, opener.unopened, opener.hidden_elements)


@dataclass(slots=True)
class _Opener:
    given: Mapping[str, str]
    seen: set[str] = field(default_factory=set)
    shown: dict[Path, str] = field(default_factory=dict)
    unopened: dict[Path, int] = field(default_factory=dict)
    hidden_elements: int = 0

    def open(self, claim: Json, path: Path) -> Any:  # noqa: ANN401 - whatever was signed
        if len(path) > jose.DEEPEST:
            raise BadSdJwt(SdJwtProblem.TOO_LARGE)
        if isinstance(claim, dict):
            return self.object(claim, path)
        if isinstance(claim, list):
            return [self.element(part, (*path, place)) for place, part in enumerate(claim)]
        return claim

    def object(self, claims: Mapping[str, Json], path: Path) -> dict[str, Any]:
        if _ELEMENT in claims or _HASH in claims:
            raise BadSdJwt(SdJwtProblem.CLAIM)
        found = {name: self.open(claim, (*path, name)) for name, claim in claims.items() if name != _DIGESTS}
        digests = claims.get(_DIGESTS, [])
        if not isinstance(digests, list):
            raise BadSdJwt(SdJwtProblem.DIGEST)
        closed = 0
        for digest in digests:
            content = self.take(digest)
            if content is None:
                closed += 1
                continue
            match content:
                case [str(), str(name), value]:
                    pass
                case _:
                    raise BadSdJwt(SdJwtProblem.DISCLOSURE)
            if name in _RESERVED or name in found:
                raise BadSdJwt(SdJwtProblem.CLAIM)
            self.shown[*path, name] = self.given[str(digest)]
            found[name] = self.open(value, (*path, name))
        if closed:
            self.unopened[path] = closed
        return found

    def element(self, claim: Json, place: Path) -> Any:  # noqa: ANN401 - whatever was signed
        if not isinstance(claim, dict) or _ELEMENT not in claim:
            return self.open(claim, place)
        if len(claim) != 1:
            raise BadSdJwt(SdJwtProblem.CLAIM)
        digest = claim[_ELEMENT]
        content = self.take(digest)
        if content is None:
            self.hidden_elements += 1
            return HIDDEN
        match content:
            case [str(), value]:
                self.shown[place] = self.given[str(digest)]
                return self.open(value, place)
            case _:
                raise BadSdJwt(SdJwtProblem.DISCLOSURE)

    def take(self, digest: Json) -> Json:
        """What the disclosure of *digest* says, or `None` if it was not given. No digest may be met twice."""
        try:
            if not isinstance(digest, str) or len(jose.decode64(digest)) != hashlib.sha256().digest_size:
                raise BadSdJwt(SdJwtProblem.DIGEST)
        except jose.BadBase64:
            raise BadSdJwt(SdJwtProblem.DIGEST) from None
        if digest in self.seen:
            raise BadSdJwt(SdJwtProblem.TWICE)
        self.seen.add(digest)
        if digest not in self.given:
            return None
        try:
            content = jose.read_json(jose.decode64(self.given[digest]))
        except (jose.BadBase64, jose.BadJson):
            raise BadSdJwt(SdJwtProblem.DISCLOSURE) from None
        if content is None:
            # The JSON text `null` is not "not given".
            raise BadSdJwt(SdJwtProblem.DISCLOSURE)
        return content
