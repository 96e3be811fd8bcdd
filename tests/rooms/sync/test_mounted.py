from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

from casebook.sync.mounted import mounted


def test_what_is_mounted_at_either_depth(tmp_path: Path) -> None:
    for name in ("ana/KEY", "ana/plain", "direct", "deep/er/still"):
        (tmp_path / name).mkdir(parents=True)
    points = {str(tmp_path / "ana/KEY"), str(tmp_path / "direct"), str(tmp_path / "deep/er/still")}
    with mock.patch.object(os.path, "ismount", lambda path: str(path) in points):
        assert mounted((tmp_path, tmp_path / "none")) == (tmp_path / "ana/KEY", tmp_path / "direct")


def test_nothing_where_nothing_is(tmp_path: Path) -> None:
    assert mounted((tmp_path / "media",)) == ()
    (tmp_path / "folder").mkdir()
    assert mounted((tmp_path,)) == ()
