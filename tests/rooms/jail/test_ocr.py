"""Words in pixels, read in the jail where Tesseract is installed; what cannot be drawn is said to be so."""

from __future__ import annotations

import io
import os

import pytest
from PIL import Image, ImageDraw, ImageFont

import published
from casebook.base import resources
from casebook.jail import launch, ocr
from casebook.jail.limits import MIB, Limits
from casebook.jail.ocr import NotDrawn, Words

NEEDS = pytest.mark.skipif(
    not ocr.is_there(), reason="Tesseract with Russian, Kazakh and English is not installed"
)
LIMITS = Limits(memory=2048 * MIB, cpu_s=60, wall_s=120.0)


def read(task: str, content: bytes) -> Words:
    handle = os.memfd_create("picture", os.MFD_CLOEXEC)
    try:
        with os.fdopen(os.dup(handle), "wb") as stream:
            stream.write(content)
        os.lseek(handle, 0, os.SEEK_SET)
        return launch.run(f"casebook.jail.ocr:{task}", answer=Words, files=(handle,), limits=LIMITS)
    finally:
        os.close(handle)


@NEEDS
@pytest.mark.parametrize(
    "words", ["They took Saule Dzhandosova away", "увезли Сауле Джандосову", "Әйгерім Қожахметқызы"]
)
def test_words_are_read(words: str) -> None:
    found = " ".join(read("read_picture", published.png(published.picture(words))).texts)
    assert all(word in found for word in words.split())


@NEEDS
def test_small_letters_are_enlarged() -> None:
    small = published.picture("Saule Dzhandosova").resize((320, 200))
    assert "Dzhandosova" in " ".join(read("read_picture", published.png(small)).texts)


@NEEDS
@pytest.mark.parametrize("word", ["Dzhandosova", "Imanqul", "Beisembek", "pivipitusuki"])
def test_a_single_word_above_a_solid_box_is_read(word: str) -> None:
    """A picture somebody redacted, and not enough of it."""
    image = Image.new("RGB", (640, 320), "white")
    font = ImageFont.truetype(str(resources.path("fonts") / "NotoSans-Regular.ttf"), 48)
    ImageDraw.Draw(image).text((30, 30), word, "black", font)
    image.paste("black", (0, 160, 640, 320))
    assert word in " ".join(read("read_picture", published.png(image)).texts)


@NEEDS
def test_only_pages_that_are_drawn_are_read() -> None:
    target = io.BytesIO()
    published.picture("Saule Dzhandosova", (1240, 900)).save(target, "PDF", resolution=150)
    assert "Dzhandosova" in " ".join(read("read_pages", target.getvalue()).texts)


@NEEDS
def test_a_picture_without_words_has_none() -> None:
    blank = published.picture("", (300, 200)).crop((0, 0, 300, 90))
    assert not " ".join(read("read_picture", published.png(blank)).texts).strip()


@pytest.mark.parametrize("task", ["read_picture", "read_pages"])
@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0nothing", b"%PDF-1.7 nothing", bytes(100)])
def test_what_is_none_is_said_to_be_none(task: str, content: bytes) -> None:
    with pytest.raises(NotDrawn):
        read(task, content)
