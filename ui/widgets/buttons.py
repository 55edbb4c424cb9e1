"""Buttons: the one filled one, plain ones, links, chips; each has a word or an accessible name."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton

from ui.theme import chosen, icons

Pressed = Callable[[], object]


def button(text: str, pressed: Pressed | None = None, *, icon: str = "", kind: str = "", tall: bool = False) -> QPushButton:
    """A button that says its act; kind: "", `primary`, `link`, `flat`."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    if tall:
        made.setProperty("tall", "true")
    if icon:
        colours = chosen.tokens()
        colour = {"primary": colours.on_accent, "link": colours.accent}.get(kind, colours.text)
        made.setIcon(icons.icon(icon, colour))
        made.setIconSize(QSize(icons.SIZE, icons.SIZE))
        if text:
            made.setText(f" {text}")  # room between icon and word
            made.setAccessibleName(text)
    if pressed is not None:
        made.clicked.connect(lambda: pressed())  # noqa: PLW0108 — `checked` is not handed on
    if kind == "link":
        made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def primary(text: str, pressed: Pressed | None = None, *, icon: str = "", tall: bool = False) -> QPushButton:
    """The one filled button: the next step."""
    made = button(text, pressed, icon=icon, kind="primary", tall=tall)
    made.setDefault(True)
    return made


def fill(made: QPushButton, *, on: bool) -> None:
    """Make it the filled one of its screen, or a plain one again."""
    kind = "primary" if on else ""
    if made.property("kind") != kind:
        made.setProperty("kind", kind)
        made.style().unpolish(made)
        made.style().polish(made)
        made.setDefault(on)


def link(text: str, pressed: Pressed | None = None) -> QPushButton:
    return button(text, pressed, kind="link")


def icon_button(icon: str, name: str, pressed: Pressed | None = None) -> QPushButton:
    """A button without a word; `name` is spoken and shown as a tip."""
    made = button("", pressed, icon=icon, kind="flat")
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setFixedWidth(32)
    return made


def chip(text: str, removed: Pressed) -> QPushButton:
    """A filter that is in force; pressing removes it."""
    made = button(text, removed, icon="close", kind="chip")
    made.setIconSize(QSize(12, 12))
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return made


def halves(left: QPushButton, right: QPushButton) -> None:
    """Two buttons of which one is chosen, drawn as one."""
    for side, made in (("left", left), ("right", right)):
        made.setCheckable(True)
        made.setProperty("kind", side)
