"""Which entry leads to which, held against walking back step by step."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from casebook.base.ids import EntryId, FeedId
from casebook.journal.chains import Headers, Place, leads_to, spans_of

FEED = FeedId(b"f" * 32)


def entry(number: int) -> EntryId:
    return EntryId(number.to_bytes(32, "big"))


def world(parents: Sequence[int]) -> tuple[Headers, list[int]]:
    """A feed in which entry *n* + 1 follows the entry *parents[n]*, counted round; and the places."""
    headers, seqs = Headers(), [1]
    headers.add(entry(0), Place(FEED, 1, EntryId(FEED), b"k" * 32, b"c" * 16))
    for number, parent in enumerate(parents, 1):
        before = parent % number
        seqs.append(seqs[before] + 1)
        headers.add(entry(number), Place(FEED, seqs[number], entry(before), b"k" * 32, b"c" * 16))
    return headers, seqs


@given(st.lists(st.integers(0, 40), max_size=24))
def test_it_leads_where_walking_back_leads(parents: Sequence[int]) -> None:
    headers, _ = world(parents)
    for head in range(len(parents) + 1):
        found, one = {head}, head
        while one:
            one = parents[one - 1] % one
            found.add(one)
        for each in range(len(parents) + 1):
            assert leads_to(headers, entry(each), entry(head)) is (each in found)


def test_a_long_fork_costs_no_more_than_its_length() -> None:
    """Thirty thousand entries after a fork, asked about from both ends: step by step that takes an hour."""
    many = 30_000
    headers, _ = world([0, 0, *range(2, many)])
    last = entry(many)
    assert all(leads_to(headers, entry(number), last) for number in range(2, many, 7))
    assert not leads_to(headers, entry(1), last)


def test_what_follows_something_that_is_not_here_stands_by_itself() -> None:
    spans = spans_of({entry(5): entry(4), entry(6): entry(5), entry(2): entry(1)})
    assert spans.keys() == {entry(5), entry(6), entry(2)}
    assert spans[entry(5)][0] <= spans[entry(6)][0] <= spans[entry(6)][1] <= spans[entry(5)][1]
    assert spans[entry(2)][1] < spans[entry(5)][0] or spans[entry(2)][0] > spans[entry(5)][1]
