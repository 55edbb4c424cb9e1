"""The time, as honestly as this computer knows it: wall clock, local offset, time since boot, whether it is synchronised."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from intake.records.moments import Moment

if sys.platform == "linux":
    from intake.host import clock_linux as system
elif sys.platform == "win32":
    from intake.host import clock_windows as system
else:
    from intake.host import clock_macos as system

NS = 1_000_000_000


def rfc3339(nanoseconds: int) -> str:
    """Nanoseconds since 1970 as RFC 3339 UTC with microseconds and `Z`, rounded down; no float comes near it."""
    seconds, rest = divmod(nanoseconds, NS)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest // 1000:06d}Z"


def utc_now() -> str:
    """The wall clock as RFC 3339 UTC with microseconds."""
    return rfc3339(time.time_ns())


def offset_minutes(seconds: float) -> int:
    """Minutes by which local time is ahead of UTC at that moment (seconds since 1970), by this computer's zone."""
    return time.localtime(seconds).tm_gmtoff // 60


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The clock of this computer, a `records.moments.Clock`. The functions are its parts, so that a test can hand in others.

    wall, monotonic: nanoseconds; monotonic counts on while the computer sleeps where the system has such a clock.
    boot_id: read once; another one means another start of the computer. synchronised: asked every time.
    """

    boot_id: str
    wall: Callable[[], int] = time.time_ns
    monotonic: Callable[[], int] = system.monotonic_ns
    synchronised: Callable[[], bool | None] = system.synchronised

    def now(self) -> Moment:
        """One reading of all clocks, taken together."""
        wall = self.wall()
        return Moment(
            utc=rfc3339(wall),
            offset_minutes=offset_minutes(wall // NS),
            monotonic_ns=self.monotonic(),
            boot_id=self.boot_id,
            synchronised=self.synchronised(),
        )


def system_clock() -> SystemClock:
    """This computer's clock, with the id of this start of the computer."""
    return SystemClock(boot_id=system.boot_id())
