"""How ExifTool calls the tags of QuickTime and MP4 files, so that claims carry the names that examiners know."""

import re

ITEM_LIST = {
    "©ART": "Artist",
    "©alb": "Album",
    "©cmt": "Comment",
    "©com": "Composer",
    "©cpy": "Copyright",
    "©day": "ContentCreateDate",
    "©des": "Description",
    "©enc": "EncodedBy",
    "©gen": "Genre",
    "©grp": "Grouping",
    "©lyr": "Lyrics",
    "©mak": "Make",
    "©mod": "Model",
    "©nam": "Title",
    "©nrt": "Narrator",
    "©pub": "Publisher",
    "©swr": "SoftwareVersion",
    "©too": "Encoder",
    "©trk": "Track",
    "©wrt": "Composer",
    "©xyz": "GPSCoordinates",
    "aART": "AlbumArtist",
    "catg": "Category",
    "covr": "CoverArt",
    "cpil": "Compilation",
    "cprt": "Copyright",
    "desc": "Description",
    "disk": "DiskNumber",
    "gnre": "Genre",
    "hdvd": "HDVideo",
    "keyw": "Keyword",
    "ldes": "LongDescription",
    "pcst": "Podcast",
    "pgap": "PlayGap",
    "purd": "PurchaseDate",
    "rate": "RatingPercent",
    "rtng": "Rating",
    "soaa": "SortAlbumArtist",
    "soal": "SortAlbum",
    "soar": "SortArtist",
    "soco": "SortComposer",
    "sonm": "SortName",
    "sosn": "SortShow",
    "stik": "MediaType",
    "titl": "Title",
    "tmpo": "BeatsPerMinute",
    "trkn": "TrackNumber",
    "tven": "TVEpisodeID",
    "tves": "TVEpisode",
    "tvnn": "TVNetworkName",
    "tvsh": "TVShow",
    "tvsn": "TVSeason",
}

USER_DATA = {
    "©TIM": "StartTimecode",
    "©TSC": "StartTimeScale",
    "©TSZ": "StartTimeSampleSize",
    "©arg": "Arranger",
    "©ART": "Artist",
    "©aut": "Author",
    "©cmt": "Comment",
    "©com": "Composer",
    "©cpy": "Copyright",
    "©day": "ContentCreateDate",
    "©dir": "Director",
    "©ed1": "Edit1",
    "©enc": "EncoderID",
    "©fmt": "Format",
    "©gen": "Genre",
    "©inf": "Information",
    "©mak": "Make",
    "©mal": "MakerURL",
    "©mdl": "Model",
    "©mod": "Model",
    "©nam": "Title",
    "©prd": "Producer",
    "©prf": "Performers",
    "©req": "Requirements",
    "©src": "Source",
    "©swr": "SoftwareVersion",
    "©too": "Encoder",
    "©url": "URL",
    "©wrt": "Composer",
    "©xyz": "GPSCoordinates",
    "CAME": "SerialNumberHash",
    "CNCV": "CompressorVersion",
    "CNFV": "FirmwareVersion",
    "CNMN": "Model",
    "FIRM": "FirmwareVersion",
    "FOV\0": "FieldOfView",
    "LENS": "LensSerialNumber",
    "albm": "Album",
    "auth": "Author",
    "clfn": "ClipFileName",
    "clid": "ClipID",
    "cmid": "CameraID",
    "cmnm": "Model",
    "coll": "CollectionName",
    "cprt": "Copyright",
    "date": "DateTimeOriginal",
    "dscp": "Description",
    "gnre": "Genre",
    "kywd": "Keywords",
    "manu": "Make",
    "modl": "Model",
    "mvtm": "MovieTime",
    "name": "Name",
    "perf": "Performer",
    "reel": "ReelName",
    "scen": "Scene",
    "shot": "ShotName",
    "slno": "SerialNumber",
    "titl": "Title",
    "urat": "UserRating",
    "vndr": "Vendor",
    "yrrc": "Year",
}

THREE_GPP = frozenset({"titl", "auth", "perf", "gnre", "dscp", "cprt", "albm", "kywd", "clfn", "coll", "yrrc"})
"""Full boxes with a language in front of the text (3GPP TS 26.244 8)."""

_KEYS = {
    "location.ISO6709": "GPSCoordinates",
    "creationdate": "CreationDate",
    "displayname": "DisplayName",
    "camera.framereadouttimeinmicroseconds": "FrameReadoutTime",
    "direction.facing": "CameraDirection",
    "direction.motion": "CameraMotion",
    "live-photo.auto": "LivePhotoAuto",
    "live-photo.vitality-score": "LivePhotoVitalityScore",
    "live-photo.vitality-scoring-version": "LivePhotoVitalityScoringVersion",
    "rating.user": "UserRating",
    "collection.user": "UserCollection",
    "photos.captureMode": "CaptureMode",
}


def four(kind: bytes) -> str:
    """A box type as text: Mac Roman's copyright sign, other bytes as they are in Latin-1."""
    return "©" + kind[1:].decode("latin-1") if kind[:1] == b"\xa9" else kind.decode("latin-1")


def printable(kind: bytes) -> str:
    """A box type as text that may be shown: what is not a plain character becomes an escape."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in four(kind))


def key(untrusted_key: str) -> str:
    """ExifTool's name of a metadata key: `com.apple.quicktime.location.ISO6709` is `GPSCoordinates`, others by their words."""
    short = re.sub(r"^com\.(apple\.quicktime\.)?", "", untrusted_key)
    if short in _KEYS:
        return _KEYS[short]
    words = re.split(r"[^0-9A-Za-z-]+", short)
    return "".join(word[:1].upper() + word[1:] for word in words)[:120] or "Unknown"
