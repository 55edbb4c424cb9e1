"""Volumes and devices on Windows. Written from documentation, not tested on Windows.

GetVolumePathNameW, GetVolumeInformationW and GetDriveTypeW tell of the volume; the device behind it answers
IOCTL_STORAGE_QUERY_PROPERTY on a handle without any access right, which needs no administrator.
"""

import ctypes
import os
import struct
from typing import Any, Protocol

from intake.records.items import VolumeFacts
from intake.records.names import shown, shown_text

FILE_READ_ONLY_VOLUME = 0x0008_0000
DRIVE_REMOVABLE, DRIVE_FIXED, DRIVE_REMOTE, DRIVE_CDROM = 2, 3, 4, 5
IOCTL_STORAGE_QUERY_PROPERTY = 0x002D_1400
OPEN_EXISTING = 3
FILE_SHARE_READ_WRITE = 3
MOST_PATH = 32_768  # characters
MOST_NAME = 261  # characters
MOST_DESCRIPTOR = 4096  # bytes

# STORAGE_DEVICE_DESCRIPTOR: Version, Size, DeviceType, DeviceTypeModifier, RemovableMedia, CommandQueueing,
# VendorIdOffset, ProductIdOffset, ProductRevisionOffset, SerialNumberOffset, BusType
DESCRIPTOR = struct.Struct("<IIBBBBIIIII")
BUSES = {
    1: "scsi",
    2: "atapi",
    3: "ata",
    4: "firewire",
    7: "usb",
    8: "raid",
    9: "iscsi",
    11: "ata",
    12: "sd",
    13: "mmc",
    17: "nvme",
}


class System(Protocol):
    """The calls that are made, so that a test can hand in others."""

    def root_of(self, path: str) -> str: ...
    def information(self, root: str) -> tuple[str, int, int, str] | None:
        """Label, serial number, flags and filesystem of a volume's root."""
        ...

    def drive_type(self, root: str) -> int: ...
    def descriptor(self, root: str) -> bytes:
        """The STORAGE_DEVICE_DESCRIPTOR of the device behind a root; empty where it does not answer."""
        ...


class Kernel:
    """kernel32, as a `System`."""

    def __init__(self) -> None:
        self._kernel: Any = getattr(ctypes, "WinDLL")("kernel32", use_last_error=True)  # noqa: B009 - unknown elsewhere
        self._kernel.CreateFileW.restype = ctypes.c_void_p

    def root_of(self, path: str) -> str:
        text = ctypes.create_unicode_buffer(MOST_PATH)
        return text.value if self._kernel.GetVolumePathNameW(path, text, MOST_PATH) else ""

    def information(self, root: str) -> tuple[str, int, int, str] | None:
        label, name = ctypes.create_unicode_buffer(MOST_NAME), ctypes.create_unicode_buffer(MOST_NAME)
        serial, longest, flags = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
        by = ctypes.byref
        if not self._kernel.GetVolumeInformationW(root, label, MOST_NAME, by(serial), by(longest), by(flags), name, MOST_NAME):
            return None
        return label.value, serial.value, flags.value, name.value

    def drive_type(self, root: str) -> int:
        return int(self._kernel.GetDriveTypeW(root))

    def descriptor(self, root: str) -> bytes:
        handle = self._kernel.CreateFileW("\\\\.\\" + root.rstrip("\\"), 0, FILE_SHARE_READ_WRITE, None, OPEN_EXISTING, 0, None)
        if handle == ctypes.c_void_p(-1).value:
            return b""
        try:
            query = (ctypes.c_ubyte * 12)()  # STORAGE_PROPERTY_QUERY: StorageDeviceProperty, PropertyStandardQuery
            answer, got = ctypes.create_string_buffer(MOST_DESCRIPTOR), ctypes.c_ulong()
            done = self._kernel.DeviceIoControl(
                ctypes.c_void_p(handle), IOCTL_STORAGE_QUERY_PROPERTY, query, 12, answer, MOST_DESCRIPTOR, ctypes.byref(got), None
            )
            return answer.raw[: got.value] if done else b""
        finally:
            self._kernel.CloseHandle(ctypes.c_void_p(handle))


def _text_at(untrusted: bytes, offset: int) -> str:
    if not DESCRIPTOR.size <= offset < len(untrusted):
        return ""
    return shown(untrusted[offset:].split(b"\0", 1)[0].strip())


def parse_descriptor(untrusted: bytes) -> tuple[str, str, str, str, bool | None]:
    """Make, model, serial, transport and whether the medium can be taken out; empty where the answer is too short."""
    if len(untrusted) < DESCRIPTOR.size:
        return "", "", "", "", None
    fields = DESCRIPTOR.unpack_from(untrusted)
    make, model, serial = (_text_at(untrusted, fields[index]) for index in (6, 7, 9))
    return make, model, serial, BUSES.get(fields[10], ""), bool(fields[4])


def volume_of(device: int, path: bytes, system: System | None = None) -> VolumeFacts:  # noqa: ARG001 - the path says all
    """The volume of an absolute path; its serial number as Windows shows it, `1A2B-3C4D`."""
    calls = system or Kernel()
    root = calls.root_of(os.fsdecode(path))
    told = calls.information(root) if root else None
    if told is None:
        return VolumeFacts()
    label, number, flags, filesystem = told
    kind = calls.drive_type(root)
    remote = kind == DRIVE_REMOTE
    make, model, serial, transport, taken_out = parse_descriptor(b"" if remote else calls.descriptor(root))
    return VolumeFacts(
        filesystem=shown_text(filesystem),
        label=shown_text(label),
        serial=f"{number >> 16:04X}-{number & 0xFFFF:04X}",
        mount_point=shown_text(root),
        device_make=make,
        device_model=model,
        device_serial=serial,
        transport="network" if remote else transport,
        read_only=bool(flags & FILE_READ_ONLY_VOLUME) or kind == DRIVE_CDROM,
        removable=bool(taken_out) or kind in (DRIVE_REMOVABLE, DRIVE_CDROM) or transport == "usb",
    )


def media() -> tuple[tuple[bytes, VolumeFacts], ...]:
    """Drives that come are not noticed on Windows yet: nothing here was tried there."""
    return ()
