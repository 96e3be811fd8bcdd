"""Pictures of recovery: from “how many” to “in force”, and the drill. The words are the same in every picture."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

from casebook.base.secret import Secret
from casebook.casework.recovery import Shares
from casebook.gui.pictures.camera import Camera
from casebook.gui.screens.drill.view import DrillView
from casebook.gui.screens.recovery.state import Question, Step
from casebook.gui.screens.recovery.view import RecoveryView
from casebook.gui.workspace import Place, Spot
from casebook.vault.recovery import SEED_SIZE, from_seed

SEED: Final = bytes(range(SEED_SIZE))
WORDS: Final = (
    (
        "often aquatic academic acid cylinder index standard vintage mobile mixed downtown "
        "often exceed both lobe agree boundary analysis pile research"
    ),
    (
        "often aquatic academic agency admit carve glasses frost picture alarm elephant "
        "shaped dramatic activity quiet furl depict manual mild demand"
    ),
    (
        "often aquatic academic always decrease preach rocky raisin knit parcel pharmacy "
        "duke trial dough uncover parcel story ruin playoff fumes"
    ),
)
"""Any two of these make `SEED`, which everybody can read here: they are put in force nowhere."""
ASKED: Final = tuple(Question(share, word) for share in (1, 2, 3) for word in (5 + share, 12 + share))


def recover(camera: Camera) -> None:
    """How many; the first paper; the sheet; the words asked back; the last step; then the drill."""
    view = camera.go(Spot(Place.RECOVERY))
    assert isinstance(view, RecoveryView)
    assert view.making is not None
    camera.take("40-recovery")
    shares = Shares(WORDS, 2, " ".join(WORDS[0].split()[:2]), from_seed(Secret(SEED)).public)
    view.making.take(shares, ASKED)
    camera.take("41-recovery-share")
    for _ in WORDS:
        camera.press(Qt.Key.Key_Return)
    camera.take("42-recovery-sheet")
    camera.press(Qt.Key.Key_Return)
    camera.take("43-recovery-asked")
    view.making.show_step(Step.ACT)
    camera.take("44-recovery-in-force")
    drill = camera.go(Spot(Place.DRILL))
    assert isinstance(drill, DrillView)
    _type(camera, drill, WORDS[0])
    words = WORDS[2].split()
    _type(camera, drill, " ".join([*words[:11], "harbour", *words[12:]]))
    camera.take("45-drill")
    _type(camera, drill, WORDS[2])
    drill.submit()
    camera.rest()
    camera.take("46-drill-proved")


def _type(camera: Camera, drill: DrillView, words: str) -> None:
    for field, word in zip(drill.shares.words.fields, words.split(), strict=True):
        field.setText(word)
    drill.shares.submit()
    camera.rest()
