"""A second reading of docs/formats/journal.md: an encoder and a fold that share nothing with the code.

They use hashlib and nothing else, are slow and literal, and decide in tests whether the code, the page and
the vectors still say the same.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).parent / "vectors" / "journal"


def read(name: str) -> Any:
    return json.loads((VECTORS / name).read_text(encoding="utf-8"))


def packed(value: object) -> bytes:
    """MessagePack in its shortest form, by hand: nil, integers, text, binary, arrays."""
    match value:
        case None:
            return b"\xc0"
        case int() if value >= 0:
            if value < 0x80:
                return bytes([value])
            return _sized(value, ((0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8)), b"")
        case int():
            if value >= -32:
                return value.to_bytes(1, "big", signed=True)
            for mark, size in ((0xD0, 1), (0xD1, 2), (0xD2, 4), (0xD3, 8)):
                if value >= -(1 << (8 * size - 1)):
                    return bytes([mark]) + value.to_bytes(size, "big", signed=True)
            raise AssertionError
        case str():
            data = value.encode()
            if len(data) < 32:
                return bytes([0xA0 | len(data)]) + data
            return _sized(len(data), ((0xD9, 1), (0xDA, 2), (0xDB, 4)), data)
        case bytes():
            return _sized(len(value), ((0xC4, 1), (0xC5, 2), (0xC6, 4)), value)
        case list() | tuple():
            body = b"".join(map(packed, value))
            if len(value) < 16:
                return bytes([0x90 | len(value)]) + body
            return _sized(len(value), ((0xDC, 2), (0xDD, 4)), body)
    raise AssertionError(value)


def _sized(number: int, forms: tuple[tuple[int, int], ...], body: bytes) -> bytes:
    for mark, size in forms:
        if number < 1 << 8 * size:
            return bytes([mark]) + number.to_bytes(size, "big") + body
    raise AssertionError


def hashed(label: str, data: bytes) -> bytes:
    return hashlib.sha256(label.encode() + b"\0" + data).digest()


def plain(value: Any) -> Any:
    """A value from the JSON of the vectors, where binary stands as {"hex": …}."""
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    return [plain(part) for part in value] if isinstance(value, list) else value


def second_encoding(feed: Any, made: Any) -> tuple[list[bytes], bytes]:
    """Parts and header of an entry of the vectors, from what went into it."""
    stamp = made["stamp"]
    act = None if stamp["act"] is None else bytes.fromhex(stamp["act"])
    parts = [packed([bytes.fromhex(stamp["salt"]), 0, stamp["hybrid"], stamp["wall"], stamp["verb"], act])]
    for change in made["changes"]:
        replaces = sorted(map(bytes.fromhex, change["replaces"]))
        head = [
            bytes.fromhex(change["salt"]),
            1,
            bytes.fromhex(change["record"]),
            change["kind"],
            change["unit"],
        ]
        parts.append(packed([*head, change["op"], plain(change["value"]), replaces]))
    salts = [stamp["salt"], *(change["salt"] for change in made["changes"])]
    commitments = [
        hashed("casebook/part/1", bytes.fromhex(salt) + part) for salt, part in zip(salts, parts, strict=True)
    ]
    origin = [bytes.fromhex(feed[name]) for name in ("public", "compartment", "random")]
    header = [1, bytes.fromhex(feed["feed"]), made["seq"], bytes.fromhex(made["prev"]), commitments]
    return parts, packed([*header, origin if made["seq"] == 1 else None])


# ------------------------------------------------------------------ the fold: §3


def second_state(parts: list[Any], orders: list[Any]) -> Any:
    """What the parts (as the vectors write them) say. Slow and literal on purpose."""
    never = {
        ("erase", "order"),
        ("erase", "signed"),
        ("erased", "parts"),
        ("lost", "gaps"),
        ("device", "signing"),
        ("device", "exchange"),
        ("receipt", "heads"),
        ("receipt", "one-time"),
        ("fork", "proof"),
        ("epoch", "key"),
        ("epoch", "after"),
        ("roster", "act"),
        ("circle", "founding"),
    }

    def covered(p: Any) -> bool:
        return (p["kind"], p["unit"]) not in never and any(
            o["entry"] not in p["replaces"]
            and (o["unit"] is None or p["unit"] == o["unit"] or p["unit"].startswith(o["unit"] + "/"))
            for o in orders
        )

    left = [p for p in parts if not covered(p)]
    if not left:
        return None
    sets = [p for p in left if p["op"] == 0]
    stand = [p for p in sets if not any(q["unit"] == p["unit"] and p["entry"] in q["replaces"] for q in sets)]
    elements = {"/".join(p["unit"].split("/")[:2]) for p in left if "/" in p["unit"] and p["op"] in range(5)}
    there, disputed, hidden = [], [], []
    for element in sorted(elements):
        adds = [p["entry"] for p in left if p["unit"] == element and p["op"] == 1]
        seen = [e.hex() for p in left if p["unit"] == element and p["op"] == 2 for e in plain(p["value"])]
        inside = [p["entry"] for p in stand if f"{p['unit']}/".startswith(element + "/")]
        if any(e not in seen for e in adds + inside):
            there.append(element)
            if seen and all(e in seen for e in adds):
                disputed.append(element)
        else:
            hidden.append(element)
    shown = [p for p in stand if not any(f"{p['unit']}/".startswith(h + "/") for h in hidden)]
    units: dict[str, dict[bytes, Any]] = {}
    for p in shown:
        at = units.setdefault(p["unit"], {})
        at.setdefault(packed(plain(p["value"])), [p["value"], []])[1].append(p["entry"])
    return {
        "kind": min(p["kind"] for p in left),
        "life": second_life(left, shown, hidden),
        "units": {u: [[v, sorted(e)] for _, (v, e) in sorted(at.items())] for u, at in sorted(units.items())},
        "elements": {
            name: [e.split("/")[1] for e in there if e.split("/")[0] == name]
            for name in sorted({e.split("/")[0] for e in there})
        },
        "disputed": disputed,
        "newer": sum(p["op"] not in range(5) for p in left),
    }


def second_life(left: list[Any], shown: list[Any], hidden: list[str]) -> int:
    words = [p for p in left if p["unit"] == "" and p["op"] in (3, 4)]
    count = [p for p in words if not any(p["entry"] in q["replaces"] for q in words)]
    deletions = [p for p in count if p["op"] == 3]
    if not deletions:
        return 0
    now = [p["entry"] for p in shown]
    now += [
        p["entry"] for p in left if p["op"] == 1 and p["unit"].count("/") == 1 and p["unit"] not in hidden
    ]
    seen = [e.hex() for p in deletions for e in plain(p["value"])]
    return 1 if len(deletions) == len(count) and all(e in seen for e in now) else 2


def second_line(record: str, state: Any) -> bytes:
    units = [
        [path, [[plain(value), [bytes.fromhex(e) for e in entries]] for value, entries in held]]
        for path, held in state["units"].items()
    ]
    elements = [[name, keys] for name, keys in state["elements"].items()]
    head = [bytes.fromhex(record), state["kind"], state["life"], units, elements]
    return packed([*head, state["disputed"], state["newer"]])
