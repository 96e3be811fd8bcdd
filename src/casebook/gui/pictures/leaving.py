"""Pictures of an export's first two steps: for whom, everybody in it, who stands out, files, what is new, keeping."""

from __future__ import annotations

from casebook.base.ids import RecordId
from casebook.gui.pictures.camera import Camera
from casebook.gui.screens.export.look import FEW, FILES, NEW, PEOPLE
from casebook.gui.screens.export.peoplepart import PeoplePart
from casebook.gui.screens.export.view import ExportView
from casebook.gui.workspace import Place, Spot
from casebook.redaction.profile import Naming


def leaving_views(camera: Camera, shown: dict[str, RecordId]) -> None:
    """The parts of a plan."""
    view = camera.go(Spot(Place.EXPORT, record=shown["left"]))
    assert isinstance(view, ExportView)
    camera.take("88-export-next-edition")
    view = camera.go(Spot(Place.EXPORT))
    assert isinstance(view, ExportView)
    view.make_plan()
    _until_told(camera, view)
    looking = view.looking
    looking.go_to(PEOPLE)
    _to(looking.people, Naming.NAMED)
    camera.take("89-export-people")
    looking.people.for_all.emit({"naming": Naming.PSEUDONYM})
    _until_told(camera, view)
    looking.go_to(FEW)
    camera.take("90-export-recognisable")
    looking.go_to(FILES)
    camera.take("91-export-files")
    looking.go_to(NEW)
    camera.take("92-export-new")
    looking.keep.click()
    camera.take("93-export-keep")


def _to(part: PeoplePart, naming: Naming) -> None:
    """To the first who appears so."""
    people = part.shown.people
    part.table.go_to(next(n for n, one in enumerate(people) if one.naming is naming))


def _until_told(camera: Camera, view: ExportView) -> None:
    """Wait until every part says how the plan stands."""
    camera.until(lambda: view.looking.beside is not None and not view.answering.stale)
    camera.rest()
