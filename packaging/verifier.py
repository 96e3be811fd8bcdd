"""Put the verifier page together from its parts, or gather the labels it calls fields and terms by.

`verifier.py build` writes `resources/verifier/verifier.html`: the same parts give the same bytes.
The guide tells its hash.
`verifier.py labels` writes `resources/verifier/labels.json` from the declared kinds, the vocabularies and the
translations in `resources/locale`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "resources" / "verifier"
PAGE = FOLDER / "verifier.html"
LABELS = FOLDER / "labels.json"
GUIDE = ROOT / "docs" / "guide" / "verify-a-bundle.md"
WORDS = ROOT / "resources" / "wordlists"
LANGUAGES = ("en", "ru", "kk")
ATTACHMENTS = "document-kind"
"""What an attachment is."""
_FOLLOWS = ["Seal of the version before", "Печать предыдущей версии", "Алдыңғы нұсқаның мөрі"]
"""No field of a record: seals say it."""


def parts() -> list[Path]:
    """The parts of the script, in the order in which they stand in it."""
    return sorted((FOLDER / "parts").glob("*.js"))


def page() -> bytes:
    """The page. Its policy names the one style and the one script in it by their hashes, and allows nothing else."""
    style = (FOLDER / "page.css").read_text("utf-8")
    lists = {name: (WORDS / f"{file}.txt").read_text("utf-8").split() for name, file in _LISTS.items()}
    data = (
        f"const WORD_LISTS = {_compact({name: ' '.join(words) for name, words in lists.items()})};\n"
        f"const LABELS = {_compact(json.loads(LABELS.read_text('utf-8')))};\n"
    )
    script = '"use strict";\n' + data + "".join(path.read_text("utf-8") for path in parts())
    if "</" in script.replace("<\\/", "") or "<!--" in script:
        msg = "the script would end before its end"
        raise SystemExit(msg)
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )
    html = (FOLDER / "page.html").read_text("utf-8")
    for name, value in (("policy", policy), ("style", style), ("script", script)):
        html = html.replace(f"{{{{{name}}}}}", value)
    return html.encode()


_LISTS = {"en": "english", "ru": "russian"}


def _hash(text: str) -> str:
    """As a Content Security Policy names an inline element (CSP 3, section 2.3.1)."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def told(guide: str) -> str:
    """The guide, with the page's hash as it is now."""
    digest = hashlib.sha256(page()).hexdigest()
    return re.sub(r"^[0-9a-f]{64}(?=  verifier\.html$)", digest, guide, flags=re.MULTILINE)


def labels() -> bytes:
    """What kinds, fields and terms are called in each language, as far as a bundle can hold them."""
    from babel.messages.pofile import read_po  # noqa: PLC0415 - building the page alone needs neither

    from casebook.model.all_kinds import KINDS  # noqa: PLC0415 - the same
    from casebook.redaction.selection import EXPORTED  # noqa: PLC0415 - the same

    translations: list[dict[str, str]] = []
    for language in LANGUAGES[1:]:
        with (ROOT / "resources" / "locale" / f"{language}.po").open("rb") as file:
            read = read_po(file, locale=language)
            translations.append({str(each.id): str(each.string) for each in read if not each.context})

    def said(text: str) -> list[str]:
        return [text, *(words.get(text) or text for words in translations)]

    vocabularies: dict[str, Any] = {}
    kinds = {
        name: {"label": said(KINDS[name].label), "units": dict(_units(KINDS[name].units, said, vocabularies))}
        for name in EXPORTED
    }
    for kind in kinds.values():
        kind["units"]["follows"] = {"label": _FOLLOWS}
    _terms(ATTACHMENTS, vocabularies)
    document = {"kinds": kinds, "terms": dict(sorted(vocabularies.items()))}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _units(units: Any, said: Any, vocabularies: dict[str, Any]) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - a script
    from casebook.model.fields import Choice, Struct  # noqa: PLC0415 - the same
    from casebook.model.kinds import Many  # noqa: PLC0415 - the same

    for unit in units:
        found: dict[str, Any] = {"label": said(unit.label)}
        if isinstance(unit, Many):
            found["units"] = dict(_units(unit.inside, said, vocabularies))
            if unit.paragraphs:
                found["paragraphs"] = True
        elif isinstance(unit.field, Struct):
            found["units"] = dict(_units(unit.field.slots, said, vocabularies))
        elif isinstance(unit.field, Choice):
            found["terms"] = unit.field.vocabulary
            _terms(unit.field.vocabulary, vocabularies)
        yield unit.name, found


def _terms(name: str, vocabularies: dict[str, Any]) -> None:
    from casebook.model.vocabularies import vocabulary  # noqa: PLC0415 - the same

    vocabularies[name] = {
        term.code: [term.label(language) for language in LANGUAGES] for term in vocabulary(name).terms
    }


def main(arguments: list[str]) -> None:
    """Write what was asked for."""
    match arguments:
        case ["build"]:
            PAGE.write_bytes(page())
            GUIDE.write_text(told(GUIDE.read_text("utf-8")), "utf-8")
        case ["labels"]:
            LABELS.write_bytes(labels())
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
