"""Which of the files before copying are listed: by words of the name, kind, the time that the medium's directory says, or a need."""

import mimetypes
from dataclasses import dataclass

from intake.records.items import PlanLine
from intake.records.names import shown
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name

MORE_TYPES = {
    ".heic": "image",
    ".heif": "image",
    ".avif": "image",
    ".dng": "image",
    ".mkv": "video",
    ".3gp": "video",
    ".mts": "video",
    ".opus": "audio",
}
ARCHIVES = frozenset({".zip", ".7z", ".rar", ".tar", ".gz"})
KINDS = {
    "image": N_("Photo"),
    "video": N_("Video"),
    "audio": N_("Audio"),
    "text": N_("Document"),
    "archive": N_("Archive"),
    "other": N_("Other"),
}


def kind_of(name: bytes) -> str:
    """A key of KINDS, by the name alone."""
    text = shown(name).lower()
    stem, _dot, ending = text.rpartition(".")
    suffix = f".{ending}" if stem else ""
    if suffix in ARCHIVES:
        return "archive"
    major = MORE_TYPES.get(suffix) or (mimetypes.guess_type(f"x{suffix}")[0] or "").partition("/")[0]
    return major if major in KINDS else "other"


@dataclass(frozen=True, slots=True)
class PlanFilter:
    """Empty means everything. since, until: nanoseconds since 1970, both included; a file without a time is in no span."""

    words: str = ""
    kind: str = ""
    since: int | None = None
    until: int | None = None
    looks: bool = False  # only what needs a look

    def lists(self, line: PlanLine, folded_name: str, kind: str, *, looks: bool) -> bool:
        """folded_name: as `casefold` gives it. looks: whether this line needs one."""
        if self.kind and kind != self.kind:
            return False
        if self.looks and not looks:
            return False
        if self.since is not None and (line.modified_ns is None or line.modified_ns < self.since):
            return False
        if self.until is not None and (line.modified_ns is None or line.modified_ns > self.until):
            return False
        return all(word in folded_name for word in self.words.casefold().split())
