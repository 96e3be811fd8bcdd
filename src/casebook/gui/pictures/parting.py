"""The pictures of what is done when somebody comes for the casebook: a loss, a wipe, a journey. It ends wiped."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from casebook.gui.pictures.book import PASSPHRASE
from casebook.gui.pictures.camera import Camera
from casebook.gui.screens.exposure.state import Part
from casebook.gui.screens.exposure.view import ExposureView
from casebook.gui.screens.travel.view import TravelView
from casebook.gui.screens.wipe.view import WipeView
from casebook.gui.workspace import Place, Spot
from casebook.wording import of_wiping

RECIPIENT: Final = "age182m70n9r3hjs0vytn9qq4kckh3prdj2lygc9v7wxeea8rlkfzy8q6t9teh"


def part(camera: Camera, folder: Path) -> None:
    """Exposure, wipe and travel as they are asked for, and the last page."""
    exposure = camera.go(Spot(Place.EXPOSURE))
    assert isinstance(exposure, ExposureView)
    camera.take("50-exposure")
    exposure.show_part(Part.KEYS)
    camera.take("51-exposure-keys")
    wipe = camera.go(Spot(Place.WIPE))
    assert isinstance(wipe, WipeView)
    camera.take("52-wipe")
    wipe.ensureWidgetVisible(wipe.doing)
    camera.take("53-wipe-sure")
    travel = camera.go(Spot(Place.TRAVEL))
    assert isinstance(travel, TravelView)
    camera.take("54-travel")
    travel.sealed.recipients.setPlainText(RECIPIENT)
    travel.sealed.to.set_path(folder.with_name("harbour.age"))
    travel.look_ahead()
    camera.take("55-travel-look")
    _go(camera, travel)


def _go(camera: Camera, travel: TravelView) -> None:
    travel.current.passphrase.line.setText(PASSPHRASE)
    travel.drop.setChecked(True)  # the tour leaves something half written
    travel.word.setText(camera.shell.look.tr(of_wiping.WORD))
    travel.submit()
    camera.until(lambda: not camera.shell.workspace.is_open)
    camera.take("56-wiped")
