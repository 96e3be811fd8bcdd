"""What a bundle holds: names, types and the plain facts that both its writer and its verifier read from seals.

Specified in docs/formats/bundle.md. Knows nothing of cases.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from casebook.formats import bagit
from casebook.formats.sdjwt import HIDDEN

LAYOUT: Final = "casebook-bundle/1"
NAMESPACE: Final = "bundle@casebook"
SEAL_TYPE: Final = "casebook-seal+sd-jwt"
SEAL_VERSION: Final = 1
FOLDER: Final = "bundle/"
SIGNATURE: Final = "tagmanifest-sha256.txt.sig"
REPORT_PDF: Final = "data/report.pdf"
REPORT_HTML: Final = "data/report.html"
RECORDS: Final = "data/records.json"
REMOVALS: Final = "data/redactions.json"
PADDING: Final = "data/padding.bin"
"""Zeros that round an encrypted bundle's size; none in a bundle without recipients."""
PSEUDONYMS: Final = "data/pseudonyms.json"
"""Export id → the other name under which a person is shown; there only where somebody is."""
FILES_LIST: Final = "data/files.json"
ATTACHMENTS: Final = "data/files/"
SEALS: Final = "data/records/"
MARK: Final = "▓▓▓"
"""Stands for every removal, whatever its length."""


def seal_path(number: int) -> str:
    """Where the seal of the record of that number stands, counted from 1."""
    return f"{SEALS}{number:04}.sdjwt"


def number_of(path: str) -> int:
    """The number of the record whose seal stands there."""
    return int(path.removeprefix(SEALS).removesuffix(".sdjwt"))


_SEAL: Final = re.compile(r"data/records/[0-9]{4,}\.sdjwt")
_ATTACHED: Final = re.compile(r"data/files/[0-9]{4,}\.(?:jpg|png|pdf|txt|flac)")
_SINGLE: Final = frozenset((REPORT_PDF, REPORT_HTML, RECORDS, REMOVALS, PADDING, PSEUDONYMS, FILES_LIST))


def is_attached(path: str) -> bool:
    """Whether a payload file is a derivative of an attachment."""
    return _ATTACHED.fullmatch(path) is not None


def is_listed(path: str) -> bool:
    """Whether a payload file may be in a bundle at all: the list is closed."""
    return path in _SINGLE or _SEAL.fullmatch(path) is not None or is_attached(path)


def is_kept(path: str) -> bool:
    """Whether a reader needs the bytes of a file again once its sum was taken."""
    return not path.startswith(bagit.PAYLOAD) or path.endswith((".sdjwt", ".json"))


def facts_of(claims: Any) -> Any:  # noqa: ANN401 - whatever was signed
    """Opened claims as plain facts: dates as EDTF, texts joined with `MARK` for what is hidden.

    An element of a list that is hidden is nil. What is no object, array, text or number stays as it is.
    """
    if claims is HIDDEN:
        return None
    if isinstance(claims, list):
        return _text(claims) if _is_text(claims) else [facts_of(part) for part in claims]
    if isinstance(claims, dict):
        if _is_day(claims):
            return "-".join(claims[name] for name in "ymd" if name in claims)
        if claims.keys() == {"edtf"}:
            return facts_of(claims["edtf"])
        return {name: facts_of(part) for name, part in claims.items()}
    return claims


def _is_day(claims: Mapping[str, Any]) -> bool:
    """Year, month and day, as far as they are shown."""
    return (
        bool(claims)
        and claims.keys() <= {"y", "m", "d"}
        and all(isinstance(part, str) for part in claims.values())
    )


def _is_text(claims: Sequence[Any]) -> bool:
    """Sentences are objects with nothing but ``s``; a hidden one is empty."""
    return bool(claims) and all(isinstance(part, dict) and part.keys() <= {"s"} for part in claims)


def _text(sentences: Sequence[Any]) -> str:
    pieces: list[str] = []
    for sentence in sentences:
        spans = sentence.get("s")
        shown = (
            [span.get("t") if isinstance(span, dict) else None for span in spans]
            if isinstance(spans, list)
            else [None]
        )
        for piece in shown:
            if isinstance(piece, str):
                pieces.append(piece)
            elif not pieces or pieces[-1] is not MARK:
                pieces.append(MARK)
    return "".join(pieces)


def hidden_in(claims: Any) -> int:  # noqa: ANN401 - whatever was signed
    """How many places are kept back that can be opened later: spans, sentences, elements of lists.

    Whole units that are kept back are not counted: among the decoys nobody can tell how many there are.
    """
    if claims is HIDDEN:
        return 1
    if isinstance(claims, list):
        empty = sum(part == {} for part in claims)
        return int(empty) + sum(map(hidden_in, claims))
    return sum(map(hidden_in, claims.values())) if isinstance(claims, dict) else 0


def write_json(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON can say
    """The only spelling of a JSON file in a bundle."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, separators=(",", ": "))
    return (text + "\n").encode()
