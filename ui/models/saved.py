"""Filters that were given a name: kept for this operator and this vault on this computer, encrypted, since names of cases stand in them."""

import json
from dataclasses import fields, replace
from typing import Any

from intake.casework.door import Casework
from intake.records.claims import Kind
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.rows import Filter, Unread
from ui.models.outside import Outside

MOST = 30
LONGEST_NAME = 60
PLAIN = ("case_number", "submission", "sign", "first_day", "last_day")
SWITCHES = ("examined", "with_observations", "readable")
WORDS: dict[str, Any] = {"comparison": Comparison, "mark": MarkKind, "unread": Unread}


def to_json(where: Filter) -> dict[str, Any]:
    """Without the items that someone chose by hand: they are no condition."""
    kept = {one.name: getattr(where, one.name) for one in fields(where)}
    del kept["items"]
    kept["kinds"] = sorted(kept["kinds"])
    return {name: value for name, value in kept.items() if value not in (None, [])}


def from_json(value: object) -> Filter:
    """ValueError, KeyError or TypeError when it is none."""
    if not isinstance(value, dict):
        raise TypeError("a filter is an object")
    found: dict[str, Any] = {}
    for name, one in value.items():
        if name == "kinds":
            found[name] = frozenset(map(Kind, one))
        elif name in WORDS:
            found[name] = WORDS[name](one)
        elif (name in SWITCHES and isinstance(one, bool)) or (name in PLAIN and isinstance(one, str)):
            found[name] = one
        else:
            raise ValueError(f"no condition: {name}")
    return Filter(**found)


class Saved:
    """By name, in the order in which they were saved."""

    def __init__(self, casework: Casework) -> None:
        self._outside = Outside(casework, "saved")
        self.filters: dict[str, Filter] = {}
        try:
            for name, value in json.loads(self._outside.read() or b"{}").items():
                self.filters[str(name)[:LONGEST_NAME]] = from_json(value)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.filters = {}  # of another version; nothing but a convenience is lost

    def keep(self, name: str, where: Filter) -> None:
        """Under a name, instead of what had it; the oldest goes when there are too many."""
        self.filters.pop(name, None)
        while len(self.filters) >= MOST:
            del self.filters[next(iter(self.filters))]
        self.filters[name[:LONGEST_NAME]] = replace(where, items=frozenset())
        self._write()

    def forget(self, name: str) -> None:
        self.filters.pop(name, None)
        self._write()

    def _write(self) -> None:
        if self.filters:
            self._outside.write(json.dumps({name: to_json(where) for name, where in self.filters.items()}).encode("ascii"))
        else:
            self._outside.forget()
