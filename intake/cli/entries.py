"""Entries of the custody log as documents."""

from typing import Any

from intake.records.events import Entry
from intake.wording.events import sentence


def as_document(entry: Entry) -> dict[str, Any]:
    """An entry with everything that is opened here; `leaf` is its hash in the tree."""
    return {
        "position": entry.position,
        "type": entry.type.value,
        "time": entry.time,
        "operator_key": entry.operator_key,
        "leaf": entry.leaf,
        "sentence": sentence(entry),
        "subjects": [
            {
                "kind": link.subject.kind.value,
                "id": link.subject.id,
                "chain": link.chain.value,
                "ordinal": link.ordinal,
                "previous": link.previous,
            }
            for link in entry.links
        ],
        "fields": {one.name: one.value for one in entry.disclosures if not one.name.startswith("chain:")},
    }
