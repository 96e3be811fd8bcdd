"""What the person's other programs keep: of what was opened, copied, typed, spoken, indexed, backed up, synced.

We write to none of it. What somebody does beside the casebook (opens an export, pastes a paragraph) goes there all
the same. Counted, never named; the programs are named out of the lists here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

from casebook.vault.trace import Kind, Roots, Severity, Trace, entries, exists, files, read, running, text

CLIPBOARD_PROGRAMS: Final = {
    "klipper": "Klipper",
    "copyq": "CopyQ",
    "gpaste-daemon": "GPaste",
    "xfce4-clipman": "Clipman",
    "clipman": "Clipman",
    "cliphist": "cliphist",
    "clipmenud": "clipmenu",
    "greenclip": "Greenclip",
    "parcellite": "Parcellite",
    "clipit": "ClipIt",
    "diodon": "Diodon",
    "qlipper": "Qlipper",
}
CLIPBOARD_HISTORIES: Final = {
    "data/klipper": "Klipper",
    "config/copyq": "CopyQ",
    "data/gpaste": "GPaste",
    "cache/xfce4/clipman": "Clipman",
    "data/clipman.json": "Clipman",
    "cache/cliphist": "cliphist",
    "cache/greenclip.history": "Greenclip",
    "data/parcellite": "Parcellite",
    "data/clipit": "ClipIt",
    "cache/clipboard-indicator@tudmotu.com": "Clipboard Indicator",
}
SPEAKING: Final = {
    "orca": "Orca",
    "speech-dispatche": "Speech Dispatcher",
    "speech-dispatch": "Speech Dispatcher",
}
SPEECH_LOGS: Final = ("cache/speech-dispatcher/log", "data/orca/debug", "home/.speech-dispatcher/log")
LEARNT: Final = {
    "data/ibus-typing-booster": "IBus Typing Booster",
    "data/fcitx5/pinyin": "Fcitx 5",
    "data/onboard/models": "Onboard",
    "home/.presage": "Presage",
    "config/libpinyin": "libpinyin",
    "cache/ibus/libpinyin": "libpinyin",
}
INDEXERS: Final = {
    "tracker-miner-fs": "Tracker",
    "tracker-miner-f": "Tracker",
    "localsearch-3": "LocalSearch",
    "baloo_file": "Baloo",
    "recollindex": "Recoll",
}
INDEXES: Final = {
    "cache/tracker3": "Tracker",
    "cache/tracker": "Tracker",
    "data/baloo": "Baloo",
    "home/.recoll": "Recoll",
    "var/lib/plocate/plocate.db": "plocate",
    "var/lib/mlocate/mlocate.db": "mlocate",
}
SNAPSHOTS: Final = {
    "etc/timeshift/timeshift.json": "Timeshift",
    "etc/snapper/configs": "Snapper",
    "cache/deja-dup": "Déjà Dup",
    "config/backintime": "Back In Time",
    "data/Vorta": "Vorta",
    "config/kuprc": "Kup",
}
HISTORIES: Final = (
    "home/.bash_history",
    "home/.zsh_history",
    "home/.zhistory",
    "home/.histfile",
    "data/fish/fish_history",
    "home/.local/share/atuin/history.db",
)
SYNCING: Final = re.compile(
    r"(dropbox|nextcloud|owncloud|onedrive|google ?drive|pcloud ?drive|mega(sync)?|seafile|syncthing|sync"
    r"|yandex\.?disk|icloud( ?drive)?|proton ?drive|tresorit|nutstore)( .*)?",
    re.IGNORECASE,
)
"""Names of folders that a service keeps in step with its own computers."""
SYNC_MARKS: Final = (".dropbox", ".dropbox.cache", ".stfolder", ".owncloudsync.log", ".nextcloudsync.log")


def look(roots: Roots, book: Path | None) -> tuple[Trace, ...]:
    """All of it, in no order. *book*: the folder of the casebook, if known."""
    there = running(roots)
    return (
        _recent(roots, book),
        _clipboards(roots, there),
        _speech(roots, there),
        _kept(Kind.TYPING, _named(roots, LEARNT), Severity.WARNING),
        _kept(
            Kind.INDEXES,
            {*_named(roots, INDEXES), *_known(there, INDEXERS)},
            Severity.WARNING,
        ),
        _counted(Kind.THUMBNAILS, files(roots.cache / "thumbnails", "*.png"), Severity.NOTE),
        _counted(Kind.SHELLS, _commands(roots), Severity.WARNING),
        _counted(Kind.STICKS, _media(roots), Severity.NOTE),
        _kept(Kind.SNAPSHOTS, _named(roots, SNAPSHOTS), Severity.WARNING),
        *([] if book is None else [_synced(book)]),
    )


def _at(roots: Roots, place: str) -> Path:
    """``cache/x`` = *x* in the folder of caches, and so on."""
    root, _, rest = place.partition("/")
    folder: Path = getattr(roots, root)
    return folder / rest


def _holds(path: Path) -> bool:
    """A file with something in it, or a folder with a file."""
    try:
        return path.stat().st_size > 0 if path.is_file() else files(path) > 0
    except OSError:
        return False


def _named(roots: Roots, places: Mapping[str, str]) -> set[str]:
    return {name for place, name in places.items() if _holds(_at(roots, place))}


def _known(there: Iterable[str], programs: Mapping[str, str]) -> set[str]:
    return {programs[name] for name in there if name in programs}


def _kept(kind: Kind, programs: Iterable[str], severity: Severity) -> Trace:
    found = sorted(set(programs))
    if not found:
        return Trace(kind, "none", Severity.FINE)
    return Trace(kind, "kept", severity, {"programs": ", ".join(found), "count": len(found)})


def _counted(kind: Kind, count: int, severity: Severity) -> Trace:
    return Trace(kind, "kept", severity, {"count": count}) if count else Trace(kind, "none", Severity.FINE)


# ------------------------------------------------------------------------------------ opened


def _recent(roots: Roots, book: Path | None) -> Trace:
    """Lists of recently opened files (freedesktop.org's bookmarks, KDE's documents), and how many lead to *book*."""
    lists = (read(roots.data / "recently-used.xbel"), read(roots.home / ".recently-used.xbel"))
    listed = [one for found in lists for one in (found or b"").split(b"<bookmark ")[1:]]
    listed += [read(link) or b"" for link in entries(roots.data / "RecentDocuments")]
    near = 0 if book is None else sum(bool(_leading_to(book).search(one)) for one in listed)
    if near:
        return Trace(Kind.RECENT, "near", Severity.WARNING, {"count": near})
    return _counted(Kind.RECENT, len(listed), Severity.NOTE)


def _leading_to(book: Path) -> re.Pattern[bytes]:
    """The folder, or what is in it, as such lists write it: as an address, or as it is."""
    spelled = sorted({quote(str(book)).encode(), str(book).encode()})
    return re.compile(b"(?:" + b"|".join(map(re.escape, spelled)) + rb")(?=[/\"'\s\]<]|$)")


def _commands(roots: Roots) -> int:
    """Lines of shells' histories that name the program."""
    return sum((read(_at(roots, place)) or b"").count(b"casebook") for place in HISTORIES)


def _media(roots: Roots) -> int:
    """Sticks and disks the desktop remembers."""
    remembered = sum(
        path.name.startswith(("uuid-", "label-")) and not path.suffix
        for path in entries(roots.data / "gvfs-metadata")
    )
    listed = (text(roots.config / "kded_device_automounterrc") or "").count("[Devices][")
    return remembered + listed


# ------------------------------------------------------------------------------------ copied, spoken


def _clipboards(roots: Roots, there: frozenset[str]) -> Trace:
    kept = _named(roots, CLIPBOARD_HISTORIES)
    found = sorted(kept | _known(there, CLIPBOARD_PROGRAMS))
    if not found:
        return Trace(Kind.CLIPBOARDS, "none", Severity.FINE)
    state = "kept" if kept else "running"
    return Trace(
        Kind.CLIPBOARDS, state, Severity.WARNING, {"programs": ", ".join(found), "count": len(found)}
    )


def _speech(roots: Roots, there: frozenset[str]) -> Trace:
    """Readers of the screen hear everything; their logs may hold it."""
    logs = sum(_holds(log) for place in SPEECH_LOGS for log in entries(_at(roots, place)))
    logs += sum(path.name.startswith("debug-") and path.suffix == ".out" for path in entries(roots.home))
    if logs:
        return Trace(Kind.SPEECH, "logged", Severity.WARNING, {"count": logs})
    speaking = sorted(_known(there, SPEAKING))
    if speaking:
        return Trace(Kind.SPEECH, "running", Severity.NOTE, {"programs": ", ".join(speaking)})
    return Trace(Kind.SPEECH, "none", Severity.FINE)


# ------------------------------------------------------------------------------------ elsewhere


def _synced(book: Path) -> Trace:
    """Whether the casebook lies in a folder that a service copies away: by its name, or by the service's mark."""
    folders = [book, *book.parents]
    marked = any(SYNCING.fullmatch(folder.name) for folder in folders) or any(
        exists(folder / mark) for folder in folders for mark in SYNC_MARKS
    )
    if marked:
        return Trace(Kind.SYNCED, "inside", Severity.WARNING)
    return Trace(Kind.SYNCED, "none", Severity.FINE)
