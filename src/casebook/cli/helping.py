"""The help of a verb in the language of the terminal. argparse says its own headings in English alone."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Final

from casebook.base.words import N_, Translator

_HEADINGS: Final = {"positional arguments": N_("arguments"), "options": N_("options")}


def formatter(t: Translator) -> type[argparse.HelpFormatter]:
    """A formatter whose headings *t* translates, and which leaves the lines of an example as they are."""

    class Formatter(argparse.RawDescriptionHelpFormatter):
        def add_usage(
            self,
            usage: str | None,
            actions: Iterable[argparse.Action],
            groups: Iterable[argparse._MutuallyExclusiveGroup],
            prefix: str | None = None,
        ) -> None:
            super().add_usage(usage, actions, groups, t(N_("usage: ")) if prefix is None else prefix)

        def start_section(self, heading: str | None) -> None:
            super().start_section(t(_HEADINGS[heading]) if heading in _HEADINGS else heading)

    return Formatter
