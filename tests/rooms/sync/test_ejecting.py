"""A stick is let go by the system's own service, asked for a medium that is pulled out and for no other."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from casebook.sync.ejecting import Ejected, System, eject

USB = "devices/pci0000:00/usb1/1-1/host6/block/sdb/sdb1"
DISK = "devices/pci0000:00/ata1/host0/block/sda/sda2"


class Desk:
    """The kernel's lists as files, and a service that does what it is told to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.stick = folder / "media" / "STICK one"
        for path in (self.stick, folder / "class", folder / "bin", folder / USB, folder / DISK):
            path.mkdir(parents=True)
        for at in (USB, DISK):
            (folder / "class" / Path(at).name).symlink_to(folder / at)
            (folder / at).parent.joinpath("removable").write_text("0\n")
        self.mount("/", "/dev/sda1")

    def mount(self, point: str, source: str) -> None:
        point = point.replace(" ", "\\040")
        with (self.folder / "mounts").open("a") as stream:
            stream.write(f"36 35 8:2 / {point} rw,noatime shared:1 - vfat {source} rw\n")

    def service(self, *, code: int = 0, unmounts: bool = True) -> None:
        program = self.folder / "bin" / "udisksctl"
        rest = f"sed -i '$d' '{self.folder}/mounts'\n" if unmounts else ""
        program.write_text(
            f"#!/bin/sh\necho \"$@\" >> '{self.folder}/asked'\nenv >> '{self.folder}/asked'\n{rest}exit {code}\n"
        )
        program.chmod(0o700)

    def eject(self) -> Ejected:
        return eject(
            self.stick,
            System(
                self.folder / "mounts",
                self.folder / "class",
                self.folder / "dev",
                f"{self.folder / 'bin'}{os.pathsep}/bin",
            ),
        )

    def asked(self) -> str:
        path = self.folder / "asked"
        return path.read_text() if path.exists() else ""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_stick_is_unmounted_and_only_its_device_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_SECRET", "lantern")
    desk.mount(str(desk.stick), "/dev/sdb1")
    desk.service()

    assert desk.eject() is Ejected.GONE
    assert desk.asked().splitlines()[0] == "unmount --no-user-interaction --block-device /dev/sdb1"
    assert "lantern" not in desk.asked()
    assert str(desk.stick) not in desk.asked()


def test_a_service_that_refuses_is_believed(desk: Desk) -> None:
    desk.mount(str(desk.stick), "/dev/sdb1")
    desk.service(code=1, unmounts=False)

    assert desk.eject() is Ejected.BUSY


def test_a_service_that_says_yes_and_does_nothing_is_not_believed(desk: Desk) -> None:
    desk.mount(str(desk.stick), "/dev/sdb1")
    desk.service(unmounts=False)

    assert desk.eject() is Ejected.BUSY


def test_without_a_service_a_person_does_it(desk: Desk) -> None:
    desk.mount(str(desk.stick), "/dev/sdb1")

    assert desk.eject() is Ejected.BY_HAND


@pytest.mark.parametrize(
    "source", ["/dev/sda2", "tmpfs", "server:/share", "/dev/sdz9", "/dev/../etc", "--all"]
)
def test_what_is_not_pulled_out_is_not_asked_for(desk: Desk, source: str) -> None:
    """The disk the system is on least of all."""
    desk.mount(str(desk.stick), source)
    desk.service()

    assert desk.eject() is Ejected.NO_STICK
    assert desk.asked() == ""


def test_a_disk_that_says_it_is_removable_is_asked_for(desk: Desk) -> None:
    (desk.folder / DISK).parent.joinpath("removable").write_text("1\n")
    desk.mount(str(desk.stick), "/dev/sda2")
    desk.service()

    assert desk.eject() is Ejected.GONE


def test_a_folder_of_this_computer_is_no_stick(tmp_path: Path) -> None:
    """By the kernel's own lists, as they are here."""
    assert eject(tmp_path) is Ejected.NO_STICK


def test_no_lists_no_stick(desk: Desk) -> None:
    (desk.folder / "mounts").unlink()

    assert desk.eject() is Ejected.NO_STICK
