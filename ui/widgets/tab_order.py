"""Where Tab goes: what is put on a page later comes before the bar below it, not after everything else of the window."""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def _stops(part: QWidget) -> Iterator[QWidget]:
    """What of it takes the focus by Tab, in the order in which it was made; not what opens in a window of its own."""
    if part.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield part
    for child in part.children():
        if isinstance(child, QWidget) and not child.isWindow():
            yield from _stops(child)


def one_after_another(parts: Iterable[QWidget]) -> None:
    """Tab goes through these parts in this order, whenever each was made: the toolkit adds what is new at the end of its chain.

    The chain itself is not walked: the binding takes each link for a child of the one before, and forgets it when that one is
    deleted.
    """
    for before, after in pairwise(chain.from_iterable(map(_stops, parts))):
        QWidget.setTabOrder(before, after)


def comes_after(foot: QWidget, page: QWidget) -> None:
    """Tab leaves the page for the foot, whatever was put on the page meanwhile."""
    one_after_another((page, foot))
