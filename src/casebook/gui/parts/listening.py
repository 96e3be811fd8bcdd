"""A recording: where it stands, play and pause, a few seconds back and forth; of a film also the frame."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from casebook.base.words import N_
from casebook.gui import shortcuts
from casebook.gui.parts.buttons import Button
from casebook.gui.parts.canvas import Canvas
from casebook.gui.parts.drawn import clock
from casebook.gui.parts.notice import Notice
from casebook.gui.parts.picturing import as_image
from casebook.gui.parts.playback import Playback
from casebook.gui.parts.text import label, picture
from casebook.gui.theme import Look
from casebook.jail.shapes import Picture, Sound, Window

JUMP_S = 5.0
TENTHS = 10
"""Steps of the bar in a second."""
REST_MS = 250


def _plain(codec: str) -> str:
    """``pcm_s16le`` as people know it: PCM."""
    return codec.removeprefix("lib").partition("_")[0].removesuffix("float").upper()


class Listening(QWidget):
    """`window_wanted` carries the number of half a minute, `frame_wanted` a second."""

    window_wanted = Signal(int)
    frame_wanted = Signal(float)

    def __init__(self, look: Look, name: str, sound: Sound) -> None:
        super().__init__()
        self._look = look
        self._sound = sound
        self.playback = Playback(self)
        self.playback.wanted.connect(self.window_wanted)
        self.playback.moved.connect(self._show_place)
        self.playback.changed.connect(self._show_playing)
        self.playback.silent.connect(self._say_silent)
        theme = look.theme
        box = QVBoxLayout(self)
        side = theme.space(24)
        box.setContentsMargins(side, theme.space(16), side, theme.space(24))
        box.setSpacing(theme.space(12))
        self._canvas: Canvas | None = None
        if sound.picture:
            self._canvas = Canvas(look, name)
            box.addWidget(self._canvas, 1)
        box.addWidget(self._build_player(name))
        self._notice = Notice(look, "", tone="amber")
        self._notice.hide()
        box.addWidget(self._notice)
        if self._canvas is None:
            box.addStretch(1)
        self._rest = QTimer(self, interval=REST_MS, singleShot=True)
        self._rest.timeout.connect(self._want_frame)
        for key, act in (("play", self.toggle), ("earlier", self.earlier), ("later", self.later)):
            shortcuts.action(key, self, look.tr, everywhere=False).triggered.connect(act)
        self.setFocusProxy(self.toggle_button)
        self._show_place(0.0)

    def _build_player(self, name: str) -> QFrame:
        tr, theme = self._look.tr, self._look.theme
        card = QFrame()
        card.setProperty("role", "card")
        column = QVBoxLayout(card)
        pad = theme.space(16)
        column.setContentsMargins(pad, theme.space(12), pad, theme.space(12))
        column.setSpacing(theme.space(8))
        head = QHBoxLayout()
        head.setSpacing(theme.space(8))
        head.addWidget(picture(self._look, "reads-aloud", "accent", 20))
        head.addWidget(label(name, "strong", wrap=True), 1)
        column.addLayout(head)
        self.bar = QSlider(Qt.Orientation.Horizontal)
        self.bar.setAccessibleName(tr(N_("Place in the recording")))
        self.bar.setRange(0, max(1, round(self._sound.seconds * TENTHS)))
        self.bar.setPageStep(30 * TENTHS)
        self.bar.setSingleStep(round(JUMP_S * TENTHS))
        self.bar.actionTriggered.connect(self._dragged)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.setSpacing(theme.space(8))
        self.toggle_button = Button(self._look, tr(N_("Play")), role="primary", icon="play")
        self.toggle_button.clicked.connect(self.toggle)
        earlier = Button(self._look, tr(N_("−5 s")), role="quiet", name=tr(N_("Five seconds earlier")))
        later = Button(self._look, tr(N_("+5 s")), role="quiet", name=tr(N_("Five seconds later")))
        earlier.clicked.connect(self.earlier)
        later.clicked.connect(self.later)
        self.time = label("", "label")
        for widget in (self.toggle_button, earlier, later, self.time):
            row.addWidget(widget)
        row.addStretch(1)
        if theme.scale <= 130:  # with large letters there is no room beside what one presses
            row.addWidget(label(self._told(), "meta"))
        column.addLayout(row)
        if not self._sound.codec:
            self.toggle_button.setEnabled(False)
            self.toggle_button.setText(tr(N_("No sound")))
        return card

    def _told(self) -> str:
        """What is heard, in the words of those who know."""
        sound, tr = self._sound, self._look.tr
        pieces = []
        if sound.picture:
            pieces.append(f"{_plain(sound.picture)} {sound.width} × {sound.height}")
        if sound.codec:
            channels = {1: tr(N_("mono")), 2: tr(N_("stereo"))}.get(sound.channels) or tr.plural(
                "{count} channel", "{count} channels", sound.channels
            )
            pieces += [
                _plain(sound.codec),
                tr(N_("{rate} kHz")).format(rate=f"{sound.rate / 1000:g}"),
                channels,
            ]
        return " · ".join(pieces)

    @property
    def seconds(self) -> float:
        """How long the recording is; 0 where it does not say."""
        return self._sound.seconds

    # ------------------------------------------------------------------------------------ acting

    def toggle(self) -> None:
        """Play, or pause."""
        if self.playback.playing:
            self.playback.pause()
        elif self._sound.codec:
            self._notice.hide()
            self.playback.play()

    def earlier(self) -> None:
        """A few seconds back."""
        self._go(self.playback.second - JUMP_S)

    def later(self) -> None:
        """A few seconds on."""
        self._go(self.playback.second + JUMP_S)

    def _go(self, second: float) -> None:
        most = self._sound.seconds or second
        self.playback.go(min(max(0.0, second), most))
        self._rest.start()

    def _dragged(self, _action: int) -> None:
        self._go(self.bar.sliderPosition() / TENTHS)

    def _want_frame(self) -> None:
        if self._canvas is not None:
            self.frame_wanted.emit(self.playback.second)

    # ------------------------------------------------------------------------------------ showing

    def begin(self) -> None:
        """Ask for what is needed first."""
        if self._sound.codec:
            self.playback.go(0.0)
        self._want_frame()

    def feed(self, found: tuple[int, Window]) -> None:
        """Half a minute that was asked for."""
        number, window = found
        self.playback.feed(number, window.samples, last=window.last)

    def show_frame(self, frame: Picture) -> None:
        """The frame of a film."""
        if self._canvas is not None:
            self._canvas.show_whole(as_image(frame), frame.whole_width, frame.whole_height)

    def say(self, sentence: str) -> None:
        """What went wrong, while everything else stays as it is."""
        self.playback.pause()
        self.playback.forget_asking()
        self._notice.say(sentence)
        self._notice.show()

    def _say_silent(self) -> None:
        told = N_("No device that plays sound answers on this computer. The recording itself is whole.")
        self.say(self._look.tr(told))

    def _show_place(self, second: float) -> None:
        whole = self._sound.seconds
        self.time.setText(f"{clock(second)} / {clock(whole)}" if whole else clock(second))
        if not self.bar.isSliderDown():
            self.bar.setValue(round(second * TENTHS))

    def _show_playing(self) -> None:
        tr = self._look.tr
        playing = self.playback.playing
        words = tr(N_("Pause")) if playing else tr(N_("Play"))
        self.toggle_button.setText(words)
        self.toggle_button.setAccessibleName(words)
        icon = self._look.theme.icon("pause" if playing else "play", "on-accent")
        self.toggle_button.setIcon(icon)
        if not playing:
            self._rest.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever looks at something else hears nothing more of it."""
        if not event.spontaneous():
            self.playback.close()
        super().hideEvent(event)
