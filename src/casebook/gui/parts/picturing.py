"""An image, or the pages of a document, with the scale and the pages within reach of the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage, QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button, enable, icon_button
from casebook.gui.parts.canvas import Canvas, Wish
from casebook.gui.parts.drawn import Drawn
from casebook.gui.parts.flow import Flow
from casebook.gui.parts.text import label
from casebook.gui.theme import Look
from casebook.jail.shapes import Ask, Box, Picture

WHOLE = 2000
"""Pixels on a side of the whole, which is shown until a part is asked for more sharply."""


def as_image(picture: Picture) -> QImage:
    """*picture* for Qt, which then has a copy of its own."""
    channels = 3 if picture.opaque else 4
    form = QImage.Format.Format_RGB888 if picture.opaque else QImage.Format.Format_RGBA8888
    return QImage(picture.pixels, picture.width, picture.height, picture.width * channels, form).copy()


class Pictures(QWidget):
    """`wanted` carries an `Ask`, `sized` the natural width and height of a page that is shown now. *paged*: a document,
    of which one page is shown. *canvas*: one on which more can be done than looking.
    """

    wanted = Signal(object)
    sized = Signal(int, int)

    def __init__(self, look: Look, name: str, *, paged: bool, canvas: Canvas | None = None) -> None:
        super().__init__()
        self._look = look
        self._paged = paged
        self.page = 0
        self._pages = 1
        theme = look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        tools = QWidget()
        # With large letters the tools go on in a second line.
        margins = (theme.space(24), theme.space(6), theme.space(16), theme.space(6))
        bar: QHBoxLayout | Flow
        if theme.scale <= 130:
            bar = QHBoxLayout(tools)
            bar.setContentsMargins(*margins)
            bar.setSpacing(theme.space(4))
        else:
            bar = Flow.within(tools, margins, gap=theme.space(4))
        box.addWidget(tools)
        self.canvas = Canvas(look, name, larger=paged) if canvas is None else canvas
        self.canvas.wished.connect(self._wish)
        self.canvas.zoomed.connect(self._show_scale)
        box.addWidget(self.canvas, 1)
        if paged:
            self._build_pages(bar)
        if isinstance(bar, QHBoxLayout):
            bar.addStretch(1)
        self._build_scale(bar)
        self.setFocusProxy(self.canvas)
        self._show_scale()

    def _build_pages(self, bar: QHBoxLayout | Flow) -> None:
        tr = self._look.tr
        self._before = icon_button(self._look, "previous", tr(N_("The page before")))
        self._after = icon_button(self._look, "next", tr(N_("The next page")))
        self._before.clicked.connect(self.page_before)
        self._after.clicked.connect(self.page_after)
        self._number = QLineEdit("1")
        self._number.setAccessibleName(tr(N_("Page")))
        self._number.setFixedWidth(self._look.theme.px(56))
        self._number.setValidator(QIntValidator(1, 99_999, self._number))
        self._number.returnPressed.connect(self._typed_page)
        self._of = label("", "label")
        for widget in (self._before, self._number, self._of, self._after):
            bar.addWidget(widget)
        self._bind("previous-page", self.page_before)
        self._bind("next-page", self.page_after)

    def _build_scale(self, bar: QHBoxLayout | Flow) -> None:
        tr = self._look.tr
        self._percent = label("", "label")
        farther = icon_button(self._look, "zoom-out", tr(N_("Smaller")))
        closer = icon_button(self._look, "zoom-in", tr(N_("Larger")))
        self.fit = Button(self._look, tr(N_("Fit")), role="quiet", name=tr(N_("As large as the window")))
        self.natural = Button(self._look, "100 %", role="quiet", name=tr(N_("At its own size")))
        for button in (self.fit, self.natural):
            button.setCheckable(True)
        for widget in (farther, self._percent, closer, self.fit, self.natural):
            bar.addWidget(widget)
        for name, widget, act in (
            ("larger", closer, self.canvas.closer),
            ("smaller", farther, self.canvas.farther),
            ("fit", self.fit, self._fit),
            ("natural-size", self.natural, self._natural),
        ):
            widget.clicked.connect(act)
            self._bind(name, act)

    def _bind(self, name: str, act: Callable[[], None]) -> None:
        shortcuts.action(name, self, self._look.tr, everywhere=False).triggered.connect(act)

    def _fit(self) -> None:
        self.canvas.zoom(None)

    def _natural(self) -> None:
        self.canvas.zoom(1.0)

    def _show_scale(self) -> None:
        self._percent.setText(f"{round(self.canvas.scale * 100)} %")
        self.fit.setChecked(self.canvas.fitted)
        self.natural.setChecked(not self.canvas.fitted and abs(self.canvas.scale - 1) < 0.005)

    # ------------------------------------------------------------------------------------ asking, showing

    def begin(self) -> None:
        """Ask for the whole."""
        self.wanted.emit(Ask(WHOLE, WHOLE, page=self.page))

    @property
    def has_picture(self) -> bool:
        """Whether anything was shown yet."""
        return self.canvas.has_picture

    @property
    def pages(self) -> int:
        """How many pages there are, as far as is known."""
        return self._pages

    def _wish(self, wish: Wish) -> None:
        box = Box(wish.left, wish.top, wish.right, wish.bottom)
        self.wanted.emit(Ask(wish.width, wish.height, box, self.page, enlarged=self._paged))

    def show_drawn(self, drawn: Drawn) -> None:
        """What was asked for; nothing if one has gone to another page since."""
        ask, picture = drawn.ask, drawn.picture
        if ask.page != self.page:
            return
        if ask.box == Box():
            self.canvas.show_whole(as_image(picture), picture.whole_width, picture.whole_height)
            self.sized.emit(picture.whole_width, picture.whole_height)
        else:
            # The reader takes whole pixels: what it gave reaches a little over the edges that were asked for.
            width, height = picture.whole_width, picture.whole_height
            left, top, right, bottom = ask.box.pixels(width, height)
            image = as_image(picture)
            self.canvas.show_part(image, left / width, top / height, right / width, bottom / height)
        self._pages = picture.pages
        if self._paged:
            self._show_page()
        self._show_scale()

    # ------------------------------------------------------------------------------------ pages

    def _show_page(self) -> None:
        self._number.setText(str(self.page + 1))
        self._of.setText(self._look.tr(N_("of {count}")).format(count=self._pages))
        enable(self._before, when=self.page > 0)
        enable(self._after, when=self.page + 1 < self._pages)

    def go_to(self, page: int) -> None:
        """Show another page, if there is one."""
        if 0 <= page < self._pages and page != self.page:
            self.page = page
            self.canvas.verticalScrollBar().setValue(0)
            self.begin()
        if self._paged:
            self._show_page()

    def page_before(self) -> None:
        """The page before."""
        self.go_to(self.page - 1)

    def page_after(self) -> None:
        """The next page."""
        self.go_to(self.page + 1)

    def _typed_page(self) -> None:
        typed = self._number.text()
        self.go_to(int(typed) - 1 if typed.isdigit() else self.page)
        self.canvas.setFocus()
