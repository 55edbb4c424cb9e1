"""Which of the files before copying are listed: by words of the name, kind, the time that the medium's directory says, or a need."""

import mimetypes
from collections.abc import Sequence
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

    def listed(self, lines: Sequence[PlanLine], folded_names: Sequence[str], kinds: Sequence[str]) -> list[int]:
        """Places of those that meet every condition but `looks`. folded_names: as `casefold` gives them.

        One condition after the other, each over what the ones before it left: at 50,000 lines that is what a keystroke costs.
        """
        places = list(range(len(lines)))
        if self.kind:
            places = [at for at in places if kinds[at] == self.kind]
        if self.since is not None or self.until is not None:
            since, until = self.since, self.until
            timed = [(at, time) for at in places if (time := lines[at].modified_ns) is not None]
            places = [at for at, time in timed if (since is None or time >= since) and (until is None or time <= until)]
        for word in self.words.casefold().split():
            places = [at for at in places if word in folded_names[at]]
        return places
