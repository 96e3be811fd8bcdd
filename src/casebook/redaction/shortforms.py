"""Short and affectionate forms of given names: Женя for Евгений, Айка for Айгерім; pure.

The table: `resources/words/short-forms.tsv`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from casebook.base import resources
from casebook.search.letters import fold_word, readings


@cache
def _table() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Folded full name → its folded short forms, and folded short form → the full names."""
    shorts: dict[str, dict[str, None]] = {}
    fulls: dict[str, dict[str, None]] = {}
    for line in resources.text("words", "short-forms.tsv").splitlines():
        if not line or line.startswith("#"):
            continue
        full, listed = line.split("\t")
        for short in listed.split():
            for form in readings(full):
                shorts.setdefault(form, {}).update(dict.fromkeys(readings(short)))
            fulls.setdefault(fold_word(short), {}).update(dict.fromkeys(readings(full)))
    return {k: tuple(v) for k, v in shorts.items()}, {k: tuple(v) for k, v in fulls.items()}


def short_forms(forms: Iterable[str]) -> tuple[str, ...]:
    """The folded forms that may stand for a given name, one of whose folded spellings is among *forms*; not itself."""
    shorts, fulls = _table()
    own = tuple(forms)
    found = dict.fromkeys(other for form in own for other in (*shorts.get(form, ()), *fulls.get(form, ())))
    return tuple(form for form in found if form not in own)
