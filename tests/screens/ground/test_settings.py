from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pytest

from casebook.gui import settings
from casebook.gui.settings import DeviceSettings


def test_settings_come_back_as_they_were_saved(tmp_path: Path) -> None:
    file = tmp_path / "casebook" / "device.json"
    wanted = DeviceSettings(
        language="ru", theme="dark", text_scale=150, lock_minutes=10, compact=True, veil=True
    )

    assert settings.save(file, wanted)

    assert settings.load(file) == wanted
    assert file.stat().st_mode & 0o777 == 0o600


def test_settings_hold_no_name_and_no_path() -> None:
    assert {field.name for field in fields(DeviceSettings)} == {
        "language",
        "theme",
        "text_scale",
        "lock_minutes",
        "compact",
        "veil",
    }


@pytest.mark.parametrize(
    "told",
    [
        {"language": "tlh"},
        {"text_scale": 10_000},
        {"lock_minutes": 0},
        {"lock_minutes": 100_000},
        {"theme": "/etc/passwd"},
        {"compact": "yes"},
        {"veil": 1},
        {"unknown": 1},
    ],
)
def test_what_is_out_of_range_is_as_on_the_first_day(tmp_path: Path, told: dict[str, object]) -> None:
    file = tmp_path / "device.json"
    file.write_text(json.dumps(told))

    assert settings.load(file) == DeviceSettings()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[]", b"{", b"null", b"1" * 10_000])
def test_a_file_that_says_nothing_is_as_none(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "device.json"
    file.write_bytes(data)

    assert settings.load(file) == DeviceSettings()


def test_a_computer_that_does_not_let_us_write_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "casebook").write_text("a file where the folder should be")

    assert not settings.save(tmp_path / "casebook" / "device.json", DeviceSettings())


def test_only_languages_with_a_catalogue_are_offered() -> None:
    assert settings.spoken() == ("en", "ru", "kk")
