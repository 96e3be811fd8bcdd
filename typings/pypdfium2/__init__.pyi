# Only what jail/pdf.py, jail/pages.py and jail/ocr.py ask for.
from collections.abc import Iterator
from ctypes import Array, c_ubyte
from typing import BinaryIO

from PIL.Image import Image

class PdfiumError(RuntimeError):
    err_code: int | None

class PdfTextPage:
    def get_text_range(self) -> str: ...
    def count_chars(self) -> int: ...

class PdfObject:
    type: int

class PdfBitmap:
    buffer: Array[c_ubyte]
    width: int
    height: int
    stride: int
    n_channels: int
    def to_pil(self) -> Image: ...

class PdfPage:
    def get_textpage(self) -> PdfTextPage: ...
    def get_objects(self, *, max_depth: int) -> Iterator[PdfObject]: ...
    def get_size(self) -> tuple[float, float]: ...
    def render(
        self,
        *,
        scale: float,
        crop: tuple[float, float, float, float] = ...,
        rev_byteorder: bool = ...,
        prefer_bgrx: bool = ...,
    ) -> PdfBitmap: ...

class PdfDocument:
    def __init__(self, data: bytes | BinaryIO, /) -> None: ...
    def __iter__(self) -> Iterator[PdfPage]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> PdfPage: ...
    def close(self) -> None: ...
