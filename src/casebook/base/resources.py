"""What we ship but do not execute; the only reader of `resources/`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_IN_PACKAGE = Path(__file__).parent.parent / "resources"
_IN_CHECKOUT = Path(__file__).parents[3] / "resources"


@cache
def folder() -> Path:
    """The folder of resources: inside the installed package, or beside `src` in a checkout."""
    return _IN_PACKAGE if _IN_PACKAGE.is_dir() else _IN_CHECKOUT


def path(*names: str) -> Path:
    """Where the resource stands, for libraries that open files themselves."""
    return folder().joinpath(*names)


def data(*names: str) -> bytes:
    """The bytes of a resource."""
    return path(*names).read_bytes()


def text(*names: str) -> str:
    """The text of a resource, UTF-8."""
    return path(*names).read_text(encoding="utf-8")


def beside(file: str, *names: str) -> str:
    """The text of a file that belongs to the code of one room and stands beside it (SQL)."""
    return Path(file).parent.joinpath(*names).read_text(encoding="utf-8")
