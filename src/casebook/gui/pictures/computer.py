"""An invented computer for the picture of traces: enough of its files to find something of each kind."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from casebook.base.files import write_whole
from casebook.vault.trace import Roots

FILES: Final = {
    "proc/swaps": "Filename Type Size Used Priority\n/dev/sda2 partition 8388604 51200 -2\n",
    "proc/cmdline": "quiet",
    "proc/sys/kernel/core_pattern": "|/usr/lib/systemd/systemd-coredump %P",
    "proc/700/comm": "orca",
    "sys/power/state": "freeze mem",
    "sys/class/block/sda2/size": "16777208",
    "sys/class/block/dm-0/dm/uuid": "CRYPT-LUKS2-0",
    "sys/class/block/dm-0/dm/name": "home",
    "home/person/.local/share/klipper/history2.lst": "x",
    "home/person/.local/share/recently-used.xbel": "<xbel><bookmark /><bookmark /></xbel>",
    "home/person/.local/share/baloo/index": "x",
    "home/person/.cache/thumbnails/normal/0.png": "x",
}


def make_computer(folder: Path) -> Roots:
    """Put the files of that computer into *folder*."""
    roots = Roots.under(folder)
    mounted = f"1 1 253:0 / {roots.home} rw - ext4 /dev/mapper/home rw\n"
    for place, text in {**FILES, "proc/self/mountinfo": mounted}.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode())
    return roots
