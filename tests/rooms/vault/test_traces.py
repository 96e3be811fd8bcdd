"""What a searcher would find: on computers built here, file by file, and on this one."""

from __future__ import annotations

import dataclasses
import gzip
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from canary import Canaries
from casebook.vault import traces
from casebook.vault.trace import Kind, Roots, Severity
from computers import Computer


@pytest.fixture
def computer(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "computer")


def test_a_computer_in_order_says_so(computer: Computer) -> None:
    found = traces.look(computer.roots, Path("/srv/notes"))

    assert {one.severity for one in found} == {Severity.FINE}
    assert [one.kind for one in found if one.kind is Kind.SYNCED] == [Kind.SYNCED]
    assert {one.kind for one in found} == set(Kind)
    assert traces.worst(computer.roots) is None


def test_the_worst_stands_first(computer: Computer) -> None:
    computer.swap("/dev/nvme0n1p3 partition")
    computer.put("home/person/.cache/thumbnails/large/a.png", b"x")
    computer.put("home/person/.bash_history", "casebook info x\n")
    ranks = [one.severity.rank for one in traces.look(computer.roots)]

    assert ranks == sorted(ranks)
    assert ranks[0] == 0


# ------------------------------------------------------------------------------------ swap


@pytest.mark.torture("T24", "swap and hibernation in every arrangement, on computers built for it")
@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ((), ("none", Severity.FINE)),
        (("/dev/nvme0n1p3 partition",), ("open", Severity.DANGER)),
        (("/dev/dm-0 partition",), ("encrypted", Severity.FINE)),
        (("/dev/dm-1 partition",), ("encrypted", Severity.FINE)),
        (("/dev/dm-2 partition",), ("open", Severity.DANGER)),
        (("/dev/mapper/disk_crypt partition",), ("encrypted", Severity.FINE)),
        (("/dev/zram0 partition",), ("in-memory", Severity.FINE)),
        (("/dev/zram0 partition", "/dev/dm-0 partition"), ("encrypted", Severity.FINE)),
        (("/dev/zram0 partition", "/dev/nvme0n1p3 partition"), ("open", Severity.DANGER)),
        (("/dev/zram1 partition",), ("open", Severity.DANGER)),
        (("/dev/nowhere partition",), ("open", Severity.DANGER)),
        (("{root}/swapfile file",), ("encrypted", Severity.FINE)),
        (("{root}/mnt/plain/swapfile file",), ("open", Severity.DANGER)),
        (("{root}/mnt/a\\040b/swapfile file",), ("open", Severity.DANGER)),
    ],
)
def test_swap(computer: Computer, lines: tuple[str, ...], wanted: tuple[str, Severity]) -> None:
    """A logical volume on an encrypted disk is encrypted; compressed memory is, unless it goes on to a disk."""
    computer.disk("dm-1", uuid="LVM-x", below=("dm-0",))
    computer.disk("dm-2", uuid="LVM-y", below=("dm-0", "nvme0n1p3"))
    computer.disk("zram0", backing_dev="none")
    computer.disk("zram1", backing_dev="/dev/nvme0n1p3")
    computer.mount("/mnt/plain", "/dev/nvme0n1p3")
    computer.mount("/mnt/a b", "/dev/nvme0n1p3")
    computer.swap(*(line.replace("{root}", str(computer.folder)) for line in lines))

    assert computer.seen(Kind.SWAP) == wanted
    worst = traces.worst(computer.roots)
    assert (worst is not None and worst.kind is Kind.SWAP) == (wanted[1] is Severity.DANGER)


def test_swap_that_cannot_be_seen_is_no_good_news(computer: Computer) -> None:
    (computer.folder / "proc/swaps").unlink()

    assert computer.seen(Kind.SWAP) == ("unseen", Severity.NOTE)


@pytest.mark.torture("T24", "swap and hibernation in every arrangement, on computers built for it")
@pytest.mark.parametrize(
    ("states", "swap", "resume", "masked", "wanted"),
    [
        ("freeze mem disk", "nvme0n1p3", "259:3", False, ("open", Severity.DANGER)),
        ("freeze mem disk", "nvme0n1p3", "0:0", False, ("possible", Severity.WARNING)),
        ("freeze mem disk", "nvme0n1p3", "259:3", True, ("switched-off", Severity.FINE)),
        ("freeze mem disk", "dm-0", "253:0", False, ("encrypted", Severity.NOTE)),
        ("freeze mem disk", "zram0", "0:0", False, ("impossible", Severity.FINE)),
        ("freeze mem disk", "", "259:3", False, ("impossible", Severity.FINE)),
        ("freeze mem", "nvme0n1p3", "259:3", False, ("impossible", Severity.FINE)),
    ],
)
def test_hibernation(
    *,
    computer: Computer,
    states: str,
    swap: str,
    resume: str,
    masked: bool,
    wanted: tuple[str, Severity],
) -> None:
    computer.disk("zram0", backing_dev="none")
    computer.put("sys/power/state", states)
    computer.put("sys/power/resume", f"{resume}\n")
    if swap:
        computer.swap(f"/dev/{swap} partition")
    if masked:
        target = computer.folder / "etc/systemd/system/hibernate.target"
        target.parent.mkdir(parents=True)
        target.symlink_to("/dev/null")

    assert computer.seen(Kind.HIBERNATION) == wanted


def test_hibernation_by_the_kernels_command_line(computer: Computer) -> None:
    computer.put("sys/power/state", "mem disk")
    computer.swap("/dev/nvme0n1p3 partition")
    computer.put("proc/cmdline", "quiet resume=UUID=0a0b")

    assert computer.seen(Kind.HIBERNATION) == ("open", Severity.DANGER)
    worst = traces.worst(computer.roots)
    assert worst is not None
    assert worst.kind is Kind.HIBERNATION


# ------------------------------------------------------------------------------------ the system


@pytest.mark.parametrize(
    ("source", "kind", "wanted"),
    [
        ("/dev/mapper/disk_crypt", "ext4", ("encrypted", Severity.FINE)),
        ("/dev/nvme0n1p3", "btrfs", ("open", Severity.WARNING)),
        ("/home/.person", "ecryptfs", ("encrypted", Severity.FINE)),
        ("pool/home", "zfs", ("unseen", Severity.NOTE)),
        ("/dev/gone", "ext4", ("unseen", Severity.NOTE)),
    ],
)
def test_the_disk_of_the_home(
    computer: Computer, source: str, kind: str, wanted: tuple[str, Severity]
) -> None:
    computer.mount("/home", source, kind)

    assert computer.seen(Kind.HOME) == wanted


@pytest.mark.parametrize(
    ("pattern", "wanted", "program"),
    [
        ("core", "none", None),
        ("|/usr/share/apport/apport -p%p -s%s -c%c", "handler", "Apport"),
        ("|/usr/lib/systemd/systemd-coredump %P %u", "handler", "systemd-coredump"),
        ("|/usr/libexec/abrt-hook-ccpp %s", "handler", "ABRT"),
        ("|/opt/other", "handler", "?"),
        ("|/bin/false", "none", None),
    ],
)
def test_who_collects_crashes(computer: Computer, pattern: str, wanted: str, program: str | None) -> None:
    computer.put("proc/sys/kernel/core_pattern", f"{pattern}\n")
    found = computer.trace(Kind.CRASHES)

    assert found.state == wanted
    assert found.facts.get("programs") == program


def test_a_collector_that_keeps_nothing_is_in_order_once_the_old_ones_are_gone(computer: Computer) -> None:
    computer.put("proc/sys/kernel/core_pattern", "|/usr/lib/systemd/systemd-coredump %P")
    computer.put("etc/systemd/coredump.conf", "[Coredump]\n#Storage=none\nStorage=external\n")
    assert computer.seen(Kind.CRASHES) == ("handler", Severity.WARNING)
    computer.put("etc/systemd/coredump.conf.d/none.conf", "[Coredump]\nStorage=none\n")
    old = computer.put("var/lib/systemd/coredump/core.x", b"x")
    assert computer.seen(Kind.CRASHES) == ("kept", Severity.WARNING)
    old.unlink()

    assert computer.seen(Kind.CRASHES) == ("none", Severity.FINE)


def test_a_crash_kernel(computer: Computer) -> None:
    computer.put("sys/kernel/kexec_crash_loaded", "1\n")

    assert computer.seen(Kind.KERNEL_CRASHES) == ("loaded", Severity.WARNING)


def test_whether_freed_memory_is_wiped(computer: Computer) -> None:
    computer.put("proc/cmdline", "quiet")
    computer.put("proc/sys/kernel/osrelease", "6.1\n")
    assert computer.seen(Kind.FREED_MEMORY) == ("kept", Severity.NOTE)
    computer.put("boot/config-6.1", "CONFIG_X=y\nCONFIG_INIT_ON_FREE_DEFAULT_ON=y\n")
    assert computer.seen(Kind.FREED_MEMORY) == ("wiped", Severity.FINE)
    computer.put("proc/cmdline", "quiet init_on_free=0")
    assert computer.seen(Kind.FREED_MEMORY) == ("kept", Severity.NOTE)
    computer.put("proc/cmdline", "quiet")
    computer.put("proc/config.gz", gzip.compress(b"CONFIG_INIT_ON_FREE_DEFAULT_ON is not set\n"))
    assert computer.seen(Kind.FREED_MEMORY) == ("kept", Severity.NOTE)
    computer.put("proc/config.gz", b"no gzip")
    assert computer.seen(Kind.FREED_MEMORY) == ("kept", Severity.NOTE)


def test_logs_that_stay(computer: Computer) -> None:
    (computer.folder / "var/log/journal").mkdir(parents=True)

    assert computer.seen(Kind.LOGS) == ("kept", Severity.NOTE)


# ------------------------------------------------------------------------------------ programs

BOOK = Path("/srv/person/Harbour notes")
ENTRY = '<bookmark href="file://{path}" added="2026-01-01"><info/></bookmark>\n'


def put_recent(computer: Computer, *paths: str) -> None:
    entries = "".join(ENTRY.format(path=path) for path in paths)
    told = f'<?xml version="1.0"?><xbel version="1.0"\n xmlns:bookmark="x">\n{entries}</xbel>'
    computer.put("home/person/.local/share/recently-used.xbel", told)


def test_lists_of_recent_files_and_those_that_lead_to_the_casebook(computer: Computer) -> None:
    put_recent(computer, "/srv/person/a.odt", "/srv/person/Harbour%20notes2/x")
    computer.put(
        "home/person/.local/share/RecentDocuments/b.desktop", "[Desktop Entry]\nURL[$e]=file:$HOME/b\n"
    )
    assert computer.trace(Kind.RECENT, BOOK).facts == {"count": 3}
    assert computer.seen(Kind.RECENT, BOOK) == ("kept", Severity.NOTE)
    put_recent(
        computer, "/srv/person/a.odt", "/srv/person/Harbour%20notes/keys", "/srv/person/Harbour%20notes"
    )

    assert computer.trace(Kind.RECENT, BOOK).facts == {"count": 2}
    assert computer.seen(Kind.RECENT, BOOK) == ("near", Severity.WARNING)
    assert computer.seen(Kind.RECENT) == ("kept", Severity.NOTE)


PROGRAMS: dict[str, tuple[Callable[[Computer], object], Kind, str, str | int | None]] = {
    "klipper keeps": (
        lambda c: c.put("home/person/.local/share/klipper/history2.lst", b"x"),
        Kind.CLIPBOARDS,
        "kept",
        "Klipper",
    ),
    "gpaste runs": (lambda c: c.runs("gpaste-daemon"), Kind.CLIPBOARDS, "running", "GPaste"),
    "an empty history": (
        lambda c: c.put("home/person/.cache/greenclip.history"),
        Kind.CLIPBOARDS,
        "none",
        None,
    ),
    "orca runs": (lambda c: c.runs("orca"), Kind.SPEECH, "running", "Orca"),
    "speech is logged": (
        lambda c: c.put("home/person/.cache/speech-dispatcher/log/espeak.log", b"x"),
        Kind.SPEECH,
        "logged",
        None,
    ),
    "an input method learnt": (
        lambda c: c.put("home/person/.local/share/ibus-typing-booster/user.db", b"x"),
        Kind.TYPING,
        "kept",
        "IBus Typing Booster",
    ),
    "baloo": (lambda c: c.put("home/person/.local/share/baloo/index", b"x"), Kind.INDEXES, "kept", "Baloo"),
    "tracker runs": (lambda c: c.runs("tracker-miner-f"), Kind.INDEXES, "kept", "Tracker"),
    "plocate": (lambda c: c.put("var/lib/plocate/plocate.db", b"x"), Kind.INDEXES, "kept", "plocate"),
    "thumbnails": (
        lambda c: c.put("home/person/.cache/thumbnails/normal/0a.png", b"x"),
        Kind.THUMBNAILS,
        "kept",
        None,
    ),
    "sticks": (
        lambda c: c.put("home/person/.local/share/gvfs-metadata/uuid-0A-0B", b"x"),
        Kind.STICKS,
        "kept",
        None,
    ),
    "timeshift": (lambda c: c.put("etc/timeshift/timeshift.json", "{}"), Kind.SNAPSHOTS, "kept", "Timeshift"),
}


@pytest.mark.parametrize("case", PROGRAMS)
def test_what_programs_keep(computer: Computer, case: str) -> None:
    put, kind, state, program = PROGRAMS[case]
    put(computer)
    found = computer.trace(kind)

    assert found.state == state
    assert found.facts.get("programs") == program
    assert (found.severity is Severity.FINE) == (state == "none")


def test_histories_of_shells_are_counted(computer: Computer) -> None:
    computer.put("home/person/.bash_history", "ls\ncasebook info a\ncasebook list a person\n")
    computer.put("home/person/.local/share/fish/fish_history", "- cmd: casebook new b\n  when: 1\n")

    assert computer.trace(Kind.SHELLS).facts == {"count": 3}


@pytest.mark.parametrize(
    ("folder", "state"),
    [
        ("/srv/person/Nextcloud/notes", "inside"),
        ("/srv/person/OneDrive - Group/a/notes", "inside"),
        ("/srv/person/Dropbox", "inside"),
        ("/srv/person/Synchrotron/notes", "none"),
        ("/srv/person/Megan/notes", "none"),
        ("/srv/notes", "none"),
    ],
)
def test_folders_that_a_service_copies_away(computer: Computer, folder: str, state: str) -> None:
    assert computer.trace(Kind.SYNCED, Path(folder)).state == state


def test_a_mark_of_such_a_service(computer: Computer, tmp_path: Path) -> None:
    (tmp_path / "shared" / ".stfolder").mkdir(parents=True)

    assert computer.trace(Kind.SYNCED, tmp_path / "shared" / "deep" / "notes").state == "inside"


# ------------------------------------------------------------------------------------ what is not done


def test_no_name_and_no_text_of_what_is_found_leaves_it(computer: Computer, canaries: Canaries) -> None:
    name = canaries.name.replace(" ", "_")
    put_recent(computer, f"/srv/person/{name}.pdf")
    for place in (
        f".cache/thumbnails/large/{name}.png",
        f".local/share/klipper/{name}",
        f".local/share/baloo/{name}",
        f".local/share/gvfs-metadata/uuid-{name}",
        f".cache/speech-dispatcher/log/{name}.log",
    ):
        computer.put(f"home/person/{place}", canaries.sentence)
    computer.put("home/person/.bash_history", f"casebook find x {canaries.phone}\n")
    computer.swap(f"{computer.folder}/{name} file")
    found = traces.look(computer.roots, Path(f"/srv/person/{name}"))
    told = repr(found)

    assert {one.kind for one in found if one.severity is not Severity.FINE} >= {
        Kind.RECENT,
        Kind.THUMBNAILS,
        Kind.CLIPBOARDS,
        Kind.INDEXES,
        Kind.STICKS,
        Kind.SPEECH,
        Kind.SHELLS,
    }
    assert name not in told
    assert not [text for text in canaries.texts() if text in told]


def test_looking_changes_nothing(computer: Computer) -> None:
    put_recent(computer, "/srv/person/a")
    before = {path: path.stat().st_mtime_ns for path in computer.folder.rglob("*")}
    traces.look(computer.roots, BOOK)

    assert {path: path.stat().st_mtime_ns for path in computer.folder.rglob("*")} == before


def test_a_computer_that_shows_nothing_is_no_trouble(tmp_path: Path) -> None:
    found = traces.look(Roots.under(tmp_path / "nothing"))

    assert {one.state for one in found} >= {"unseen"}
    assert all(one.severity in (Severity.FINE, Severity.NOTE) for one in found)


def test_files_that_are_not_ours_to_read_are_no_trouble(computer: Computer) -> None:
    """Also a folder where a file is expected, a link into nowhere, a pipe nobody writes to."""
    home = computer.folder / "home/person"
    (home / ".bash_history").mkdir()
    (home / ".zsh_history").symlink_to("/nowhere")
    (home / ".local/share").mkdir(parents=True)
    os.mkfifo(home / ".local/share/recently-used.xbel")
    (home / ".cache").mkdir()
    (home / ".cache/greenclip.history").symlink_to(home / ".cache/greenclip.history")

    assert computer.seen(Kind.SHELLS) == ("none", Severity.FINE)
    assert computer.seen(Kind.RECENT) == ("none", Severity.FINE)


def test_this_computer_can_be_looked_at() -> None:
    found = traces.look()

    assert {one.kind for one in found} == set(Kind) - {Kind.SYNCED}


def test_roots_follow_the_persons_base_folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "c"))
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")

    assert Roots().cache == tmp_path / "c"
    assert Roots().data == Path.home() / ".local/share"
    assert all(isinstance(getattr(Roots(), one.name), Path) for one in dataclasses.fields(Roots))
    assert shutil.which("swapon") is None or Roots().proc == Path("/proc")
