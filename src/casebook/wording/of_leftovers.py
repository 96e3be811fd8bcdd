"""What other programs of the person keep, in words: the second half of `of_traces.py`."""

from __future__ import annotations

from typing import Final

from casebook.base.words import N_
from casebook.vault.trace import Kind
from casebook.wording.mending import BOTH, FEDORA, Way, Words

_NO_RECENT: Final = (
    Way(
        "GNOME",
        (
            "gsettings set org.gnome.desktop.privacy remember-recent-files false",
            "rm ~/.local/share/recently-used.xbel",
        ),
    ),
    Way("KDE", ("rm -r ~/.local/share/RecentDocuments ~/.local/share/recently-used.xbel",)),
)
_NO_HISTORY: Final = (
    Way(
        "KDE (Klipper)",
        (
            "kwriteconfig6 --file klipperrc --group General --key KeepClipboardContents false",
            "rm -r ~/.local/share/klipper",
        ),
    ),
    Way("CopyQ", ("copyq disable", "rm -r ~/.config/copyq/*.dat")),
    Way("GPaste", ("gpaste-client delete-history history", "gpaste-client stop")),
    Way("Xfce (Clipman)", ("xfce4-clipman-history --clear",)),
    Way("cliphist", ("cliphist wipe",)),
)

TABLE: Final[dict[tuple[Kind, str], Words]] = {
    (Kind.RECENT, "near"): Words(
        N_("Lists of recent files lead to the casebook"),
        N_(
            "Another program was used to open its folder, or something in it, and remembers where it is."
            " Entries: {count}."
        ),
        N_("Empty the lists, and let nothing be remembered."),
        _NO_RECENT,
    ),
    (Kind.RECENT, "kept"): Words(
        N_("Recent files are remembered"),
        N_(
            "This program adds nothing. A bundle or a table that another program opened stands there by its name."
            " Entries: {count}."
        ),
        N_("Empty the lists, and let nothing be remembered."),
        _NO_RECENT,
    ),
    (Kind.RECENT, "none"): Words(N_("No recent files"), N_("Nothing is remembered of what was opened.")),
    (Kind.CLIPBOARDS, "kept"): Words(
        N_("What is copied is kept"),
        N_(
            "A clipboard manager keeps copied texts on the disk: {programs}. What is copied here is marked as not to"
            " be kept; not every one of them obeys."
        ),
        N_("Let it keep nothing, and delete what it has."),
        _NO_HISTORY,
    ),
    (Kind.CLIPBOARDS, "running"): Words(
        N_("A clipboard manager is running"),
        N_(
            "It sees what is copied: {programs}. What is copied here is marked as not to be kept; not every one obeys."
        ),
        N_("Copy no names while it runs, or end it."),
        _NO_HISTORY,
    ),
    (Kind.CLIPBOARDS, "none"): Words(
        N_("Nothing keeps what is copied"), N_("No clipboard manager was found.")
    ),
    (Kind.SPEECH, "logged"): Words(
        N_("The reader of the screen writes logs"),
        N_("They hold what was read aloud, word by word. Logs: {count}."),
        N_("Delete them, and switch its debugging off."),
        (
            Way(
                BOTH,
                ("rm -r ~/.cache/speech-dispatcher/log ~/.local/share/orca/debug", "rm ~/debug-*.out"),
            ),
        ),
    ),
    (Kind.SPEECH, "running"): Words(
        N_("A reader of the screen is running"),
        N_("It hears everything that is shown ({programs}). It writes nothing down."),
    ),
    (Kind.SPEECH, "none"): Words(N_("Nothing reads the screen aloud"), N_("No log of it was found either.")),
    (Kind.TYPING, "kept"): Words(
        N_("An input method learns what is typed"),
        N_("It keeps words and names of its own accord: {programs}."),
        N_("Switch learning off in its settings, and delete what it learnt."),
        (
            Way("IBus Typing Booster", ("rm -r ~/.local/share/ibus-typing-booster",)),
            Way("Fcitx 5", ("rm ~/.local/share/fcitx5/pinyin/user.*",)),
            Way("Onboard", ("rm -r ~/.local/share/onboard/models",)),
            Way("libpinyin", ("rm -r ~/.cache/ibus/libpinyin ~/.config/libpinyin",)),
        ),
    ),
    (Kind.TYPING, "none"): Words(
        N_("Nothing learns what is typed"), N_("No learning input method was found.")
    ),
    (Kind.INDEXES, "kept"): Words(
        N_("Files are indexed for searching"),
        N_(
            "An index holds names and words of your files, exported bundles and reports among them, also after they"
            " are deleted: {programs}. It cannot look into the casebook."
        ),
        N_("Switch it off and delete the index, or keep exports out of the folders it reads."),
        (
            Way(
                "GNOME",
                (
                    "systemctl --user mask --now localsearch-3.service tracker-miner-fs-3.service",
                    "localsearch reset --filesystem || tracker3 reset --filesystem",
                ),
            ),
            Way("KDE", ("balooctl6 disable", "balooctl6 purge")),
            Way(
                BOTH,
                (
                    "sudo systemctl mask --now plocate-updatedb.timer",
                    "sudo rm -f /var/lib/plocate/plocate.db /var/lib/mlocate/mlocate.db",
                ),
            ),
        ),
    ),
    (Kind.INDEXES, "none"): Words(N_("No index of your files"), N_("Nothing that searches files was found.")),
    (Kind.THUMBNAILS, "kept"): Words(
        N_("Small pictures of files are kept"),
        N_(
            "File managers make them of pictures and documents outside the casebook, and keep them when the file is"
            " gone. How many: {count}."
        ),
        N_("Delete them after working with pictures."),
        (Way(BOTH, ("rm -r ~/.cache/thumbnails",)),),
    ),
    (Kind.THUMBNAILS, "none"): Words(N_("No small pictures of files"), N_("File managers have kept none.")),
    (Kind.SHELLS, "kept"): Words(
        N_("The history of the terminal names this program"),
        N_("It shows what it was asked, and the paths of casebooks and exports. Lines: {count}."),
        N_(
            "Delete those lines in a terminal newly opened. A space before a command keeps it out, where the"
            " shell allows that."
        ),
        (
            Way("bash", ("sed -i /casebook/d ~/.bash_history",)),
            Way("zsh", ("sed -i /casebook/d ~/.zsh_history",)),
            Way("fish", ("history delete --contains casebook",)),
        ),
    ),
    (Kind.SHELLS, "none"): Words(
        N_("The history of the terminal does not name this program"), N_("No line with its name was found.")
    ),
    (Kind.STICKS, "kept"): Words(
        N_("Sticks and disks are remembered"),
        N_("The desktop knows which were plugged in: {count}. The system's logs may, too."),
        N_("Delete the list. It begins anew."),
        (
            Way("GNOME", ("rm -r ~/.local/share/gvfs-metadata",)),
            Way("KDE", ("rm ~/.config/kded_device_automounterrc",)),
        ),
    ),
    (Kind.STICKS, "none"): Words(N_("No sticks are remembered"), N_("The desktop keeps no list of them.")),
    (Kind.SNAPSHOTS, "kept"): Words(
        N_("Another program makes backups"),
        N_(
            "It may keep older states of the casebook, which an erasure and a change of keys do not reach: {programs}."
        ),
        N_(
            "Leave the casebook's folder out in its settings, delete its older backups, and use backups made here."
        ),
        (
            Way("Timeshift", ("sudo timeshift --list", "sudo timeshift --delete --snapshot NAME")),
            Way(FEDORA + " (Snapper)", ("sudo snapper list", "sudo snapper delete NUMBER")),
        ),
    ),
    (Kind.SNAPSHOTS, "none"): Words(
        N_("No other program makes backups"), N_("None of those we know is set up for this person.")
    ),
    (Kind.SYNCED, "inside"): Words(
        N_("The casebook lies in a synced folder"),
        N_(
            "A service copies it to computers of its own, with every state it ever had. It is encrypted there. It shows"
            " that it exists and when it changed, and an older state opens with an older passphrase."
        ),
        N_(
            "Lock the casebook and move its folder to a place that is not synced. Then change the passphrase."
        ),
    ),
    (Kind.SYNCED, "none"): Words(
        N_("The casebook lies in no synced folder"), N_("None whose name or mark is known to this program.")
    ),
}
