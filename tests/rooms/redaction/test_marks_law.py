"""The law of marks: whatever is hidden, what remains says what it said, and a mark stands where something went."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from casebook.base.ids import RecordId
from casebook.redaction.plan import Passage, SentenceFate, SpanFate
from casebook.redaction.segments import cut
from casebook.reports.shown import OtherName, joined

TEXTS = st.text("Aa bБ.1,!\n-", max_size=60)
PEOPLE = tuple(RecordId(bytes((i,)) * 16) for i in range(2))


def passage(text: str, draw: st.DataObject) -> Passage:
    """*text* with sentences and spans hidden by chance, some of them naming somebody."""
    sentences = []
    for sentence in cut(text):
        why = draw.draw(st.sampled_from(("", "", "mention")))
        spans = []
        for span in sentence.spans:
            hidden = draw.draw(st.sampled_from(("", "mention")))
            person = draw.draw(st.sampled_from((None, *PEOPLE))) if hidden else None
            spans.append(SpanFate(span.start, span.end, span.run, hidden, person))
        sentences.append(SentenceFate(sentence.start, sentence.end, why, tuple(spans)))
    return Passage(text, tuple(sentences))


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, draw=st.data())
def test_what_remains_is_what_stood_there_and_every_removal_has_a_mark(
    text: str, draw: st.DataObject
) -> None:
    seen = passage(text, draw)
    pieces = list(seen.pieces())
    assert seen.hidden == pieces.count(None)
    assert all(one is not None or other is not None for one, other in pairwise(pieces))
    shape = "".join("(?:.+)" if piece is None else re.escape(piece) for piece in pieces)
    assert re.fullmatch(shape, text, re.DOTALL)
    if None not in pieces:
        assert "".join(piece or "" for piece in pieces) == text


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, draw=st.data())
def test_another_name_is_a_mark_and_never_words(text: str, draw: st.DataObject) -> None:
    seen = passage(text, draw)
    names = {person: OtherName(f"Person {i}", i) for i, person in enumerate(PEOPLE)}
    told = joined(names[RecordId(p)] if isinstance(p, bytes) else p for p in seen.told())
    words = "".join(p for p in told if p is not None and not isinstance(p, OtherName))
    plain = "".join(p for p in seen.pieces() if p is not None)
    assert words.replace(" ", "") == plain.replace(" ", "")
    marks = [p for p in told if p is None or isinstance(p, OtherName)]
    assert len(marks) == seen.hidden
