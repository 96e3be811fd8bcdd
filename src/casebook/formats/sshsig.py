"""Signatures that stock `ssh-keygen` makes and checks (OpenSSH, PROTOCOL.sshsig), with Ed25519 keys only.

Ed25519 is deterministic, so `sign` gives the very bytes `ssh-keygen -Y sign` gives. `verify` is stricter
than `ssh-keygen`: only the exact armour it writes, no bytes before or after, one namespace, no key of small
order. What is accepted here is therefore accepted there, and is the only spelling of that signature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from casebook.base.errors import Damaged, Refused
from casebook.formats import ed25519, wordlist

_MAGIC: Final = b"SSHSIG"
_VERSION: Final = (1).to_bytes(4, "big")
_KEY_TYPE: Final = b"ssh-ed25519"
_HASHES: Final = {b"sha512": hashlib.sha512, b"sha256": hashlib.sha256}
_BEGIN: Final = b"-----BEGIN SSH SIGNATURE-----\n"
_END: Final = b"-----END SSH SIGNATURE-----\n"
_LINE: Final = 70
_LONGEST: Final = 4096


class SignatureProblem(StrEnum):
    """What is wrong with a signature."""

    ARMOUR = "armour"
    FORM = "form"
    KEY_TYPE = "key-type"
    WEAK_KEY = "weak-key"
    NAMESPACE = "namespace"
    HASH = "hash"
    SIGNATURE = "signature"


@dataclass(eq=False)
class BadSignature(Damaged):
    """The signature does not hold for this message in this namespace."""

    problem: SignatureProblem


@dataclass(eq=False)
class BadKeyLine(Refused):
    """A typed line is not one Ed25519 public key as OpenSSH writes it."""


@dataclass(eq=False)
class BadPrincipal(Refused):
    """A name for an allowed-signers line holds characters that mean something there."""


def _string(data: bytes) -> bytes:
    """An SSH string (RFC 4251 §5)."""
    return len(data).to_bytes(4, "big") + data


def key_blob(public: bytes) -> bytes:
    """The public key as SSH writes it (RFC 8709 §4): what fingerprints are taken of."""
    return _string(_KEY_TYPE) + _string(public)


def _signed_part(message: bytes, namespace: bytes, algorithm: bytes) -> bytes:
    digest = _HASHES[algorithm](message).digest()
    return _MAGIC + _string(namespace) + _string(b"") + _string(algorithm) + _string(digest)


def _armoured(blob: bytes) -> bytes:
    text = base64.b64encode(blob)
    lines = [text[start : start + _LINE] + b"\n" for start in range(0, len(text), _LINE)]
    return _BEGIN + b"".join(lines) + _END


def sign(message: bytes, *, namespace: str, public: bytes, signer: Callable[[bytes], bytes]) -> bytes:
    """The armoured signature of *message*; *signer* makes the 64-byte signature of what it is handed."""
    space = namespace.encode()
    signature = signer(_signed_part(message, space, b"sha512"))
    return _armoured(
        _MAGIC
        + _VERSION
        + _string(key_blob(public))
        + _string(space)
        + _string(b"")
        + _string(b"sha512")
        + _string(_string(_KEY_TYPE) + _string(signature))
    )


def verify(signature: bytes, message: bytes, *, namespace: str) -> bytes:
    """The public key (32 bytes) that signed *message* in *namespace*. Raises `BadSignature`.

    Whose key it is, the signature does not say: compare its fingerprint with the card.
    """
    fields = _Fields(_disarmed(signature))
    fields.expect(_MAGIC + _VERSION, SignatureProblem.FORM)
    key = _Fields(fields.string())
    space, reserved, algorithm = fields.string(), fields.string(), fields.string()
    inner = _Fields(fields.string())
    fields.expect_end()
    if space != namespace.encode() or not space:
        raise BadSignature(SignatureProblem.NAMESPACE)
    if reserved:
        raise BadSignature(SignatureProblem.FORM)
    if algorithm not in _HASHES:
        raise BadSignature(SignatureProblem.HASH)
    public, value = key.of_type(), inner.of_type()
    if len(value) != ed25519.SIGNATURE:
        raise BadSignature(SignatureProblem.FORM)
    try:
        ed25519.verify(public, value, _signed_part(message, space, algorithm))
    except ed25519.WeakKey:
        raise BadSignature(SignatureProblem.WEAK_KEY) from None
    except ed25519.WrongSignature:
        raise BadSignature(SignatureProblem.SIGNATURE) from None
    return public


def _disarmed(signature: bytes) -> bytes:
    if len(signature) > _LONGEST:
        raise BadSignature(SignatureProblem.ARMOUR)
    text = signature[len(_BEGIN) : -len(_END)].replace(b"\n", b"")
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadSignature(SignatureProblem.ARMOUR) from None
    if _armoured(blob) != signature:
        raise BadSignature(SignatureProblem.ARMOUR)
    return blob


class _Fields:
    """Reads SSH strings one after the other; anything unexpected is `BadSignature`."""

    def __init__(self, data: bytes) -> None:
        self._rest = data

    def expect(self, wanted: bytes, problem: SignatureProblem) -> None:
        if not self._rest.startswith(wanted):
            raise BadSignature(problem)
        self._rest = self._rest[len(wanted) :]

    def string(self) -> bytes:
        size = int.from_bytes(self._rest[:4], "big")
        if len(self._rest) < 4 + size:
            raise BadSignature(SignatureProblem.FORM)
        value, self._rest = self._rest[4 : 4 + size], self._rest[4 + size :]
        return value

    def of_type(self) -> bytes:
        """The one string after the key type, which must be Ed25519."""
        if self.string() != _KEY_TYPE:
            raise BadSignature(SignatureProblem.KEY_TYPE)
        value = self.string()
        self.expect_end()
        return value

    def expect_end(self) -> None:
        if self._rest:
            raise BadSignature(SignatureProblem.FORM)


def _digest(public: bytes) -> bytes:
    return hashlib.sha256(key_blob(public)).digest()


def fingerprint(public: bytes) -> str:
    """The fingerprint `ssh-keygen` prints: ``SHA256:`` and 43 letters."""
    return _spelt(_digest(public))


def _spelt(digest: bytes) -> str:
    return "SHA256:" + base64.b64encode(digest).rstrip(b"=").decode("ascii")


def fingerprint_words(public: bytes, language: wordlist.Language = "en") -> tuple[str, ...]:
    """The first 132 bits of the same hash as 12 words, to be compared by voice."""
    return wordlist.words_of(_digest(public), language)


def is_fingerprint(text: str) -> bool:
    """Whether *text* is a fingerprint in its one spelling."""
    try:
        return re.fullmatch(r"SHA256:[A-Za-z0-9+/]{43}", text) is not None and _spelt(_hash_in(text)) == text
    except binascii.Error:
        return False


def read_fingerprint(text: str) -> str:
    """A typed fingerprint, blanks around it aside. Raises `BadKeyLine`, also for that of a key of small order."""
    found = text.strip()
    if not is_fingerprint(found) or found in _weak_fingerprints():
        raise BadKeyLine
    return found


def words_of_fingerprint(found: str, language: wordlist.Language = "en") -> tuple[str, ...]:
    """The 12 words of a key of which only the fingerprint is known. Raises `BadKeyLine`."""
    return wordlist.words_of(_hash_in(read_fingerprint(found)), language)


def _hash_in(found: str) -> bytes:
    return base64.b64decode(found.removeprefix("SHA256:") + "=", validate=True)


@cache
def _weak_fingerprints() -> frozenset[str]:
    """Of every spelling of a point of small order: whoever was handed one would trust a key that binds nothing."""
    return frozenset(fingerprint(public) for public in ed25519.weak_keys())


def public_line(public: bytes, comment: str = "") -> str:
    """The key as OpenSSH keeps it in ``*.pub``, ``authorized_keys`` and revocation files; ends its line."""
    if not comment.isprintable():
        raise BadKeyLine
    blob = base64.b64encode(key_blob(public)).decode("ascii")
    return f"ssh-ed25519 {blob}{' ' if comment else ''}{comment}\n"


def read_public_line(line: str) -> bytes:
    """The 32 bytes of an OpenSSH public key line; a comment is passed over. Raises `BadKeyLine`."""
    found = re.fullmatch(r"ssh-ed25519 ([A-Za-z0-9+/]{68})(?: [^\n\r]*)?\n?", line)
    if found is None:
        raise BadKeyLine
    blob = base64.b64decode(found[1])
    public = blob[-ed25519.PUBLIC :]
    if blob != key_blob(public):
        raise BadKeyLine
    try:
        ed25519.check_public(public)
    except ed25519.WeakKey:
        raise BadKeyLine from None
    return public


def allowed_signers_line(public: bytes, principal: str, namespace: str) -> str:
    """The line for ``ssh-keygen -Y verify -f``: this key signs for *principal* in *namespace* only.

    Raises `BadPrincipal` for a name with blanks, quotes, commas, wildcards or a comment sign in it.
    """
    if re.fullmatch(r"""[^\s"',*?!#\\]+""", principal) is None or not principal.isprintable():
        raise BadPrincipal
    return f'{principal} namespaces="{namespace}" {public_line(public)}'
