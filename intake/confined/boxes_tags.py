"""Tags of QuickTime and MP4 files: `udta`, `meta` with `keys` and `ilst`, `uuid`; every place that a position may be written.

Sources: QuickTime File Format, *User Data Atoms* and *Metadata*; 3GPP TS 26.244 8; ISO/IEC 14496-12 8.11.1. In ISO files
`meta` begins with version and flags, in QuickTime it does not: told apart by where its `hdlr` stands.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from intake.confined import boxes, boxes_names, boxes_texts, iso6709, riff
from intake.confined.boxes import Box, Damage
from intake.confined.noted import Noted
from intake.records.claims import State

MOST_KEYS = 2_000
MOST_ITEMS = 5_000
MOST_XMP = 4  # packets
XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
_PAIRS = frozenset({"trkn", "disk"})
_BINARY = {13: "JPEG", 14: "PNG", 27: "BMP"}
_SILENT = frozenset({b"free", b"skip", b"wide", b"\0\0\0\0", b"iods"})


@dataclass(slots=True)
class Tags:
    """Where tags go. xmp: XMP packets that were met, for whoever reads XMP."""

    noted: Noted
    damage: Damage
    xmp: list[bytes] = field(default_factory=list)

    def text(self, name: str, text: str, sound: bool, written_as: str) -> None:
        """Note a text claim; a position in it is noted as a place too.

        A date is noted twice: under ExifTool's name in the form that ExifTool gives it, and verbatim under the name that
        the file gives it (`written_as`).
        """
        if not sound:
            self.noted.observe("text_not_utf8", name)
        shown = boxes_texts.date(text)
        if shown != text:
            self.noted.claim(f"{name.partition(':')[0]}:{written_as}", text)
        self.noted.claim(name, shown, State.RECORDED if sound else State.NOT_PARSED)
        if name.endswith(":GPSCoordinates") and text.strip():
            self.noted.coordinates(name, text)

    def unread(self, name: str, box: Box) -> None:
        """Note that a box is there that nobody here reads."""
        self.noted.claim(name, f"{len(box.body)} bytes", State.NOT_PARSED)


def read(box: Box, group: str, tags: Tags) -> None:
    """Tags in one box of a movie (group ``) or of a track (group `Track1` …)."""
    if box.kind == b"udta":
        for part in boxes.children(box, tags.damage):
            _user_data(part, group or "UserData", tags)
    elif box.kind == b"meta":
        meta(box, group, tags)
    elif box.kind == b"uuid":
        _uuid(box, group or "QuickTime", tags)
    elif box.kind == b"IDIT":
        text, sound = boxes_texts.decoded(bytes(box.body[:200]))
        tags.noted.claim("QuickTime:IDIT", text, State.RECORDED if sound else State.NOT_PARSED)
        tags.noted.claim("QuickTime:DateTimeOriginal", riff.date(text) or text)
    elif box.kind not in _SILENT:
        tags.unread(f"{group or 'QuickTime'}:{boxes_names.printable(box.kind)}", box)


def _user_data(box: Box, group: str, tags: Tags) -> None:
    kind = boxes_names.four(box.kind)
    name = f"{group}:{boxes_names.USER_DATA.get(kind, boxes_names.printable(box.kind))}"
    body = box.body.tobytes() if len(box.body) <= 2**20 else bytes(box.body[: 2**20])
    if box.kind == b"meta":
        meta(box, "" if group == "UserData" else group, tags)
    elif box.kind == b"loci":
        _loci(body, f"{group}:LocationInformation", tags)
    elif box.kind == b"XMP_":
        _xmp(box, tags)
    elif kind in boxes_names.THREE_GPP and len(body) >= 6:
        tags.text(name, *boxes_texts.three_gpp(body), kind)
    elif kind[0] == "©":
        for text, sound in boxes_texts.quicktime(body):
            tags.text(name, text, sound, kind)
    elif box.kind == b"CAME":
        tags.noted.claim(name, body.hex(), State.RECORDED if any(body) else State.ZEROED)
    elif kind in boxes_names.USER_DATA:
        plain = body[6:] if body[:4] == b"\0\0\0\0" else body
        tags.text(name, *boxes_texts.decoded(plain), kind)
    elif box.kind not in _SILENT:
        tags.unread(name, box)


def _uuid(box: Box, group: str, tags: Tags) -> None:
    if bytes(box.body[:16]) == XMP_UUID:
        _xmp(Box(b"XMP_", box.start + 16, box.body[16:], box.depth), tags)
    else:
        tags.unread(f"{group}:UUID-{bytes(box.body[:16]).hex()}", box)


def _xmp(box: Box, tags: Tags) -> None:
    if len(box.body) <= 2**20 and len(tags.xmp) < MOST_XMP:
        tags.xmp.append(box.body.tobytes())
    else:
        tags.unread("XMP", box)


def _loci(body: bytes, name: str, tags: Tags) -> None:
    """3GPP TS 26.244 8.10: language, name, role, then longitude, latitude, altitude as signed 16.16, body, notes."""
    place, at = _terminated(body, 6)
    if at is None or len(body) < at + 13:
        tags.noted.observe("position_not_understood", name)
        return
    role = ("shooting", "real", "fictional")[body[at]] if body[at] < 3 else str(body[at])
    numbers = [int.from_bytes(body[at + 1 + 4 * n : at + 5 + 4 * n], "big", signed=True) for n in range(3)]
    longitude, latitude, altitude = (Decimal(value) / 65536 for value in numbers)
    astronomical, after = _terminated(body, at + 13)
    notes = _terminated(body, after)[0] if after is not None else ""
    tags.noted.claim(
        name,
        f"{place or '(none)'} Role={role} Lat={latitude:.5f} Lon={longitude:.5f} Alt={altitude:.2f} Body={astronomical} Notes={notes}",
    )
    if astronomical.lower() not in ("", "earth"):
        tags.noted.observe("position_not_understood", name)
    else:
        tags.noted.place(name, iso6709.Position(round(latitude, 7), round(longitude, 7), altitude))


def _terminated(body: bytes, at: int) -> tuple[str, int | None]:
    """A text closed by NUL (UTF-8, or UTF-16 with a byte order mark), and the offset behind it, None where it is not closed."""
    if body[at : at + 2] in (b"\xfe\xff", b"\xff\xfe"):
        for end in range(at, len(body) - 1, 2):
            if body[end : end + 2] == b"\0\0":
                return boxes_texts.decoded(body[at:end])[0], end + 2
        return "", None
    end = body.find(b"\0", at)
    return (boxes_texts.decoded(body[at:end])[0], end + 1) if end >= 0 else ("", None)


def meta(box: Box, group: str, tags: Tags) -> None:
    """A `meta` box: its keys (if any) name what its `ilst` holds."""
    skip = 0 if bytes(box.body[4:8]) == b"hdlr" or any(box.body[:4]) else 4
    keys: list[str] = []
    parts = list(boxes.children(box, tags.damage, skip))
    for part in parts:
        if part.kind == b"keys":
            keys = _keys(part)
        elif part.kind == b"xml " and b"x:xmpmeta" in bytes(part.body[:200]):
            _xmp(Box(b"XMP_", part.start, part.body[4:], part.depth), tags)
    for part in parts:
        if part.kind != b"ilst":
            continue
        for count, item in enumerate(boxes.children(part, tags.damage)):
            if count >= MOST_ITEMS:
                tags.damage.note("too many tags", item.start)
                break
            _item(item, keys, group, tags)


def _keys(box: Box) -> list[str]:
    body = box.body.tobytes()
    found: list[str] = []
    at = 8
    while len(body) - at >= 8 and len(found) < MOST_KEYS:
        length = int.from_bytes(body[at : at + 4], "big")
        if length < 8:
            break
        found.append(boxes_texts.decoded(body[at + 8 : at + length])[0])
        at += length
    return found


def _item(item: Box, keys: list[str], group: str, tags: Tags) -> None:
    kind = boxes_names.four(item.kind)
    written_as = kind
    index = int.from_bytes(item.kind, "big")
    parts = list(boxes.children(item, tags.damage))
    if keys and 1 <= index <= len(keys):
        written_as = keys[index - 1]
        name = f"{group or 'Keys'}:{boxes_names.key(written_as)}"
    elif item.kind == b"----":
        label = boxes.first(iter(parts), b"name")
        name = f"iTunes:{boxes_names.key(boxes_texts.decoded(bytes(label.body[4:200]))[0]) if label else 'Unknown'}"
    else:
        name = f"{group or 'ItemList'}:{boxes_names.ITEM_LIST.get(kind, boxes_names.printable(item.kind))}"
    for part in parts[:16]:
        if part.kind == b"data" and len(part.body) >= 8:
            _value(name, written_as, int.from_bytes(part.body[1:4], "big"), part, tags)


def _value(name: str, written_as: str, well_known: int, data: Box, tags: Tags) -> None:
    raw = bytes(data.body[8 : 8 + 2**20])
    if well_known in (1, 4):
        tags.text(name, *boxes_texts.decoded(raw), written_as)
    elif well_known in (2, 5):
        tags.text(name, *boxes_texts.decoded(raw, wide=True), written_as)
    elif written_as == "covr" or well_known in _BINARY:
        tags.noted.claim(name, f"{_BINARY.get(well_known, 'picture')}, {len(data.body) - 8} bytes", State.NOT_PARSED)
        tags.noted.observe("cover_picture", f"{_BINARY.get(well_known, 'picture')}, {len(data.body) - 8} bytes")
    elif (written := boxes_texts.number(raw, well_known)) is not None:
        tags.noted.claim(name, written)
    elif written_as in _PAIRS and len(raw) >= 6:
        tags.noted.claim(name, f"{int.from_bytes(raw[2:4], 'big')} of {int.from_bytes(raw[4:6], 'big')}")
    elif well_known == 0 and 1 <= len(raw) <= 4 and written_as in boxes_names.ITEM_LIST:
        tags.noted.claim(name, str(int.from_bytes(raw, "big")))
    elif well_known == 0 and written_as[:1] == "©":
        tags.text(name, *boxes_texts.decoded(raw), written_as)
    else:
        tags.unread(name, data)
