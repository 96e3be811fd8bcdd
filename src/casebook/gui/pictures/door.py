"""Pictures of the ways in besides a passphrase, of a casebook that lies elsewhere, and of the last question."""

from __future__ import annotations

from casebook.gui.pictures.camera import Camera
from casebook.gui.screens.moved.state import Answer
from casebook.gui.screens.moved.view import MovedView
from casebook.gui.screens.unlock.keysdue import KeysDueView
from casebook.gui.screens.unlock.view import UnlockView
from casebook.gui.workspace import Place, Spot


def ways_in(camera: Camera) -> None:
    """Before anything is open: shares, a backup, a damaged casebook. Afterwards the passphrase is asked for again."""
    for number, name in enumerate(("lead_to_shares", "lead_to_restoring", "lead_to_examination"), 60):
        camera.shell.show_door(new=False)
        assert isinstance(camera.shell.door, UnlockView)
        getattr(camera.shell.door, name)()
        camera.take(f"{number}-{name.removeprefix('lead_to_')}")
    camera.shell.show_door(new=False)


def before_locking(camera: Camera) -> None:
    """Moved or copied, asked as of a copy; new keys, offered as after an erasure."""
    view = camera.go(Spot(Place.MOVED))
    assert isinstance(view, MovedView)
    view.show_answers((Answer.MOVED, Answer.COPIED))
    camera.take("63-moved")
    camera.shell.workspace.keys_due.emit(False)
    camera.rest()
    camera.take("64-keys-due")
    assert isinstance(camera.shell.door, KeysDueView)
    camera.shell.door.wanted.emit()
    camera.rest()
