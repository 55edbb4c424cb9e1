"""What of an entry is opened when it leaves the vault: nothing of another subject, and nothing that is withheld."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from intake.custody.entries import link_name
from intake.records.canonical import JSON
from intake.records.events import Chain, Disclosure, Entry, Extract, Subject, SubjectKind, Type

LISTS_ITEMS = frozenset({"sealed", "exported"})  # fields that name many items at once
BUNDLES = frozenset({Type.SEALED, Type.EXPORTED, Type.READ_BACK_VERIFIED})
WHY_A_BUNDLE = frozenset({"purpose", "recipient", "authority", "withheld_by", "export_target"})
NEVER_OUT = frozenset({"left_out", "left_out_reason"})  # they tell of items that do not leave


def opened_all(
    entries: Sequence[Entry], chains: Collection[tuple[Subject, Chain]], withheld: frozenset[str]
) -> tuple[Entry, ...]:
    """These entries, ascending, with what may go out of each.

    Why, and for whom, a bundle was made is said of the newest alone, which is the one that they leave in: an earlier one may
    have been for another case.
    """
    newest = max((entry.position for entry in entries if entry.type is Type.SEALED), default=None)
    return tuple(
        opened(entry, chains, withheld | WHY_A_BUNDLE if entry.type in BUNDLES and entry.position != newest else withheld)
        for entry in entries
    )


def without_why(extract: Extract) -> Extract:
    """What leaves with the next bundle of what an extract opens: of every bundle until now only that there was one."""
    return replace(extract, entries=tuple(_without_why(entry) for entry in extract.entries))


def _without_why(entry: Entry) -> Entry:
    if entry.type not in BUNDLES:
        return entry
    return replace(entry, disclosures=tuple(one for one in entry.disclosures if one.name not in WHY_A_BUNDLE))


def opened(entry: Entry, chains: Collection[tuple[Subject, Chain]], withheld: frozenset[str]) -> Entry:
    """The entry with the disclosures that may go out. Its digests stay all, so it verifies as before."""
    links = tuple(link for link in entry.links if (link.subject, link.chain) in chains)
    names = {link_name(link.subject, link.chain) for link in links}
    items = frozenset(subject.id for subject, _ in chains if subject.kind is SubjectKind.ITEM)
    theirs = any(link.subject.id in items for link in links)
    kept = tuple(
        one
        for one in entry.disclosures
        if _goes_out(one, names, items, withheld) and (theirs or not _of_one_source(one, entry.type))
    )
    return replace(entry, disclosures=kept, links=links)


def _of_one_source(one: Disclosure, event: Type) -> bool:
    """A field about one file. In an entry about none of the items that leave, it names another file of their submission."""
    if one.name == "reason":  # why that file was left out; why a submission was closed is about the submission
        return event is Type.ACQUISITION_FAILED
    return one.name in {"name", "failure", "line"} or one.name.startswith("source_")


def _goes_out(one: Disclosure, links: set[str], items: frozenset[str], withheld: frozenset[str]) -> bool:
    if one.name.startswith("chain:"):
        return one.name in links
    if one.name in withheld or one.name in NEVER_OUT:
        return False
    if one.name == "duplicate_of":
        return one.value in items
    if one.name == "assignment":  # which other case an item belongs to, and why
        return any(name.startswith(f"chain:{SubjectKind.CASE.value}:") for name in links)
    return one.name not in LISTS_ITEMS or _only_of(one.value, items)


def _only_of(value: JSON, items: frozenset[str]) -> bool:
    """Whether a list of items names none but those that leave with it: an earlier bundle's list may name another case's."""
    named = value.get("items") if isinstance(value, Mapping) else None
    return isinstance(named, list | tuple) and set(map(str, named)) <= items
