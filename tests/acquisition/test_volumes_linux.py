"""Volumes on Linux, from a made-up /proc, /sys, /dev and /run: a stick, a card, an encrypted disk, a phone, and nonsense."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.acquisition import volumes_linux
from intake.acquisition.volumes import Volumes
from intake.acquisition.volumes_linux import Mount, media, mount_of, read_mounts, volume_of
from intake.records import canonical
from intake.records.items import VolumeFacts

MOUNTS = rb"""22 28 0:21 / /proc rw,relatime - proc proc rw
28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
40 28 8:17 / /media/u/Maria\040P\134x rw,nosuid,nodev - vfat /dev/sdb1 rw,fmask=0022
41 28 179:1 / /media/u/CARD ro,nosuid - exfat /dev/mmcblk0p1 ro
42 28 253:0 / /secure rw - ext4 /dev/mapper/luks rw
43 28 0:55 /sub /home rw - btrfs /dev/nvme0n1p2 rw,subvol=/sub
44 28 0:60 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
45 28 8:33 / /media/u/NTFS rw - fuseblk /dev/sdc1 rw
46 28 254:0 /srv /bind rw - ext4 /dev/vda rw
not a line
47 28 x:y / /odd rw - ext4 /dev/odd rw
"""


def put(root, files):
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def link(root, name, target):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.fixture
def root(tmp_path):
    usb = "sys/devices/pci0000:00/0000:00:14.0/usb1/1-2"
    disk = f"{usb}/1-2:1.0/host6/target6:0:0/6:0:0:0/block/sdb"
    mmc = "sys/devices/platform/mmc_host/mmc0/mmc0:0001/block/mmcblk0"
    nvme = "sys/devices/pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1"
    files = {
        "proc/self/mountinfo": MOUNTS,
        f"{usb}/idVendor": b"0781\n",
        f"{usb}/manufacturer": b"SanDisk\n",
        f"{usb}/product": b"Ultra Fit\n",
        f"{usb}/serial": b"4C530001\n",
        f"{disk}/device/vendor": b"USB     \n",
        f"{disk}/device/model": b"SanDisk 3.2Gen1 \n",
        f"{disk}/removable": b"0\n",
        f"{disk}/ro": b"0\n",
        f"{disk}/sdb1/partition": b"1\n",
        f"{mmc}/device/name": b"SD32G\n",
        f"{mmc}/device/serial": b"0x1234abcd\n",
        f"{mmc}/ro": b"1\n",
        f"{mmc}/mmcblk0p1/partition": b"1\n",
        f"{nvme}/device/model": b"Fast 1TB\n",
        f"{nvme}/device/serial": b"S123\n",
        f"{nvme}/removable": b"0\n",
        f"{nvme}/nvme0n1p3/partition": b"3\n",
        "sys/devices/virtual/block/dm-0/dm/name": b"luks\n",
        "sys/devices/pci0/virtio1/block/vda/device/vendor": b"0x1af4\n",
        "sys/devices/pci0/virtio1/block/vda/serial": b"disk-1\n",
        "run/udev/data/b8:17": b"N:sdb1\nE:ID_FS_LABEL_ENC=Maria\\x27s\\x20P\nE:ID_FS_UUID=1A2B-3C4D\nE:ID_MODEL=other\nS:x\n",
        "run/udev/data/b8:33": b"E:ID_FS_TYPE=ntfs\nE:ID_VENDOR=WD\nE:ID_MODEL=My_Passport\nE:ID_SERIAL_SHORT=WX1\n",
    }
    put(tmp_path, files)
    link(tmp_path, "sys/dev/block/8:17", f"../../../{disk}/sdb1")
    link(tmp_path, "sys/dev/block/179:1", f"../../../{mmc}/mmcblk0p1")
    link(tmp_path, "sys/dev/block/253:0", "../../devices/virtual/block/dm-0")
    link(tmp_path, "sys/dev/block/254:0", "../../devices/pci0/virtio1/block/vda")
    link(tmp_path, "sys/devices/virtual/block/dm-0/slaves/nvme0n1p3", f"../../../../../../{nvme}/nvme0n1p3")
    link(tmp_path, "dev/disk/by-label/CARD\\x20one", "../../mmcblk0p1")
    link(tmp_path, "dev/disk/by-uuid/ABCD-1234", "../../mmcblk0p1")
    link(tmp_path, "dev/disk/by-uuid/other", "../../sdb1")
    return tmp_path


def test_a_stick(root):
    assert volume_of(os.makedev(8, 17), b"/media/u/Maria P\\x/DCIM/1.jpg", root) == VolumeFacts(
        filesystem="vfat",
        label="Maria's P",
        serial="1A2B-3C4D",
        mount_point="/media/u/Maria P\\x",
        device_node="/dev/sdb1",
        device_make="SanDisk",
        device_model="Ultra Fit",
        device_serial="4C530001",
        transport="usb",
        read_only=False,
        removable=True,
    )


def test_a_locked_card_without_udev(root):
    assert volume_of(os.makedev(179, 1), b"/media/u/CARD/1.jpg", root) == VolumeFacts(
        filesystem="exfat",
        label="CARD one",
        serial="ABCD-1234",
        mount_point="/media/u/CARD",
        device_node="/dev/mmcblk0p1",
        device_model="SD32G",
        device_serial="0x1234abcd",
        transport="mmc",
        read_only=True,
        removable=True,
    )


def test_an_encrypted_disk_is_that_beneath(root):
    found = volume_of(os.makedev(253, 0), b"/secure/x", root)
    assert (found.filesystem, found.transport, found.device_model, found.device_serial) == ("ext4", "nvme", "Fast 1TB", "S123")
    assert found.removable is False


def test_a_number_of_a_bus_is_no_make(root):
    found = volume_of(os.makedev(254, 0), b"/etc/x", root)
    assert (found.device_make, found.device_serial, found.transport) == ("", "disk-1", "virtio")
    assert found.mount_point == "/"
    assert volume_of(os.makedev(254, 0), b"/bind/x", root).mount_point == "/bind"


def test_a_filesystem_in_user_space_is_named_by_udev(root):
    found = volume_of(os.makedev(8, 33), b"/media/u/NTFS/x", root)
    assert (found.filesystem, found.device_make, found.device_model, found.device_serial) == ("ntfs", "WD", "My_Passport", "WX1")


def test_a_device_number_that_is_not_listed_goes_by_the_path(root):
    found = volume_of(os.makedev(0, 77), b"/home/u/x", root)
    assert (found.filesystem, found.mount_point, found.device_node) == ("btrfs", "/home", "/dev/nvme0n1p2")
    assert volume_of(os.makedev(0, 77), b"/homely/x", root).mount_point == "/"


def test_a_phone(root):
    path = b"/run/user/1000/gvfs/mtp:host=SAMSUNG_SAMSUNG%20Android_R58/Internal storage/DCIM/1.jpg"
    found = volume_of(os.makedev(0, 60), path, root)
    assert (found.filesystem, found.transport, found.device_model) == ("fuse.gvfsd-fuse", "mtp", "SAMSUNG_SAMSUNG Android_R58")
    assert found.removable is True


def test_nothing_is_told(tmp_path):
    assert volume_of(os.makedev(8, 1), b"/x", tmp_path) == VolumeFacts()


def test_text_from_a_medium_cannot_mislead_or_break_a_record(root):
    put(root, {"run/udev/data/b8:17": b"E:ID_FS_LABEL_ENC=" + b"\xff" + "\u202egpj".encode() + b"\\x0a\\xzz\n"})
    found = volume_of(os.makedev(8, 17), b"/media/u/Maria P\\x/x", root)
    assert found.label == "\\xFF\\u202Egpj\\u000A\\xzz"
    canonical.encode(found.label)


def test_the_later_mount_lies_on_top():
    lower = Mount((8, 1), b"/m", frozenset(), b"ext4", b"/dev/sda1")
    upper = Mount((8, 1), b"/m", frozenset(), b"vfat", b"/dev/sda1")
    assert mount_of((lower, upper), os.makedev(8, 1), b"/m/x") is upper


@given(st.binary(max_size=400))
def test_any_mountinfo_is_read(tmp_path_factory, data):
    root = tmp_path_factory.mktemp("root")
    put(root, {"proc/self/mountinfo": data})
    for mount in read_mounts(root):
        assert isinstance(mount.point, bytes)
    volume_of(os.makedev(8, 1), b"/x", root)


def test_mountinfo_is_capped(tmp_path, monkeypatch):
    monkeypatch.setattr(volumes_linux, "MOST_MOUNTS", len(MOUNTS.splitlines()[0]))
    put(tmp_path, {"proc/self/mountinfo": MOUNTS})
    assert len(read_mounts(tmp_path)) == 1


def test_this_computer(tmp_path):
    device = os.stat(tmp_path).st_dev
    found = volume_of(device, os.fsencode(tmp_path))
    assert found.filesystem
    assert os.fsencode(tmp_path).startswith(found.mount_point.encode())
    assert volume_of(os.stat("/proc").st_dev, b"/proc/self").filesystem == "proc"


def test_a_volume_is_looked_at_once():
    asked = []

    def look(device, path):
        asked.append(device)
        return VolumeFacts(filesystem=str(device))

    volumes = Volumes(look)
    assert [volumes.of(device, b"/x").filesystem for device in (1, 2, 1, 2)] == ["1", "2", "1", "2"]
    assert asked == [1, 2]


def test_media_that_can_be_taken_out(root):
    found = dict(media(root))
    assert found[b"/media/u/Maria P\\x"].label == "Maria's P"
    assert found[b"/media/u/CARD"].transport == "mmc"
    assert b"/" not in found
    assert b"/secure" not in found
    assert all(facts.removable for facts in found.values())


def test_no_media_where_nothing_is_told(tmp_path):
    assert media(tmp_path) == ()
