"""What a searcher would find beside the casebook, in words: what it means, and how it is mended by hand.

Commands are for Debian, Ubuntu and Fedora, to be copied into a terminal; they are the same in every language.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casebook.base.words import N_, Translator
from casebook.vault.trace import Kind, Severity, Trace
from casebook.wording import of_leftovers
from casebook.wording.mending import BOTH, DEBIAN, FEDORA, Way, Words

SEVERITIES: Final = {
    Severity.DANGER: N_("Mend this first"),
    Severity.WARNING: N_("Worth mending"),
    Severity.NOTE: N_("Good to know"),
    Severity.FINE: N_("In order"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A trace in one language."""

    trace: Trace
    severity: str
    heading: str
    meaning: str
    mending: str
    ways: tuple[Way, ...]


_NO_SWAP: Final = (
    Way(BOTH, ("sudo swapoff -a", r"sudo sed -i.before '/\sswap\s/s/^/#/' /etc/fstab")),
    Way(DEBIAN, ("sudo apt install zram-tools",)),
)
_NO_HIBERNATION: Final = (
    Way(BOTH, ("sudo systemctl mask hibernate.target hybrid-sleep.target suspend-then-hibernate.target",)),
)
_NO_DUMPS: Final = (
    Way(
        BOTH,
        (
            "sudo mkdir -p /etc/systemd/coredump.conf.d",
            r"printf '[Coredump]\nStorage=none\n' | sudo tee /etc/systemd/coredump.conf.d/none.conf",
            "sudo find /var/lib/systemd/coredump /var/crash /var/spool/abrt -type f -delete",
        ),
    ),
    Way("Ubuntu", ("sudo systemctl disable --now apport.service", "sudo apt purge apport")),
    Way(FEDORA, ("sudo systemctl disable --now abrtd.service abrt-journal-core.service",)),
)
_GRUB: Final = (
    """echo 'GRUB_CMDLINE_LINUX="$GRUB_CMDLINE_LINUX init_on_free=1"'"""
    " | sudo tee /etc/default/grub.d/wipe.cfg"
)

_TABLE: Final[dict[tuple[Kind, str], Words]] = {
    (Kind.SWAP, "open"): Words(
        N_("Swap is not encrypted"),
        N_(
            "When memory runs short, parts of it, with text of the open casebook, are written readable to the disk,"
            " and stay there after locking. Swap areas that are not encrypted: {count}."
        ),
        N_(
            "Do without it; compressed memory (zram) takes its place. What was written before stays until it is"
            " overwritten."
        ),
        _NO_SWAP,
    ),
    (Kind.SWAP, "encrypted"): Words(
        N_("Swap is encrypted"), N_("Memory that moves to the disk is unreadable there.")
    ),
    (Kind.SWAP, "in-memory"): Words(
        N_("Swap stays in memory"), N_("It is compressed memory, and never reaches the disk.")
    ),
    (Kind.SWAP, "none"): Words(N_("No swap"), N_("Memory is never moved to the disk.")),
    (Kind.SWAP, "unseen"): Words(
        N_("Whether there is swap cannot be seen"), N_("The system does not show it to this program.")
    ),
    (Kind.HIBERNATION, "open"): Words(
        N_("Hibernation writes all of memory to the disk"),
        N_(
            "It is set up, and the place it writes to is not encrypted: with an open casebook, all of it would stand"
            " there readable. Sleep waits until the casebook is locked; a battery that runs out does not."
        ),
        N_("Switch it off."),
        _NO_HIBERNATION,
    ),
    (Kind.HIBERNATION, "possible"): Words(
        N_("Hibernation is possible"),
        N_("It is not set up, but the system knows it, and the place it would write to is not encrypted."),
        N_("Switch it off for good."),
        _NO_HIBERNATION,
    ),
    (Kind.HIBERNATION, "encrypted"): Words(
        N_("Hibernation writes to an encrypted place"),
        N_(
            "All of memory goes to the disk, unreadable without the passphrase of the disk. Lock the casebook before."
        ),
    ),
    (Kind.HIBERNATION, "switched-off"): Words(
        N_("Hibernation is switched off"), N_("Memory stays in memory.")
    ),
    (Kind.HIBERNATION, "impossible"): Words(
        N_("No hibernation"), N_("This computer cannot write its memory to the disk.")
    ),
    (Kind.HOME, "open"): Words(
        N_("The disk is not encrypted"),
        N_(
            "The casebook itself is. Around it everything can be read: exported bundles, what other programs keep, and"
            " whatever was deleted. And somebody who holds the computer for an hour can change its programs."
        ),
        N_(
            "It is chosen when the system is installed anew (“encrypt the disk”). Save what you need, then install"
            " again."
        ),
    ),
    (Kind.HOME, "encrypted"): Words(
        N_("The disk is encrypted"), N_("It protects while the computer is switched off. Sleep is not off.")
    ),
    (Kind.HOME, "unseen"): Words(
        N_("Whether the disk is encrypted cannot be seen"),
        N_("Its kind of file system does not say so to this program."),
    ),
    (Kind.CRASHES, "handler"): Words(
        N_("Crashes are collected"),
        N_(
            "When a program crashes, {programs} keeps its memory. This program never hands over its own; a reader of"
            " the screen, or the program you open an export with, does. Reports kept now: {count}."
        ),
        N_("Keep nothing, and delete what is kept."),
        _NO_DUMPS,
    ),
    (Kind.CRASHES, "kept"): Words(
        N_("Reports of crashes are kept"),
        N_("They hold parts of the memory of programs that crashed. How many: {count}."),
        N_("Delete them."),
        (_NO_DUMPS[0],),
    ),
    (Kind.CRASHES, "none"): Words(N_("Crashes leave no memory behind"), N_("Nothing collects them.")),
    (Kind.KERNEL_CRASHES, "loaded"): Words(
        N_("A failing system would save all of memory"),
        N_(
            "A crash kernel stands ready (kdump). With an open casebook, its text would be in what it writes."
        ),
        N_("Switch it off."),
        (
            Way(DEBIAN, ("sudo systemctl disable --now kdump-tools.service",)),
            Way(FEDORA, ("sudo systemctl disable --now kdump.service",)),
        ),
    ),
    (Kind.KERNEL_CRASHES, "none"): Words(N_("No crash kernel"), N_("A failing system saves no memory.")),
    (Kind.FREED_MEMORY, "kept"): Words(
        N_("Memory that was given back is not wiped"),
        N_("After locking, pages of the process before keep their text until something else needs them."),
        N_("The kernel wipes them at once if it is told so at its start. It costs a little speed."),
        (
            Way(
                DEBIAN,
                (
                    "sudo mkdir -p /etc/default/grub.d",
                    _GRUB,
                    "sudo update-grub",
                ),
            ),
            Way(FEDORA, ("sudo grubby --update-kernel=ALL --args=init_on_free=1",)),
        ),
    ),
    (Kind.FREED_MEMORY, "wiped"): Words(
        N_("Memory that was given back is wiped"), N_("The kernel does it at once.")
    ),
    (Kind.LOGS, "kept"): Words(
        N_("Logs outlive the session"),
        N_(
            "This program writes nothing to them. They say when somebody was here and which programs were started."
        ),
        N_("Keep them in memory only."),
        (
            Way(
                BOTH,
                (
                    "sudo mkdir -p /etc/systemd/journald.conf.d",
                    r"printf '[Journal]\nStorage=volatile\n' | sudo tee /etc/systemd/journald.conf.d/volatile.conf",
                    "sudo systemctl restart systemd-journald",
                    "sudo rm -r /var/log/journal",
                ),
            ),
        ),
    ),
    (Kind.LOGS, "none"): Words(N_("Logs end with the session"), N_("None is kept on the disk.")),
    **of_leftovers.TABLE,
}


def shown(trace: Trace, t: Translator) -> Shown:
    """*trace* in the language of *t*."""
    words = _TABLE[trace.kind, trace.state]
    facts = {name: str(value) for name, value in trace.facts.items()}
    return Shown(
        trace,
        t(SEVERITIES[trace.severity]),
        t(words.heading),
        _filled(t(words.meaning), facts),
        t(words.mending),
        words.ways,
    )


def warning(trace: Trace, t: Translator) -> str:
    """One sentence for somebody who is at something else."""
    return t(_WARNINGS[trace.kind])


_WARNINGS: Final = {
    Kind.SWAP: N_(
        "Memory of this computer goes to the disk unencrypted (swap), and with it what you read here."
    ),
    Kind.HIBERNATION: N_(
        "Hibernation would write all of memory to the disk unencrypted, and with it what you read here."
    ),
}


def _filled(text: str, facts: dict[str, str]) -> str:
    for name, value in facts.items():
        text = text.replace(f"{{{name}}}", value)
    return text
