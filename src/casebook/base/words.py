"""Words for people, by gettext. Reports may speak another language than the screen, so a translator is passed."""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import cache
from typing import Final

from casebook.base import resources

LANGUAGES: Final = ("en", "ru", "kk")
DOMAIN: Final = "casebook"


def N_(message: str) -> str:  # noqa: N802 - the gettext tools look for this name
    """Mark *message* for translation where it stands; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Translator:
    """Turns marked English messages into one language."""

    language: str
    _catalogue: gettext.NullTranslations

    def __call__(self, message: str) -> str:
        """The message in this language; the English one where no translation exists."""
        return self._catalogue.gettext(message) if message else ""

    def plural(self, one: str, many: str, count: int) -> str:
        """The right plural form for *count*, which is filled in as ``{count}``."""
        return self._catalogue.ngettext(one, many, count).format(count=count)


@cache
def translator(language: str) -> Translator:
    """The translator for *language* (``en``, ``ru``, ``kk``); unknown ones speak English.

    Catalogues are compiled at build time (``make locale``) and read from `resources/locale`.
    """
    catalogue: gettext.NullTranslations = gettext.NullTranslations()
    if language != "en":
        try:
            catalogue = gettext.GNUTranslations(io.BytesIO(resources.data("locale", f"{language}.mo")))
        except FileNotFoundError:
            catalogue = gettext.NullTranslations()
    return Translator(language, catalogue)
