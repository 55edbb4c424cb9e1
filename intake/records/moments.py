"""When and where: the facts about clock and computer that every custody entry is stamped with."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of the clocks, taken together.

    utc: RFC 3339 UTC with microseconds and `Z`. offset_minutes: of local time against UTC at that moment.
    monotonic_ns: nanoseconds since an unknown start that is the same for one `boot_id`. synchronised: whether the
    system says that its clock follows a time server; None where it cannot say.
    """

    utc: str
    offset_minutes: int
    monotonic_ns: int
    boot_id: str
    synchronised: bool | None


class Clock(Protocol):
    """Asked once for each entry."""

    def now(self) -> Moment: ...


@dataclass(frozen=True, slots=True)
class Machine:
    """The computer and the program as they are while a vault is open; an empty text means that the system tells nothing.

    build: digest or version-control name of the program's code, for the record.
    """

    workstation: str
    system_user: str
    tool: str
    version: str
    build: str
    python: str
    platform: str
