"""Boxes over a picture, over pages or over one frame: the tools, and the canvas they work on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.boxes import Box, Boxes
from casebook.gui.parts.boxing import Boxing
from casebook.gui.parts.buttons import Button, enable, icon_button
from casebook.gui.parts.drawn import Drawn, clock
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.picturing import Pictures, as_image
from casebook.gui.parts.text import label
from casebook.gui.screens.redact.state import Covered
from casebook.gui.theme import Look

STEP_MS = 200


class Covering(QWidget):
    """`wanted` carries an `Ask` for the original, `moment_wanted` a millisecond; `changed` = something else is covered.

    *held* gives the boxes of earlier decisions on a page (from 1; 0 of a picture). *length_ms*: of moving
    pictures, of which one frame is covered.
    """

    wanted = Signal(object)
    moment_wanted = Signal(int)
    changed = Signal()

    def __init__(
        self,
        look: Look,
        name: str,
        held: Callable[[int], tuple[Box, ...]],
        *,
        paged: bool = False,
        length_ms: int = 0,
    ) -> None:
        super().__init__()
        self._look = look
        self._held = held
        self._paged = paged
        self._boxes: dict[int, Boxes] = {}
        self._left_out: set[int] = set()
        self.at_ms = 0
        self.canvas = Boxing(look, name, larger=paged)
        self.canvas.changed.connect(self._show_tools)
        self.canvas.changed.connect(self.changed)
        self.pictures = Pictures(look, name, paged=paged, canvas=self.canvas)
        self.pictures.wanted.connect(self.wanted)
        self.pictures.sized.connect(self._show_page)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self._build_tools())
        if length_ms:
            box.addLayout(self._build_time(length_ms))
        box.addWidget(self.pictures, 1)
        self.setFocusProxy(self.canvas)
        self._show_tools()

    # ------------------------------------------------------------------------------------ tools

    def _build_tools(self) -> QWidget:
        tr, theme = self._look.tr, self._look.theme
        tools = QWidget()
        row = Flow.within(tools, (theme.space(24), theme.space(8), theme.space(16), 0), gap=theme.space(4))
        self.add_box = Button(self._look, tr(N_("Add a box")), role="quiet", icon="redact")
        self.take_box = icon_button(self._look, "remove", tr(N_("Take the selected box away")))
        self.undo = icon_button(self._look, "undo", tr(N_("Take the last step back")))
        self.redo = icon_button(self._look, "redo", tr(N_("Take the step again")))
        self.blind = Button(self._look, tr(N_("As the recipient sees it")), role="quiet", icon="preview")
        self.blind.setCheckable(True)
        self.leaves = QCheckBox(tr(N_("This page leaves")))
        self.leaves.setChecked(True)
        self.leaves.toggled.connect(self._leave_page)
        self._count = label("", "meta")
        for widget in (self.add_box, self.take_box, self.undo, self.redo, self.blind):
            row.addWidget(widget)
        row.addWidget(self.leaves)
        row.addWidget(self._count)
        if not self._paged:
            self.leaves.hide()  # shown before it has a parent, it would be a window of its own
        for key, button, act in (
            ("box", self.add_box, self.canvas.add_in_the_middle),
            ("box-back", self.undo, self._take_back),
            ("box-again", self.redo, self._take_again),
            ("as-seen", self.blind, None),
        ):
            if act is not None:
                button.clicked.connect(act)
            # A key works while the canvas has the focus: a letter is a letter in every other field.
            bound = shortcuts.action(key, self.canvas, tr, everywhere=False)
            bound.triggered.connect(button.click)
        self.take_box.clicked.connect(self._take_box)
        self.blind.toggled.connect(self._see_blind)
        return tools

    def _build_time(self, length_ms: int) -> QHBoxLayout:
        tr, theme = self._look.tr, self._look.theme
        row = QHBoxLayout()
        row.setContentsMargins(theme.space(24), theme.space(8), theme.space(16), 0)
        row.setSpacing(theme.space(8))
        self._bar = QSlider(Qt.Orientation.Horizontal)
        self._bar.setAccessibleName(tr(N_("Moment of the film")))
        self._bar.setRange(0, max(1, length_ms))
        self._bar.setSingleStep(STEP_MS)
        self._bar.setPageStep(STEP_MS * 25)
        self._bar.setTracking(False)
        self._bar.valueChanged.connect(self._want_moment)
        self._moment = label(clock(0), "label")
        row.addWidget(self._bar, 1)
        row.addWidget(self._moment)
        return row

    def _want_moment(self, ms: int) -> None:
        self.at_ms = ms
        self._boxes.clear()
        self._moment.setText(clock(ms / 1000))
        self.moment_wanted.emit(ms)
        self.changed.emit()

    def _take_box(self) -> None:
        self.canvas.act(self.canvas.boxes.remove_selected())

    def _take_back(self) -> None:
        self.canvas.act(self.canvas.boxes.undo())

    def _take_again(self) -> None:
        self.canvas.act(self.canvas.boxes.redo())

    def _see_blind(self, blind: bool) -> None:  # noqa: FBT001 - Qt's own signature
        self.canvas.look_as_recipient(blind=blind)

    def _show_tools(self) -> None:
        boxes, tr = self.canvas.boxes, self._look.tr
        enable(self.take_box, when=boxes.selected is not None)
        enable(self.undo, when=boxes.can_undo)
        enable(self.redo, when=boxes.can_redo)
        told = [tr.plural("{count} box", "{count} boxes", len(boxes.drawn))]
        if boxes.held:
            told.append(tr.plural("{count} from before", "{count} from before", len(boxes.held)))
        self._count.setText(" · ".join(told))

    # ------------------------------------------------------------------------------------ pages

    @property
    def _place(self) -> int:
        """The page that is shown, from 1; 0 of a picture, and the millisecond of a frame."""
        return self.pictures.page + 1 if self._paged else self.at_ms

    def _show_page(self, width: int, height: int) -> None:
        place = self._place
        if place not in self._boxes:
            self._boxes[place] = Boxes(width, height, self._held(place))
        self.canvas.show_boxes(self._boxes[place])
        self.leaves.blockSignals(True)
        self.leaves.setChecked(place not in self._left_out)
        self.leaves.blockSignals(False)

    def _leave_page(self, leaves: bool) -> None:  # noqa: FBT001 - Qt's own signature
        if leaves:
            self._left_out.discard(self._place)
        else:
            self._left_out.add(self._place)
        self.changed.emit()

    # ------------------------------------------------------------------------------------ showing, telling

    def begin(self) -> None:
        """Ask for the whole."""
        if self._paged or not hasattr(self, "_bar"):
            self.pictures.begin()
        else:
            self.moment_wanted.emit(self.at_ms)

    def show_drawn(self, drawn: Drawn) -> None:
        """The original, or a part of it."""
        self.pictures.show_drawn(drawn)

    def show_frame(self, drawn: Drawn) -> None:
        """The frame that was asked for."""
        picture = drawn.picture
        self.canvas.show_whole(as_image(picture), picture.whole_width, picture.whole_height)
        self._show_page(picture.whole_width, picture.whole_height)

    @property
    def covered(self) -> Covered:
        """What is covered now."""
        boxes = tuple((place, found.drawn) for place, found in sorted(self._boxes.items()) if found.drawn)
        pages: tuple[int, ...] = ()
        if self._left_out:
            pages = tuple(page for page in range(1, self.pictures.pages + 1) if page not in self._left_out)
        return Covered(boxes=boxes, pages=pages, at_ms=self.at_ms)

    @property
    def leaves_something(self) -> bool:
        """Whether any page is left to leave."""
        return not self._paged or len(self._left_out) < self.pictures.pages
