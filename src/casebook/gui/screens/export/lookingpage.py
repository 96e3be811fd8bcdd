"""One thing of the bundle, as it goes along: the page of a finding, or an attachment, read in the jail."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from casebook.base.errors import Cancelled
from casebook.base.progress import Progress
from casebook.base.words import N_
from casebook.casework import previewing
from casebook.casework.book import Casebook
from casebook.casework.derivatives import Form, Redaction
from casebook.casework.deriving import Preview
from casebook.gui.parts.asking import Asking
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.drawn import Drawn
from casebook.gui.parts.layouts import empty
from casebook.gui.parts.listening import Listening
from casebook.gui.parts.marked import Marked
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.picturing import Pictures
from casebook.gui.parts.pieces import As, Piece
from casebook.gui.parts.says import says
from casebook.gui.parts.text import Elided, label
from casebook.gui.screens.export.finding import Page
from casebook.gui.theme import Look
from casebook.gui.workspace import Workspace
from casebook.jail.shapes import Ask, Sound, Window

WINDOW_S = 30
DRAWN = frozenset(("pdf", "jpg", "png"))
MOST_TEXT = 200_000


class LookingPage(QWidget):
    """`closed` = back to the report; `seen` carries the `Page` when it is there to be looked at."""

    closed = Signal()
    seen = Signal(object)

    def __init__(self, workspace: Workspace, look: Look) -> None:
        super().__init__()
        self._asking = Asking(workspace)
        self.look = look
        self.shown: Page | None = None
        self.body: QWidget | None = None
        theme = look.theme
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.space(8))
        head = QHBoxLayout()
        head.setSpacing(theme.space(8))
        self.back = Button(look, look.tr(N_("Back to the report")), role="link", icon="back")
        self.back.clicked.connect(self.closed)
        head.addWidget(self.back)
        self._title = Elided("", "strong")
        head.addWidget(self._title, 1)
        box.addLayout(head)
        self._told = label("", wrap=True)
        box.addWidget(self._told)
        self._words = Marked(look, look.tr(N_("The words at this place")))
        self._words.setMaximumHeight(theme.px(150))
        box.addWidget(self._words)
        self._body = QVBoxLayout()
        box.addLayout(self._body, 1)

    def show_page(self, page: Page) -> None:
        """Show it; `seen` follows when there is something to see."""
        self.shown = page
        self.body = None
        empty(self._body)
        self._title.setText(page.title)
        self._told.setText("\n".join(page.told))
        self._told.setVisible(bool(page.told))
        drawn = page.ending in DRAWN and bool(page.data)
        self._words.setVisible(page.words is not None and drawn)
        if page.words is not None:
            self._words.show_pieces(_pieces(page.words))
        if drawn:
            pictures = Pictures(self.look, page.title, paged=page.ending == "pdf")
            pictures.page = page.page
            pictures.wanted.connect(self._ask_picture)
            self._put(pictures)
            pictures.begin()
        elif page.ending == "flac":
            self._ask_sound(page)
        else:
            self._show_text(page)

    def _put(self, widget: QWidget) -> None:
        self.body = widget
        self._body.addWidget(widget, 1)

    def _show_text(self, page: Page) -> None:
        text = Marked(self.look, page.title)
        if page.words is not None:
            text.show_pieces(_pieces(page.words))
        else:
            told = page.data[:MOST_TEXT].decode("utf-8", "replace")
            text.show_pieces((Piece(told, As.PLAIN, current=False, start=0),))
        self._put(text)
        self.seen.emit(page)

    # ------------------------------------------------------------------------------------ drawn, heard

    @staticmethod
    def _preview(page: Page) -> Preview:
        form = Form.PAGES if page.ending == "pdf" else Form.SOUND if page.ending == "flac" else Form.IMAGE
        return Preview(page.data, page.ending, Redaction(form))

    def _ask_picture(self, ask: Ask) -> None:
        assert self.shown is not None
        page, preview = self.shown, self._preview(self.shown)

        def work(_book: Casebook, progress: Progress) -> tuple[Page, Drawn]:
            return page, Drawn(ask, previewing.picture(preview, ask, progress))

        self._asking.ask("picture", work, self._show_picture, self._fail)

    def _show_picture(self, answer: tuple[Page, Drawn]) -> None:
        page, drawn = answer
        if page is self.shown and isinstance(self.body, Pictures):
            self.body.show_drawn(drawn)
            self.seen.emit(page)

    def _ask_sound(self, page: Page) -> None:
        preview = self._preview(page)

        def work(_book: Casebook, progress: Progress) -> tuple[Page, Sound]:
            return page, previewing.sound(preview, progress)

        self._asking.ask("sound", work, self._show_sound, self._fail)

    def _show_sound(self, answer: tuple[Page, Sound]) -> None:
        page, sound = answer
        if page is self.shown:
            listening = Listening(self.look, page.title, sound)
            listening.window_wanted.connect(self._ask_window)
            self._put(listening)
            listening.begin()
            self.seen.emit(page)

    def _ask_window(self, number: int) -> None:
        assert self.shown is not None
        page, preview = self.shown, self._preview(self.shown)

        def work(_book: Casebook, progress: Progress) -> tuple[Page, int, Window]:
            return page, number, previewing.window(preview, float(number * WINDOW_S), progress)

        self._asking.ask(f"window {number}", work, self._show_window, self._fail)

    def _show_window(self, answer: tuple[Page, int, Window]) -> None:
        page, number, window = answer
        if page is self.shown and isinstance(self.body, Listening):
            self.body.feed((number, window))

    def let_go(self) -> None:
        """Nothing is looked at any more, and nothing sounds."""
        self._asking.cancel()
        if isinstance(self.body, Listening):
            self.body.playback.hush()
        self.shown = None
        self.body = None
        empty(self._body)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, Cancelled):
            return
        empty(self._body)
        notice = Notice(self.look, says(error, self.look.tr), tone="red")
        self._body.addWidget(notice, 0, Qt.AlignmentFlag.AlignTop)


def _pieces(words: tuple[str, str, str]) -> tuple[Piece, ...]:
    """The words at a finding, the finding itself marked."""
    before, word, after = words
    return (
        Piece(before, As.PLAIN, current=False, start=0),
        Piece(word, As.ASKED, current=True, start=len(before)),
        Piece(after, As.PLAIN, current=False, start=len(before) + len(word)),
    )
