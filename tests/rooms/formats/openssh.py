"""An OpenSSH private key file (PROTOCOL.key): the real `ssh-keygen` signs with the keys of the tests."""

from __future__ import annotations

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def private_key_file(seed: bytes) -> bytes:
    """The file of the unencrypted Ed25519 key grown from *seed* (32 bytes)."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    blob = string(b"ssh-ed25519") + string(public)
    private = bytes(8) + blob + string(seed + public) + string(b"")
    private += bytes(range(1, 1 + -len(private) % 8))
    whole = b"openssh-key-v1\0" + string(b"none") + string(b"none") + string(b"")
    whole += (1).to_bytes(4, "big") + string(blob) + string(private)
    text = base64.b64encode(whole)
    lines = b"\n".join(text[i : i + 70] for i in range(0, len(text), 70))
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + lines + b"\n-----END OPENSSH PRIVATE KEY-----\n"


def write_private_key(path: Path, seed: bytes) -> Path:
    path.touch(0o600)
    path.write_bytes(private_key_file(seed))
    return path
