"""Chains: whether each subject's entries follow each other without a gap, and end where `sealed` says (checks 8 and 12)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from intake.custody.entries import link_name
from intake.custody.telling import Telling
from intake.records.canonical import JSON
from intake.records.events import Chain, Entry, Link, Subject, SubjectKind

_SUBJECT = re.compile(r"([a-z]{1,20}):([A-Za-z0-9-]{1,64})")
_LEAF = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class End:
    """The last entry of a chain: its ordinal there, from 1, and its leaf hash in hex."""

    ordinal: int
    leaf: str

    def __str__(self) -> str:
        return f"{self.ordinal} {self.leaf}"


_BEGINNING = End(0, "")


def shown(name: str) -> str:
    """A chain as a finding's subject: its link's name without `chain:`."""
    return name.removeprefix("chain:")


def encode_ends(ends: Mapping[tuple[Subject, Chain], End]) -> list[JSON]:
    """The member `ends` of the field `sealed`."""
    return [
        {"chain": chain.value, "leaf": end.leaf, "ordinal": end.ordinal, "subject": f"{subject.kind.value}:{subject.id}"}
        for (subject, chain), end in sorted(ends.items())
    ]


def parse_ends(untrusted_sealed: JSON) -> dict[str, End]:
    """The ends that a disclosure `sealed` names, by link name. ValueError when they are not what `encode_ends` writes."""
    rows = untrusted_sealed.get("ends") if isinstance(untrusted_sealed, Mapping) else None
    if not isinstance(rows, list):
        raise ValueError("no ends")
    ends: dict[tuple[Subject, Chain], End] = {}
    for row in rows:
        if not isinstance(row, Mapping):
            raise ValueError("not an end")
        subject = _SUBJECT.fullmatch(str(row.get("subject")))
        ordinal, leaf = row.get("ordinal"), str(row.get("leaf"))
        if not subject or not isinstance(ordinal, int) or isinstance(ordinal, bool) or ordinal < 1 or not _LEAF.fullmatch(leaf):
            raise ValueError("not an end")
        chain = Chain(str(row.get("chain")))
        ends[Subject(SubjectKind(subject[1]), subject[2]), chain] = End(ordinal, leaf)
    if encode_ends(ends) != rows:
        raise ValueError("ends in another form or order")
    return {link_name(*key): end for key, end in ends.items()}


class Chains:
    """The last entry of every chain seen so far. Entries are taken in the order of the log."""

    def __init__(self, tell: Telling) -> None:
        self._tell = tell
        self.ends: dict[str, End] = {}

    def take(self, name: str, link: Link, leaf: str) -> None:
        """Check that one link goes on from the entry before in its chain. name: of its disclosure."""
        before = self.ends.get(name, _BEGINNING)
        if link.ordinal != before.ordinal + 1 or link.previous != before.leaf:
            self._tell("chain_broken", shown(name), expected=before, found=f"{link.ordinal - 1} {link.previous}")
        self.ends[name] = End(link.ordinal, leaf)

    def check_named(self, entry: Entry, subject: str) -> None:
        """Whole log: every end that this `sealed` names is the last of its chain now. Called before its links are taken."""
        try:
            named = parse_ends(entry.value("sealed"))
        except ValueError:
            self._tell("sealed_malformed", subject)
            return
        for name, end in named.items():
            if self.ends.get(name, _BEGINNING) != end:
                self._tell("sealed_end_differs", shown(name), expected=self.ends.get(name, _BEGINNING), found=end)

    def check_ends(self, sealed: Entry, subject: str) -> None:
        """Extract: every chain that travels ends in `sealed`, its last entry, or where that names it."""
        try:
            named = parse_ends(sealed.value("sealed"))
        except ValueError:
            self._tell("sealed_malformed", subject)
            return
        own = {link_name(link.subject, link.chain) for link in sealed.links}
        for name, end in self.ends.items():
            if name in own:
                continue
            if name not in named:
                self._tell("chain_end_not_named", shown(name), found=end)
            elif named[name] != end:
                self._tell("chain_end_differs", shown(name), expected=named[name], found=end)
        for name in named:
            if name not in self.ends:
                self._tell("chain_missing", shown(name), expected=named[name])
