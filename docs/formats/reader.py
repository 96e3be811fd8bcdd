"""Read a casebook without Casebook: python3 reader.py FOLDER [KEY-FILE], then type the passphrase, or pipe it in.

Written from safe.md, journal.md and files.md alone; needs `cryptography` 45 and `sqlcipher3`. It changes nothing,
checks every hash, tag and signature, and prints the parts of all entries and the files, one JSON document a line.
It does not judge whose entries are taken (journal.md 5), and shows values that are no longer current, too.
"""

# ruff: noqa: ANN001, ANN002, ANN201, INP001, T201 - a script that stands alone, to be read with the pages beside it
import fcntl
import getpass
import hmac
import json
import sys
import unicodedata
from hashlib import sha256
from pathlib import Path

import sqlcipher3
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CODES = bytes.fromhex("c4c5c6cccdcecfd0d1d2d3d9dadbdcdd")  # of MessagePack, and what they begin:
KINDS = (
    "b0b1b2u0u1u2u3i0i1i2i3s0s1s2a1a2"  # bytes, uint, int, string, array; 2**digit bytes of a number follow
)
LEAST = {"b0": 0, "u0": 128, "i0": 65, "s0": 32, "a1": 16}  # which number makes the form the shortest one
EIGHTH = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7  # y of a point of order eight
P = 2**255 - 19
SMALL = {0, 1, P - 1, EIGHTH, P - EIGHTH}


def need(holds, what):
    """Refuse to go on unless *holds*."""
    if not holds:
        sys.exit(f"damaged: {what}")


def get(b, i):
    """The MessagePack value at place *i*, which has to be in its shortest form, and where the next one begins."""
    c, i = b[i], i + 1
    if c < 0x80 or c >= 0xE0 or c == 0xC0:
        return (None if c == 0xC0 else c - (c >> 7) * 256), i
    if c >> 5 == 5 or c >> 4 == 9:
        kind, n = ("s", c & 31) if c >> 5 == 5 else ("a", c & 15)
    else:
        need(c in CODES, "a type no entry holds")
        kind, size = form = KINDS[2 * CODES.index(c) :][:2]
        n, i = int.from_bytes(b[i:][: 1 << int(size)], "big", signed=kind == "i"), i + (1 << int(size))
        least = LEAST.get(form, 1 << (4 << int(size)))
        need((-2 * n - 1 if kind == "i" else n) >= least, "bytes that are not the shortest form")
    if kind in "ui":
        return n, i
    if kind in "bs":
        return (b[i : i + n].decode() if kind == "s" else b[i : i + n]), i + n
    values = []
    for _ in range(n):
        value, i = get(b, i)
        values.append(value)
    return values, i


def one(b):
    """The one value in *b*."""
    value, end = get(b, 0)
    need(end == len(b), "a value is cut off, or something follows it")
    return value


def tagged(thing, *parts):
    """SHA-256 of a label and what follows it."""
    return sha256(f"casebook/{thing}/1\0".encode() + b"".join(parts)).digest()


def hkdf(key, info, length=32):
    """HKDF-SHA256 without a salt."""
    return HKDF(SHA256(), length, None, info).derive(key)


def unlock(folder, passphrase, key_file):
    """safe.md 1 and 3: the database key, the database's name and the state in `head`."""
    data = (folder / "keys").read_bytes()
    copies = [c for c in (data[:870], data[870:]) if sha256(c[:838]).digest() == c[838:]]
    need(copies and copies[0] == copies[-1], "keys")
    block, name = copies[0][:838], copies[0][60:86].decode("ascii")
    memory, passes, lanes = (int.from_bytes(block[i : i + 4], "big") for i in (48, 52, 56))
    need(block[:16] == b"casebook/keys/1\0", "keys of another version")
    need(65536 <= memory <= 1048576 and 1 <= passes <= 20 and 1 <= lanes <= 8, "cost of keys")
    need(set(name) <= set("abcdefghijklmnopqrstuvwxyz234567") and (folder / name).is_file(), "no database")
    slow = Argon2id(salt=block[16:48], length=32, iterations=passes, lanes=lanes, memory_cost=memory)
    derived, key = slow.derive(unicodedata.normalize("NFKC", passphrase).encode()), None
    for n in range(8):
        both, slot = hkdf(derived + key_file, b"casebook/slot/1\0%c" % n, 64), block[86 + 80 * n :][:80]
        if hmac.compare_digest(slot[:32], both[32:]):
            key = AESGCM(both[:32]).decrypt(bytes(12), slot[32:], block[:86])
    need(key, "nothing; the passphrase or the key file is wrong")
    mac = hmac.digest(hkdf(key, b"casebook/keys/1\0"), block[:806], "sha256")
    need(hmac.compare_digest(mac, block[806:]), "MAC of keys: a slot or the recovery box was exchanged")
    head = (folder / "head").read_bytes()
    state = AESGCM(hkdf(key, b"casebook/head/1\0")).decrypt(head[:12], head[12:], b"casebook/head/1\0")
    need(len(head) == 1024 and not any(state[48:]), "head")
    return key, name, state


def journal(db):
    """journal.md 2: every part that is held, when all of its entry was checked; and the hash in `head`."""
    keys, known, ends, parts, gaps, orders, gone = {}, {}, {}, [], set(), set(), set()
    for n, header, signature in db.execute("SELECT n, header, signature FROM entry ORDER BY feed, seq, id"):
        (version, feed, seq, prev, commitments, origin), entry = one(header), tagged("header", header)
        if origin:  # its 87 bytes end the header
            y = int.from_bytes(origin[0], "little") % 2**255
            need(seq == 1 and tagged("feed", header[-87:]) == feed == prev, "an origin")
            need(y < P and y not in SMALL, "a public key")
            keys[feed] = Ed25519PublicKey.from_public_bytes(origin[0])
        need(version == 1 and (origin or known.get(prev) == (feed, seq - 1)), "a chain")
        keys[feed].verify(signature, b"casebook/entry/1\0" + header)
        known[entry] = feed, seq
        ends.setdefault(feed, {}).setdefault(seq, []).append(entry)
        held = dict(db.execute("SELECT place, bytes FROM part WHERE entry = ? ORDER BY place", (n,)))
        places = set(range(len(commitments)))
        need(0 < len(places) <= 1024 and held.keys() <= places, "the number of parts")
        gaps |= {(entry, place) for place in places - held.keys()}
        for place, data in held.items():
            salt, change, *rest = one(data)
            need(tagged("part", salt, data) == commitments[place] and change == (place > 0), "a commitment")
            parts.append((feed, seq, entry, place, *rest))
            if rest[1:4] == ["erase", "order", 0]:
                orders.add(entry)
            if rest[1:4] == ["erased", "parts", 0]:
                gone |= {(rest[4][0], *part) for part in map(tuple, rest[4][1])}
    need(gaps <= {(entry, place) for order, entry, place in gone if order in orders}, "a part is missing")
    return parts, tagged("feeds", *(f + end for f in sorted(ends) for end in sorted(ends[f][max(ends[f])])))


def content(path, key):
    """files.md: what a sealed file holds."""
    data, plain = path.read_bytes(), b""
    for i in range(0, len(data), 262144):
        nonce = b"%s%c" % ((i >> 18).to_bytes(11, "big"), i + 262144 >= len(data))
        plain += AESGCM(key).decrypt(nonce, data[i : i + 262144], b"casebook/file/1\0" + path.name.encode())
    end = 8 + int.from_bytes(plain[:8], "big")
    step = 1 << (end.bit_length() - 1 - (end.bit_length() - 1).bit_length())
    need(len(plain) == -(-end // step) * step and not any(plain[end:]), "the padding of a file")
    return plain[8:end]


def main(folder, *key_file):
    """Print a casebook."""
    second = sha256(Path(*key_file).read_bytes()).digest() if key_file else b""
    typed = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    with (Path(folder) / "lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        key, name, state = unlock(Path(folder), typed, second)
        db = sqlcipher3.connect(f"file:{Path(folder) / name}?mode=ro", uri=True)
        db.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        need(not db.execute("PRAGMA cipher_integrity_check").fetchall(), "a page of the database")
        parts, ends = journal(db)
        need(state[16:48] == ends, "head and journal do not fit")
        for part in parts:
            print(json.dumps(part, default=bytes.hex, ensure_ascii=False))
            if part[5:8] == ("evidence", "file", 0):
                size, digest, file_key, stored = part[8][2:]
                path = Path(folder) / "files" / stored
                whole = content(path, file_key) if path.is_file() else b""
                need((len(whole), sha256(whole).digest()) == (size, digest), "a file")
                print(json.dumps({"file": stored, "bytes": size, "sha256": digest.hex()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
