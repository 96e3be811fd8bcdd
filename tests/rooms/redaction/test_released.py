"""A hit is let pass alone, with a reason, and where nobody can look nothing is."""

from __future__ import annotations

import pytest

from casebook.base.ids import RecordId
from casebook.redaction.leakcheck import Leak
from casebook.redaction.released import NoReasonGiven, NotReleasable, ReleasedHit, judge, release

ONE, OTHER = RecordId(bytes(16)), RecordId(bytes(15) + b"\1")
HIT = Leak("bundle/data/report.html", "text", ONE, "family_name", "ab" * 16)
WHY = "A street bears the same name."


def test_what_was_let_pass_is_no_hit_any_more() -> None:
    beside = Leak("bundle/data/report.html", "text", ONE, "family_name", "cd" * 16)
    judged = judge((HIT, beside), (release(HIT, WHY),))
    assert judged.leaks == (beside,)
    assert [each.reason for each in judged.used] == [WHY]


@pytest.mark.parametrize(
    "other",
    [
        Leak("bundle/data/records.json", HIT.how, ONE, HIT.why, HIT.place),
        Leak(HIT.where, "spaced", ONE, HIT.why, HIT.place),
        Leak(HIT.where, HIT.how, OTHER, HIT.why, HIT.place),
        Leak(HIT.where, HIT.how, ONE, "full_name", HIT.place),
        Leak(HIT.where, HIT.how, ONE, HIT.why, "ef" * 16),
    ],
)
def test_another_place_is_another_hit(other: Leak) -> None:
    assert judge((other,), (release(HIT, WHY),)) == judge((other,), ())


def test_a_release_names_nobody() -> None:
    told = release(HIT, WHY)
    assert ONE.hex() not in told.fingerprint
    assert len(told.fingerprint) == 32


@pytest.mark.parametrize("reason", ["", "  ", "ok", "........................", "1234567890"])
def test_a_reason_is_asked_for(reason: str) -> None:
    with pytest.raises(NoReasonGiven):
        release(HIT, reason)
    with pytest.raises(NoReasonGiven):
        judge((HIT,), (ReleasedHit(HIT.fingerprint, reason),))


def test_what_cannot_be_looked_into_cannot_be_let_pass() -> None:
    closed = Leak("bundle/data/a.bin", "unreadable", None, "unknown-kind")
    with pytest.raises(NotReleasable):
        release(closed, WHY)
    with pytest.raises(NotReleasable):
        judge((closed,), (ReleasedHit(closed.fingerprint, WHY),))
