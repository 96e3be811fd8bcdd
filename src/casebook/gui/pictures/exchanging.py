"""Pictures of what leaves and what comes."""

from __future__ import annotations

from casebook.base.ids import RecordId
from casebook.gui.parts.boxes import Box
from casebook.gui.pictures.camera import Camera
from casebook.gui.screens.recipients.view import RecipientsView
from casebook.gui.screens.redact.covering import Covering
from casebook.gui.screens.redact.silencing import Silencing
from casebook.gui.screens.redact.view import RedactView
from casebook.gui.screens.signer.view import SignerView
from casebook.gui.workspace import Place, Spot


def exchange_views(camera: Camera, shown: dict[str, RecordId]) -> None:
    """The hub, the ledger, the address book; and what may leave of three files."""
    camera.go(Spot(Place.EXCHANGE))
    camera.take("70-exchange")
    camera.go(Spot(Place.LEFT))
    camera.take("71-left")
    camera.go(Spot(Place.LEFT, record=shown["person"]))
    camera.take("72-who-holds")
    view = camera.go(Spot(Place.RECIPIENTS))
    assert isinstance(view, RecipientsView)
    camera.take("73-recipients")
    view.begin_comparing()
    camera.take("74-compare")
    signer = camera.go(Spot(Place.SIGNER))
    assert isinstance(signer, SignerView)
    camera.take("81-our-keys")
    signer.begin_losing("SHA256:")
    camera.take("82-key-lost")
    camera.go(Spot(Place.RECEIVED))
    camera.take("83-received")
    for number, name in (("75", "photograph"), ("77", "statement"), ("79", "recording")):
        _redact(camera, shown[name], int(number), name)


def _redact(camera: Camera, record: RecordId, number: int, name: str) -> None:
    view = camera.go(Spot(Place.REDACT, record=record))
    assert isinstance(view, RedactView)
    camera.until(lambda: view.panel is not None and not camera.shell.workspace.tasks.waiting)
    if isinstance(view.panel, Covering):
        boxes = view.panel.canvas.boxes
        left, top = boxes.width // 3, boxes.height // 4
        view.panel.canvas.act(boxes.add(Box(left, top, boxes.width // 2, boxes.height // 3)))
    elif isinstance(view.panel, Silencing):
        for second in (1.0, 2.4):
            view.panel.listening.playback.go(second)
            view.panel.mark.click()
    camera.take(f"{number}-redact-{name}")
    view.look_at.wanted.emit()
    camera.until(lambda: view.outcome is not None and not camera.shell.workspace.tasks.waiting)
    camera.take(f"{number + 1}-leaves-{name}")
