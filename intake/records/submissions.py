"""Submissions: one handing-over, with how near to the recording device it was read, from whom and by what authority."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Reach(IntEnum):
    """How near to the recording device a source was read; it decides what a certificate may say."""

    DEVICE = 1  # read from the recording device itself
    MEDIUM = 2  # from a medium that was handed over
    COPY = 3  # a received copy: messenger, mail, link
    EXPORT = 4  # an export by another system


class Kind(StrEnum):
    """The kind of a submission; further kinds bring fields of their own later."""

    BYSTANDER = "bystander"
    NOT_STATED = "not_stated"


@dataclass(frozen=True, slots=True)
class Giver:
    """From whom it was received. All empty and not declined = not stated."""

    name: str = ""
    alias: str = ""
    declined: bool = False


@dataclass(frozen=True, slots=True)
class SubmissionDraft:
    """What is known when a submission is opened; None and empty mean *not stated*, and are listed as missing until completed."""

    reach: Reach | None = None
    giver: Giver = Giver()
    authority: str = ""
    kind: Kind = Kind.NOT_STATED
    recorded_by: str = ""  # "same", "other", "unknown" or ""
    place: str = ""
    device: str = ""
    clock: str = ""  # reading of the device's clock against ours, as said
    hops: str = ""
    account: str = ""
    safety: str = ""
    case: str | None = None
