"""Sizes tell nothing of what is hidden: a bundle is as long to the byte, whatever stands in a withheld place.

What is withheld as a whole is one digest, a removal in a text one mark and spans whose number the secret of the seal
blurs, and digests are as long as each other. What is left to sizes is how much is shown; an encrypted bundle is
rounded up to a class (Padmé) besides.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lists
from casebook.bundle.numbering import Numbering
from casebook.casework import decisions, records
from casebook.casework.records import Set
from casebook.casework.touched import Verb
from casebook.formats import archive
from casebook.formats.stream import padme
from casebook.model.all_kinds import KINDS
from casebook.model.fields import Text
from casebook.model.kinds import Sensitivity, Unit

from .conftest import Export

DRAWN = Numbering("a" * 16, b"\1" * 32, b"\2" * 32)
WITHHELD = [
    unit.name
    for unit in KINDS["person"].units
    if isinstance(unit, Unit)
    and isinstance(unit.field, Text)
    and unit.sensitivity >= Sensitivity.RESTRICTED
    and not unit.identity
    and not unit.field.exact
]
"""Texts about somebody that partners never see."""
ALIKE = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def shown_to_partners(export: Export) -> Export:
    """Without recipients a bundle for partners has seals of its own: all of it comes from the numbering."""
    decisions.decide(
        export.book,
        list(export.listed.people.values()),
        use="partner",
        ground="already-public",
        why="in print",
        source=lists.source(export.book),
    )
    return export


@pytest.fixture(scope="module")
def partners(exported: Export) -> Export:
    return shown_to_partners(exported)


def sizes(export: Export, *, padded: bool) -> dict[str, int]:
    """Length of every file of the bundle, and of the bundle."""
    export.seen, export.plan = export.planned("partner")
    made = export.make(numbering=DRAWN, padded=padded)
    return {name: len(data) for name, data in archive.read(made.data).items()} | {"": len(made.data)}


@ALIKE
@given(unit=st.sampled_from(WITHHELD), words=st.integers(1, 2000), padded=st.booleans())
def test_how_long_a_withheld_text_is_tells_no_size(
    partners: Export, unit: str, words: int, *, padded: bool
) -> None:
    """One word, or a long statement of many sentences."""
    found = []
    for text in ("One.", " ".join(["They came at Night. And went."] * words)):
        records.write(partners.book, Verb.EDIT, [Set(partners.named, unit, text)])
        found.append(sizes(partners, padded=padded))
    assert found[0] == found[1]
    if padded:
        assert found[0][""] == padme(found[0][""])


def test_how_long_a_hidden_name_is_tells_no_size(export: Export) -> None:
    """Of one word, or of four; in a text that is shown."""
    found = []
    shown_to_partners(export)
    for name in ("Saule", "Saule Dzhandosova", "Сауле Джандосовой", "Dzhandosova Saule"):
        words = f"They asked {name} about it. Nobody answered."
        records.write(export.book, Verb.EDIT, [Set(export.listed.edition, "contact", words)])
        found.append(sizes(export, padded=False))
        fate = export.plan.record(export.listed.edition)
        assert fate is not None
        passage = fate.passage("contact")
        assert passage is not None
        assert passage.plain("…") == "They asked … about it. Nobody answered."
    assert all(each == found[0] for each in found)
