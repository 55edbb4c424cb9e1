"""What the casework tells its listeners: ids only, after the commit, from any thread."""

from collections.abc import Callable
from dataclasses import dataclass

from intake.ids import BatchId, ItemId


@dataclass(frozen=True, slots=True)
class ItemsAcquired:
    items: tuple[ItemId, ...]


@dataclass(frozen=True, slots=True)
class ItemsExamined:
    items: tuple[ItemId, ...]


@dataclass(frozen=True, slots=True)
class ItemsChanged:
    """Something about these items was recorded (compared, noted, assigned …)."""

    items: tuple[ItemId, ...]


@dataclass(frozen=True, slots=True)
class LineMoved:
    """A line of a batch's plan reached `state`; from `acquired` on it names its item.

    Under way: waiting, acquiring, acquired, comparing, compared, examining. Where it ends: done, failed, withdrawn; and in
    the vault all the same: kept (no reader is meant to look into it), differs (a digest did not match), not_compared (it
    could not be read again), unreadable (by any reader). While something is done with one of these it is comparing or examining again.
    """

    batch: BatchId
    line: int
    state: str
    item: ItemId | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class AgendaMoved:
    """How much of each kind of work is left."""

    left: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class DeviceFree:
    """Everything that needs the source of this batch has been read: the device can be disconnected."""

    batch: BatchId


@dataclass(frozen=True, slots=True)
class LogGrew:
    size: int


Notice = ItemsAcquired | ItemsExamined | ItemsChanged | LineMoved | AgendaMoved | DeviceFree | LogGrew
Notices = Callable[[Notice], None]


def unheard(notice: Notice, /) -> None:
    """For callers that do not listen."""
