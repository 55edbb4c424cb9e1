"""Which widgets an act holds on to: the last of it is let go in its lane's thread, and a widget would be destroyed there."""

from collections.abc import Iterator
from functools import partial
from types import BuiltinMethodType, CellType, FunctionType, MethodType

from PySide6.QtWidgets import QWidget

from ui.desk import _Plain

DEEPEST = 8


def held(act: object, deep: int = 0) -> Iterator[QWidget]:
    """Through partials, bound methods, what a function closes over, and plain containers."""
    if isinstance(act, QWidget):
        yield act
    elif deep < DEEPEST:
        for part in _parts(act):
            yield from held(part, deep + 1)


def _parts(act: object) -> Iterator[object]:
    match act:
        case partial():
            yield from (act.func, *act.args, *act.keywords.values())
        case MethodType() | BuiltinMethodType():
            yield act.__self__
        case FunctionType():
            yield from (act.__closure__ or ())
            yield from (act.__defaults__ or ())
            yield from (act.__kwdefaults__ or {}).values()
        case CellType():
            yield act.cell_contents
        case _Plain():
            yield act._question
        case tuple() | list() | set() | frozenset():
            yield from act
        case dict():
            yield from act.values()
