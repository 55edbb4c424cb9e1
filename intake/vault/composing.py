"""Drafts become signed entries: stamped with who, when, where and how, and linked into the chains of their subjects."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.crypto.signing import SigningKey
from intake.custody import entries
from intake.ids import VaultId
from intake.records.canonical import JSON
from intake.records.events import Chain, Draft, Entry, Link, Subject, SubjectKind, Type, chain_of
from intake.records.moments import Clock, Machine, Moment
from intake.records.people import Operator
from intake.vault.objects import Staged

STAMPED = frozenset(
    {"outcome", "when", "operator", "operator_name", "workstation", "system_user", "tool", "stored"}
)  # fields that no draft may carry

Head = tuple[int, str]  # a chain's newest ordinal and leaf; (0, "") before its first entry


@dataclass(frozen=True, slots=True)
class Author:
    """Who signs: the operator as enrolled, with the key from the slot that was unlocked."""

    operator: Operator
    signing: SigningKey


class Composer:
    """Makes entries for one author at one computer."""

    def __init__(self, vault: VaultId, author: Author, clock: Clock, machine: Machine) -> None:
        self._vault = Subject(SubjectKind.VAULT, vault)
        self._author = author
        self._clock = clock
        self._tool: dict[str, JSON] = {
            "name": machine.tool,
            "version": machine.version,
            "build": machine.build,
            "python": machine.python,
            "platform": machine.platform,
        }
        self._place: dict[str, JSON] = {"workstation": machine.workstation, "system_user": machine.system_user}

    def compose(
        self, drafts: Sequence[Draft], staged: Sequence[Staged], at: int, head_of: Callable[[Subject, Chain], Head]
    ) -> list[Entry]:
        """Entries from position `at` on. ValueError when a draft is malformed, or none names a staged object."""
        stored = _stored(drafts, staged)
        heads: dict[tuple[Subject, Chain], Head] = {}
        made = []
        for position, draft in enumerate(drafts, at):
            links = []
            chain = chain_of(draft.type, draft.corrects)
            for subject in draft.subjects or (self._vault,):
                ordinal, previous = heads.get((subject, chain)) or head_of(subject, chain)
                links.append(Link(subject, chain, ordinal + 1, previous))
            entry = self._entry(position, draft, links, stored[position - at])
            for link in links:
                heads[link.subject, link.chain] = (link.ordinal, entry.leaf)
            made.append(entry)
        return made

    def _entry(self, position: int, draft: Draft, links: Sequence[Link], stored: list[JSON]) -> Entry:
        if reserved := STAMPED & set(draft.fields):
            raise ValueError(f"only the ledger says {sorted(reserved)}")
        moment = self._clock.now()
        fields: dict[str, JSON] = {**draft.fields, **self._stamp(draft, moment)}
        if stored:
            fields["stored"] = stored
        head = entries.Head(position, Type(draft.type), moment.utc, self._author.operator.key_id)
        return entries.compose(head, fields, links, self._author.signing.sign)

    def _stamp(self, draft: Draft, moment: Moment) -> Mapping[str, JSON]:
        operator = self._author.operator
        outcome: dict[str, JSON] = {"outcome": draft.outcome.value}
        when: dict[str, JSON] = {
            "offset_minutes": moment.offset_minutes,
            "monotonic_ns": str(moment.monotonic_ns),
            "boot_id": moment.boot_id,
            "synchronised": moment.synchronised,
        }
        lasted = {"started": draft.started, "ended": draft.ended}
        when |= {name: value for name, value in lasted.items() if value is not None}
        if draft.code is not None:
            outcome["code"] = draft.code
        return {
            "outcome": outcome,
            "when": when,
            "operator": {"operator": operator.operator, "role": operator.role.value, "agency": operator.person.agency},
            "operator_name": operator.person.name,
            "tool": self._tool,
            **self._place,
        }


def _stored(drafts: Sequence[Draft], staged: Sequence[Staged]) -> list[list[JSON]]:
    """For each draft, the facts of the objects that it is the first to name: a duplicate in the same group names one again.

    An object that no entry names would be lost to everyone.
    """
    found: list[list[JSON]] = [[] for _ in drafts]
    first: dict[str, int] = {}
    for number, draft in enumerate(drafts):
        for name in _named(draft):
            first.setdefault(name, number)
    for one in staged:
        if one.id not in first:
            raise ValueError("an object that no draft names")
        facts: dict[str, JSON] = {"object": one.id, "kind": one.kind.value, "size": one.size}
        if one.sha256:
            facts["sha256"] = one.sha256
        found[first[one.id]].append(facts)
    return found


def _named(draft: Draft) -> Iterator[str]:
    """Everything that could be an object's id."""
    for value in draft.fields.values():
        if isinstance(value, Mapping):
            yield from (inner for inner in value.values() if isinstance(inner, str))
