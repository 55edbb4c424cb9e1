"""Where Tab goes: what is put on a page later comes before the bar below it, not after everything else of the window."""

from collections.abc import Iterator
from itertools import chain, pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def _stops(part: QWidget) -> Iterator[QWidget]:
    """What of it takes the focus by Tab, in the order in which it was made; not what opens in a window of its own."""
    for child in part.children():
        if isinstance(child, QWidget) and not child.isWindow():
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus:
                yield child
            yield from _stops(child)


def comes_after(foot: QWidget, page: QWidget) -> None:
    """Tab leaves the page for the foot, whatever was put on the page meanwhile: the toolkit adds that at the end of its chain.

    The chain itself is not walked: the binding takes each link for a child of the one before, and forgets it when that one is
    deleted.
    """
    for before, after in pairwise(chain(_stops(page), _stops(foot))):
        QWidget.setTabOrder(before, after)
