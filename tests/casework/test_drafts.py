"""As many items as one entry may name fit into it, where everything said of them is as long as it can be."""

from intake.casework.drafts import MOST_ITEMS
from intake.custody import chains, entries, record
from intake.custody.chains import End
from intake.custody.entries import Head
from intake.ids import KeyId
from intake.records.events import Chain, Link, Subject, SubjectKind, Type
from tests.custody import making

LEAF = "ab" * 32


def test_the_most_items_fit_into_sealed():
    items = [f"K7Q4MX-{number:05d}-{number:06d}" for number in range(10_000, 10_000 + MOST_ITEMS)]
    links = [Link(Subject(SubjectKind.ITEM, item), Chain.CUSTODY, 10**6, LEAF) for item in items]
    ends = {(Subject(SubjectKind.SUBMISSION, item.rpartition("-")[0]), Chain.CUSTODY): End(10**6, LEAF) for item in items}
    sealed = {
        "bundle": "b" * 32,
        "manifest_sha256": LEAF,
        "items": items,
        "ends": chains.encode_ends(ends),
        "withheld": [],
    }
    stamped = {name: making.acquired_fields()[name] for name in making.STAMPED}
    texts = {"purpose": "p" * 20_000, "authority": "a" * 20_000}
    head = Head(2**40, Type.SEALED, "2026-11-25T03:00:00.000000Z", KeyId("0" * 64))
    entry = entries.compose(head, stamped | texts | {"sealed": sealed}, links, lambda _message: bytes(64))
    assert record.parse(record.encode(entry)).links == entry.links
    assert len(entry.links) == MOST_ITEMS
