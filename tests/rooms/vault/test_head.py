"""How far the journal had come: every flipped bit seen, every step back named with both dates."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casebook.vault import head
from casebook.vault.faults import ChangedBeneath, DiskFault, HeadBehind, HeadDamaged, HeadDiffers, HeadMissing
from casebook.vault.head import HeadFile, HeadState

KEY = bytes(range(32))
FRIDAY = HeadState(1204, 1_763_144_400_000, b"f" * 32)
THURSDAY = HeadState(1190, 1_763_058_000_000, b"t" * 32)

states = st.builds(
    HeadState, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.binary(min_size=32, max_size=32)
)


@pytest.fixture
def file(tmp_path: Path) -> HeadFile:
    made = HeadFile(tmp_path / "head", KEY)
    made.write(FRIDAY)
    return made


@given(states)
def test_what_is_written_is_read(state: HeadState) -> None:
    box = head.seal(state, KEY, os.urandom(12))
    assert len(box) == 1024
    assert head.unseal(box, KEY) == state


def test_every_flipped_bit_is_seen() -> None:
    box = head.seal(FRIDAY, KEY, bytes(12))
    for offset in range(len(box)):
        for bit in range(8):
            data = bytearray(box)
            data[offset] ^= 1 << bit
            with pytest.raises(HeadDamaged):
                head.unseal(bytes(data), KEY)


@pytest.mark.parametrize("size", [0, 1, 12, 1023, 1025, 4096])
def test_another_length(file: HeadFile, tmp_path: Path, size: int) -> None:
    whole = (tmp_path / "head").read_bytes()
    (tmp_path / "head").write_bytes((whole * 4)[:size])
    with pytest.raises(HeadDamaged) as caught:
        file.read()
    assert caught.value.size == min(size, 1025)


def test_another_key(file: HeadFile, tmp_path: Path) -> None:
    with pytest.raises(HeadDamaged):
        HeadFile(tmp_path / "head", bytes(32)).read()


def test_gone(file: HeadFile, tmp_path: Path) -> None:
    (tmp_path / "head").unlink()
    with pytest.raises(HeadMissing):
        file.settle(FRIDAY)


def test_a_link_is_not_followed(file: HeadFile, tmp_path: Path) -> None:
    (tmp_path / "head").rename(tmp_path / "elsewhere")
    (tmp_path / "head").symlink_to("elsewhere")
    with pytest.raises(DiskFault):
        file.read()


def test_the_same_state_looks_different_each_time_and_says_nothing(file: HeadFile, tmp_path: Path) -> None:
    first = (tmp_path / "head").read_bytes()
    file.write(FRIDAY)
    second = (tmp_path / "head").read_bytes()
    assert all(first[i : i + 8] != second[i : i + 8] for i in range(0, 1024, 8))
    assert b"f" * 8 not in first
    assert (tmp_path / "head").stat().st_mode & 0o777 == 0o600


def test_where_both_stand(file: HeadFile) -> None:
    assert file.settle(FRIDAY) is False


def test_a_database_ahead_is_caught_up(file: HeadFile) -> None:
    file.write(THURSDAY)
    assert file.settle(FRIDAY) is True
    assert file.read() == FRIDAY


def test_a_database_that_went_back_is_named_with_both_dates(file: HeadFile) -> None:
    with pytest.raises(HeadBehind) as caught:
        file.settle(THURSDAY)
    went = caught.value
    assert (went.database_ms, went.head_ms) == (THURSDAY.wall_ms, FRIDAY.wall_ms)
    assert (went.database_counter, went.head_counter) == (1190, 1204)
    assert file.read() == FRIDAY


def test_as_many_saves_but_others(file: HeadFile) -> None:
    with pytest.raises(HeadDiffers):
        file.settle(HeadState(1204, 5, b"x" * 32))
    assert file.read() == FRIDAY


# ------------------------------------------------------------------ who else is there


def test_what_somebody_else_wrote_is_seen(file: HeadFile, tmp_path: Path) -> None:
    other = HeadFile(tmp_path / "head", KEY)
    other.check_ours()  # it has not looked yet
    assert other.read() == FRIDAY
    file.check_ours()
    other.write(FRIDAY)
    other.check_ours()
    with pytest.raises(ChangedBeneath):
        file.check_ours()
    assert file.read() == FRIDAY  # looking again is no consent
    with pytest.raises(ChangedBeneath):
        file.check_ours()


def test_the_casebook_is_claimed_once_and_its_state_stays(file: HeadFile, tmp_path: Path) -> None:
    path = tmp_path / "head"
    before = path.read_bytes()
    other = HeadFile(path, KEY)
    assert other.settle(FRIDAY) is False
    assert path.read_bytes() == before, "reading leaves no trace"
    other.claim()
    claimed = path.read_bytes()
    other.claim()
    assert path.read_bytes() == claimed != before
    assert other.read() == FRIDAY
    with pytest.raises(ChangedBeneath):
        file.claim()
    assert path.read_bytes() == claimed


def test_a_head_that_cannot_be_written_claims_nothing_and_stops_nobody(
    file: HeadFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "full")

    other = HeadFile(tmp_path / "head", KEY)
    other.read()
    monkeypatch.setattr("casebook.vault.head.write_whole", full)
    other.claim()
    file.check_ours()


def test_a_write_that_failed_may_have_come_through(
    file: HeadFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk refuses the very last step, when the new file has its name already; or the first one."""

    def sick(*_: object) -> None:
        raise OSError(5, "sick")

    for step in ("sync_folder", "os.open"):
        with monkeypatch.context() as patch:
            patch.setattr(f"casebook.base.files.{step}", sick)
            with pytest.raises(DiskFault):
                file.write(THURSDAY)
        file.check_ours()


def test_a_head_that_is_gone_is_nobodys_work_and_a_folder_that_is_gone_is_the_disks(
    file: HeadFile, tmp_path: Path
) -> None:
    (tmp_path / "head").unlink()
    file.check_ours()
    away = tmp_path.with_name(tmp_path.name + "-away")
    tmp_path.rename(away)
    for there in (False, True):
        if there:
            tmp_path.mkdir()  # the place where a medium was mounted stays
        with pytest.raises(DiskFault):
            file.check_ours()
        with pytest.raises(DiskFault):
            file.read()
