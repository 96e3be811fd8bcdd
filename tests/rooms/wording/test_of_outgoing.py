"""What a stick carries, said so that a tired person understands it."""

from __future__ import annotations

from casebook.base.words import translator
from casebook.casework.authors import Author
from casebook.sync.medium import StickFull, StickGone
from casebook.sync.outgoing import Count, Offer, Outcome, Sort
from casebook.wording import of_outgoing

T = translator("en")
LEILA = Author(b"1" * 32, None, "Leila's laptop", "Leila", own=False)
DANIEL = Author(b"2" * 32, None, "Daniel", "", own=False)
NOBODY = Author(b"3" * 32, None, "", "", own=False)


def test_an_offer_counts_what_people_count() -> None:
    files = (Count(Sort.PHOTO, 5, 17_500_000),)
    large = (Count(Sort.VIDEO, 2, 900_000_000),)
    offer = Offer((LEILA, DANIEL), 34, files, 18_000_000, large, (), news=True)
    assert list(of_outgoing.offer(offer, T)) == [
        "This stick will carry 34 changes, 5 photos (18 MB) for Leila, Daniel.",
        "Left out because they are large: 2 videos (900 MB). They go along when somebody asks for them.",
    ]


def test_one_change_and_one_device_without_a_name() -> None:
    offer = Offer((LEILA, LEILA, NOBODY), 1, (), 900, (), (), news=True)
    assert list(of_outgoing.offer(offer, T)) == [
        "This stick will carry 1 change for Leila, 1 device without a name."
    ]


def test_without_changes_it_says_whether_there_is_anything_to_write() -> None:
    told = Offer((LEILA,), 0, (), 0, (), (), news=True)
    nothing = Offer((LEILA,), 0, (), 0, (), (), news=False)
    assert "no new changes" in next(of_outgoing.offer(told, T))
    assert "nothing to write" in next(of_outgoing.offer(nothing, T))


def test_only_a_whole_stick_may_be_pulled_out() -> None:
    assert list(of_outgoing.outcome(Outcome("A", 34, 34, 5, 5, 1), T)) == ["You can pull it out."]
    early = Outcome("A", 29, 34, 4, 5, 1, StickGone())
    assert list(of_outgoing.outcome(early, T)) == [
        "It was pulled out early.",
        "Changes that are safe on it: 29 of 34. The rest will go next time.",
        "Files that are safe on it: 4 of 5.",
    ]
    assert next(of_outgoing.outcome(Outcome("A", 0, 1, 0, 0, 0, StickFull()), T)) == "The stick is full."
    assert "read back" in next(of_outgoing.outcome(Outcome("A", 0, 1, 0, 0, 0), T))
