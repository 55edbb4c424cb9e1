"""XMP packets (ISO 16684-1): RDF flattened to ExifTool's names, by expat, which here refuses every DTD and entity."""

from typing import Final
from xml.parsers import expat

from intake.confined.photo_contents import Contents
from intake.records.claims import State

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
META: Final = "adobe:ns:meta/"
XML: Final = "http://www.w3.org/XML/1998/namespace"
MOST_DEPTH = 64
MOST_ELEMENTS = 50_000
MOST_TEXT = 64 * 1024  # characters of one value
MOST_VALUES = 200  # of one name

_ADOBE: Final = "http://ns.adobe.com/"
GROUPS: Final = {
    "http://purl.org/dc/elements/1.1/": "dc",
    _ADOBE + "xap/1.0/": "xmp",
    _ADOBE + "xap/1.0/mm/": "xmpMM",
    _ADOBE + "xap/1.0/bj/": "xmpBJ",
    _ADOBE + "xap/1.0/rights/": "xmpRights",
    _ADOBE + "xmp/note/": "xmpNote",
    _ADOBE + "xmp/1.0/DynamicMedia/": "xmpDM",
    _ADOBE + "exif/1.0/": "exif",
    _ADOBE + "exif/1.0/aux/": "aux",
    "http://cipa.jp/exif/1.0/": "exifEX",
    _ADOBE + "tiff/1.0/": "tiff",
    _ADOBE + "photoshop/1.0/": "photoshop",
    _ADOBE + "camera-raw-settings/1.0/": "crs",
    _ADOBE + "lightroom/1.0/": "lr",
    _ADOBE + "pdf/1.3/": "pdf",
    _ADOBE + "hdr-gain-map/1.0/": "hdrgm",
    "http://ns.microsoft.com/photo/1.0": "microsoft",
    "http://ns.microsoft.com/photo/1.0/": "microsoft",
    "http://ns.microsoft.com/photo/1.2/": "MP",
    "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "iptcCore",
    "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "iptcExt",
    "http://www.dji.com/drone-dji/1.0/": "drone-dji",
    "http://ns.google.com/photos/1.0/camera/": "GCamera",
    "http://ns.google.com/photos/1.0/container/": "Container",
    "http://ns.google.com/photos/1.0/panorama/": "GPano",
    "http://ns.google.com/photos/1.0/image/": "GImage",
    "http://ns.google.com/photos/1.0/depthmap/": "GDepth",
    "http://www.metadataworkinggroup.com/schemas/regions/": "mwg-rs",
    "http://ns.apple.com/HDRGainMap/1.0/": "HDRGainMap",
    META: "x",
}
NAMES: Final = {
    ("exif", "PixelXDimension"): "ExifImageWidth",
    ("exif", "PixelYDimension"): "ExifImageHeight",
    ("exif", "GPSTimeStamp"): "GPSDateTime",
    ("exif", "ExposureBiasValue"): "ExposureCompensation",
    ("exif", "ISOSpeedRatings"): "ISO",
    ("exif", "FocalLengthIn35mmFilm"): "FocalLengthIn35mmFormat",
    ("tiff", "ImageLength"): "ImageHeight",
    ("x", "xmptk"): "XMPToolkit",
    ("x", "xaptk"): "XMPToolkit",
}


for _codec in ("utf-32-be", "utf-32-le"):
    b"".decode(_codec)  # loaded now, because a confined child can load nothing more


class RefusedError(Exception):
    """The packet holds what no honest packet needs, or more than its caps."""


class _Packet:
    """Collects values while expat walks. path: names of the open properties; None for RDF's own elements."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.path: list[tuple[str, str] | None] = []
        self.text: list[str] = []
        self.held = 0
        self.elements = 0
        self.prefixes: dict[str, str] = {}
        self.open_items = 0

    def namespace(self, prefix: str | None, uri: str | None) -> None:
        if uri and len(self.prefixes) < 500:
            self.prefixes.setdefault(uri, prefix or "")

    def split(self, name: str) -> tuple[str, str]:
        uri, _, local = name.rpartition(" ")
        return uri, local

    def add(self, path: list[tuple[str, str]], value: str) -> None:
        """Keeps a value under the name of its whole path: group of the first, names joined as ExifTool flattens them."""
        uri, first = path[0]
        group = GROUPS.get(uri) or self.prefixes.get(uri) or "other"
        first = NAMES.get((group, first), first)
        name = "".join(local[:1].upper() + local[1:] for local in (first, *(local for _, local in path[1:])))
        found = self.values.setdefault(f"XMP-{group}:{name}", [])
        if len(found) < MOST_VALUES:
            found.append(value)

    def named(self) -> list[tuple[str, str]]:
        return [step for step in self.path if step is not None]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        if len(self.path) >= MOST_DEPTH or self.elements > MOST_ELEMENTS:
            raise RefusedError
        uri, local = self.split(name)
        self.text, self.held = [], 0
        self.path.append(None if uri in (RDF, META) else (uri, local))
        for attribute, value in attributes.items():
            of, what = self.split(attribute)
            if of == META or (uri == META and not of):
                self.add([(META, what)], value)
            elif of and of not in (RDF, XML):
                self.add([*self.named(), (of, what)], value)
            elif of == RDF and what == "resource" and self.named():
                self.add(self.named(), value)

    def characters(self, data: str) -> None:
        self.held += len(data)
        if self.held <= MOST_TEXT:
            self.text.append(data)

    def end(self, _name: str) -> None:
        value = "".join(self.text)
        self.text, self.held = [], 0
        path = self.named()
        if value.strip() and path:
            self.add(path, value.strip() if "\n" in value else value)
        self.path.pop()


def _refuse(*_: object) -> int:
    raise RefusedError


def as_utf8(untrusted_packet: bytes) -> tuple[bytes, bool]:
    """A packet in the one encoding that the parser is given, and whether the packet kept to its standard's encodings."""
    for mark, encoding in ((b"\0\0\0<", "utf-32-be"), (b"<\0\0\0", "utf-32-le"), (b"\0<", "utf-16-be"), (b"<\0", "utf-16-le")):
        if untrusted_packet.startswith(mark):
            return untrusted_packet.decode(encoding, "replace").encode("utf-8", "replace"), True
    try:
        untrusted_packet.decode("utf-8")
    except UnicodeDecodeError:
        if untrusted_packet[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return untrusted_packet.decode("utf-16", "replace").encode("utf-8", "replace"), True
        return untrusted_packet.decode("latin-1").encode("utf-8"), False
    return untrusted_packet, True


def parse_xmp(untrusted_packet: bytes) -> tuple[dict[str, str], str | None]:
    """Values by name, several joined by "; ", and how it ended: None, "refused" or "not_well_formed"."""
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    packet = _Packet()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ExternalEntityRefHandler = _refuse
    parser.StartNamespaceDeclHandler = packet.namespace
    parser.StartElementHandler = packet.start
    parser.EndElementHandler = packet.end
    parser.CharacterDataHandler = packet.characters
    failure = None
    try:
        parser.Parse(as_utf8(untrusted_packet)[0].strip(b"\0 \r\n\t"), True)
    except RefusedError:
        failure = "refused"
    except (expat.ExpatError, ValueError):
        failure = "not_well_formed"
    return {name: "; ".join(values) for name, values in packet.values.items()}, failure


def read_xmp(contents: Contents, untrusted_packet: bytes) -> None:
    """Claims of one packet; what was read before a fault stays."""
    values, failure = parse_xmp(untrusted_packet)
    if not as_utf8(untrusted_packet)[1]:
        contents.observe("text_not_utf8", "XMP")
    for name, value in values.items():
        contents.claim(name, value, State.RECORDED if value.strip() else State.ZEROED)
    if failure:
        contents.claim("XMP:XMP", failure, State.FAILED)
        contents.observe("metadata_refused" if failure == "refused" else "metadata_damaged", "XMP")
