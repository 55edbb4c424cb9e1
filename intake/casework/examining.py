"""Examining: each item is put before a confined child, and what the child says is kept as one encrypted pack.

The `examined` event names the pack and what confined the child, and holds a summary from which the catalog comes back. A
child that gave no answer is an answer too: the item counts as examined, unreadable, with the reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from intake.casework import recorded
from intake.casework.drafts import items
from intake.casework.grouping import Group
from intake.casework.opened import Opened
from intake.casework.reasoning import Reasoned, reason
from intake.casework.standing import Standing
from intake.crypto.stream import Grant
from intake.examination.tasks import Examined, Failed, Task
from intake.ids import ItemId, ObjectId
from intake.notices import ItemsExamined
from intake.progress import Progress, Step
from intake.records import confinement as confinements
from intake.records.canonical import JSON
from intake.records.claims import Answer, Claim, Kind
from intake.records.events import Draft, Entry, Outcome, SubjectKind, Type
from intake.records.rows import Item, Pending
from intake.vault.objects import ObjectKind

# A worker that could not be started and a stored copy that cannot be had are not the item's fault: it stays to be examined.
NOT_THE_ITEMS_FAULT = frozenset({"worker_unavailable", "object_missing", "read_failed"})


class Examining:
    """Examines the items that are still to be examined."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    def run(self, pending: Sequence[Pending], progress: Progress) -> None:
        """Examines these items and records each. Cancelled.

        Whatever is not an item's fault is raised after everything else is done, and leaves the item to be examined:
        ExaminationError(worker_unavailable), VaultError(object_missing), StorageError(read_failed).
        """
        if not pending:
            return
        examiner = self._opened.examiner()
        tasks = [Task(row.item, row.sha256) for row in self._opened.catalog.rows([one.item for one in pending])]
        standing = Standing(pending, self._opened)
        group = Group(self._opened.ledger, self._opened.settings, lambda entries: self._committed(entries, standing))
        ours: Failed | None = None

        def grant(item: ItemId) -> AbstractContextManager[Grant]:
            standing.begun(item, "examining")
            return self.grant(item)

        def heard(step: Step) -> None:
            group.tick()
            progress(step)

        try:
            for task, answer in examiner.run(tasks, grant, heard):
                if not isinstance(answer, Failed):
                    self._examined(self._opened.item(task.item), answer, group)
                elif answer.code in NOT_THE_ITEMS_FAULT:
                    ours = ours or answer
                else:
                    self._failed(self._opened.item(task.item), answer, group)
        finally:
            if not self._opened.ledger.failed:
                group.flush()
                standing.stopped()
        if ours is not None:
            raise ours.error()

    @contextmanager
    def grant(self, item: ItemId) -> Iterator[Grant]:
        """All that reading this item's object takes, and nothing else."""
        with self._opened.objects.open(self._opened.item(item).object) as grant:
            yield grant

    def _examined(self, item: Item, found: Examined, group: Group) -> None:
        acquired = self._opened.ledger.entry(item.acquired_position)
        reasoned = reason(found.answer, acquired, item.row.name)
        staged = self._opened.objects.stage(ObjectKind.PACK)
        staged.write(memoryview(found.pack))
        staged.finish()
        fields: dict[str, JSON] = {
            "examination": {
                **_answered(found.answer, reasoned),
                "pack": staged.id,
                "confinement": confinements.to_json(found.confinement),
            },
            **_summary(found.answer, reasoned),
        }
        group.add(Draft(Type.EXAMINED, items([item.row.item]), fields), staged)

    def _failed(self, item: Item, found: Failed, group: Group) -> None:
        value: dict[str, JSON] = {
            "readable": False,
            "media_type": "",
            "kind": Kind.OTHER.value,
            "readers": [],
            "observations": [found.code],
            "failure": {name: str(fact)[:200] for name, fact in found.facts.items()},
        }
        if found.confinement is not None:
            value["confinement"] = confinements.to_json(found.confinement)
        # Outcome DONE: the examination took place, and this is what it found.
        group.add(Draft(Type.EXAMINED, items([item.row.item]), {"examination": value}, Outcome.DONE))

    def _committed(self, entries: Sequence[Entry], standing: Standing) -> None:
        examined = tuple(ItemId(entry.subjects(SubjectKind.ITEM)[0]) for entry in entries)
        standing.ended(examined)
        self._opened.notices(ItemsExamined(examined))


def pack_of(entry: Entry) -> ObjectId | None:
    """The pack that an `examined` entry names."""
    pack = recorded.value(entry, "examination").get("pack")
    return ObjectId(str(pack)) if pack else None


def _answered(answer: Answer, reasoned: Reasoned) -> dict[str, JSON]:
    """What structure an answer has, without any value that identifies a person or a device."""
    return {
        "readable": answer.readable,
        "media_type": answer.media_type,
        "kind": answer.kind.value,
        "readers": list(answer.readers),
        "width": answer.width,
        "height": answer.height,
        "rotation": answer.rotation,
        "duration": None if answer.duration is None else f"{answer.duration.numerator}/{answer.duration.denominator}",
        "keyframes": len(answer.keyframes),
        "claims": len(answer.claims),
        "observations": sorted({observation.code for observation in reasoned.observations}),
    }


def first_value(claims: Sequence[Claim], names: Sequence[str]) -> str:
    """The value of the first of these names that is recorded."""
    found = {claim.name: claim.value for claim in reversed(claims)}
    return next((found[name] for name in names if found.get(name)), "")


MAKES = ("IFD0:Make", "Keys:Make", "UserData:Make", "QuickTime:Make", "ItemList:Make", "XMP-tiff:Make")
MODELS = ("IFD0:Model", "Keys:Model", "UserData:Model", "QuickTime:Model", "ItemList:Model", "XMP-tiff:Model")


def _summary(answer: Answer, reasoned: Reasoned) -> Mapping[str, JSON]:
    """What lists sort and search by; a field of its own, so that it can be withheld."""
    sorting = reasoned.sorting
    fields: dict[str, JSON] = {
        "recorded_summary": {
            "sorting_name": sorting.name if sorting else None,
            "sorting_value": sorting.value if sorting else None,
            "sorting_utc": sorting.utc if sorting else None,
            "sorting_reason": sorting.reason if sorting else None,
            "make": first_value(answer.claims, MAKES)[:80],
            "model": first_value(answer.claims, MODELS)[:80],
        }
    }
    if answer.places:
        place = answer.places[0]
        fields["recorded_place"] = {"name": place.name, "latitude": place.latitude, "longitude": place.longitude}
    return fields
