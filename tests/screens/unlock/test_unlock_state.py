from __future__ import annotations

from pathlib import Path

from casebook.gui.screens.unlock.state import Shown, is_casebook, problem_with


def test_a_casebook_is_told_by_its_keys(tmp_path: Path) -> None:
    assert not is_casebook(tmp_path)
    (tmp_path / "keys").write_bytes(b"")
    assert is_casebook(tmp_path)


def test_what_cannot_be_opened_is_said(tmp_path: Path) -> None:
    assert problem_with(None)
    assert "no such folder" in problem_with(tmp_path / "nowhere")
    assert "no casebook" in problem_with(tmp_path)
    (tmp_path / "keys").write_bytes(b"")
    assert problem_with(tmp_path) == ""


def test_only_the_folders_own_name_is_shown(tmp_path: Path) -> None:
    shown = Shown(tmp_path / "Notes", again=True)

    assert shown.where == "Notes"
    assert shown.heading == "Locked"
