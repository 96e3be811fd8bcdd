"""A second reader of packs, from docs/formats/pack.md and files.md alone: nothing of ours is imported here."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


def both(key: bytes, label: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """RFC 5869 by hand: no salt is 32 zeros; two blocks are 64 bytes."""
    prk = hmac.new(bytes(32), key, hashlib.sha256).digest()
    first = hmac.new(prk, label + salt + b"\1", hashlib.sha256).digest()
    return first, hmac.new(prk, first + label + salt + b"\2", hashlib.sha256).digest()


def layer(data: bytes, label: bytes, frame: int, keys: list[bytes]) -> list[bytes] | None:
    """The contents of all frames of a whole layer; `None` if no key fits."""
    salt, tag = data[:32], data[32:64]
    frames_keys = [each[1] for key in keys if (each := both(key, label, salt))[0] == tag]
    if not frames_keys:
        return None
    count, found = len(data) // frame, []
    assert count * frame == len(data)
    for number in range(count):
        sealed = data[max(64, number * frame) : (number + 1) * frame]
        nonce = number.to_bytes(11, "big") + bytes([number == count - 1])
        found.append(AESGCM(frames_keys[0]).decrypt(nonce, sealed, label))
    return found


def padme(number: int) -> int:
    if number < 2:
        return number
    exponent = number.bit_length() - 1
    unit = 1 << (exponent - exponent.bit_length())
    return -(-number // unit) * unit


def read(data: bytes, keys: list[bytes]) -> list[tuple[bytes, list[Any] | bytes]]:
    """The blobs of a whole pack: id, and the items of it, or its bytes where no key fits."""
    outer = layer(data, b"casebook/pack/1\0", 65536, keys)
    assert outer is not None
    directory, rest = row(outer[0])
    version, blobs, *signed = decoded(directory)
    assert version == (2 if signed else 1)
    assert not any(rest)
    at, found = 1, []
    for name, frames in blobs:
        blob = b"".join(outer[at : at + frames])
        at += frames
        if signed:
            assert name == hashlib.sha256(b"casebook/blob-id/1\0" + blob).digest()[:16]
        found.append((name, items(blob, keys)))
    if signed:
        public, signature = signed
        Ed25519PublicKey.from_public_bytes(public).verify(signature, b"casebook/handed/1\0" + packed(blobs))
    assert len(outer) == padme(at)
    assert not any(b"".join(outer[at:]))
    return found


def items(blob: bytes, keys: list[bytes]) -> list[Any] | bytes:
    try:
        inner = layer(blob, b"casebook/blob/1\0", 65520, keys)
    except InvalidTag:
        raise AssertionError("a blob that its tag says is ours does not open") from None
    if inner is None:
        return blob
    rest, found = b"".join(inner), []
    while True:
        body, rest = row(rest)
        if not body:
            assert not any(rest)
            return found
        found.append(decoded(body))


def packed(blobs: list[Any]) -> bytes:
    """The rows of a directory as they are signed: [[id 16, frames], …]."""
    count = len(blobs)
    found = bytes([0x90 | count]) if count < 16 else b"\xdc" + count.to_bytes(2, "big")
    for name, frames in blobs:
        number = bytes([frames]) if frames < 0x80 else b"\xcc" + bytes([frames])
        found += b"\x92\xc4\x10" + name + (number if frames < 0x100 else b"\xcd" + frames.to_bytes(2, "big"))
    return found


def row(data: bytes) -> tuple[bytes, bytes]:
    end = 4 + int.from_bytes(data[:4], "big")
    return data[4:end], data[end:]


def decoded(data: bytes) -> Any:
    value, rest = value_of(data)
    assert not rest
    return value


def value_of(data: bytes) -> tuple[Any, bytes]:
    """The few forms of MessagePack that packs use."""
    first, rest = data[0], data[1:]
    if first < 0x80:
        return first, rest
    if first == 0xC0:
        return None, rest
    if first & 0xF0 == 0x90:
        return array(first & 0x0F, rest)
    if first & 0xE0 == 0xA0:
        return rest[: first & 0x1F].decode(), rest[first & 0x1F :]
    wide = {0xC4: 1, 0xC5: 2, 0xC6: 4, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8, 0xD9: 1, 0xDC: 2, 0xDD: 4}[first]
    number, rest = int.from_bytes(rest[:wide], "big"), rest[wide:]
    if first in (0xC4, 0xC5, 0xC6):
        return rest[:number], rest[number:]
    if first == 0xD9:
        return rest[:number].decode(), rest[number:]
    return array(number, rest) if first in (0xDC, 0xDD) else (number, rest)


def array(count: int, rest: bytes) -> tuple[list[Any], bytes]:
    found = []
    for _ in range(count):
        value, rest = value_of(rest)
        found.append(value)
    return found, rest
