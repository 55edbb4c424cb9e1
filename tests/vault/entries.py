"""Entries as the ledger would hand them to the catalog, without keys or signatures: links and leaves are made up."""

import hashlib

from intake.ids import KeyId
from intake.records.events import Disclosure, Entry, Link, Subject, SubjectKind, Type, chain_of
from intake.records.names import shown, to_base64

CODE = "K7Q4MX"


class Story:
    """Grows a list of entries, each with its place in the chains of its subjects."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self._heads: dict = {}

    def add(self, event: Type, subjects: list[tuple[SubjectKind, str]], **fields: object) -> Entry:
        position = len(self.entries)
        leaf = hashlib.sha256(str(position).encode()).hexdigest()
        fields.setdefault("outcome", {"outcome": "done"})
        links, chain = [], chain_of(event)
        for kind, id_ in subjects:
            subject = Subject(kind, id_)
            ordinal, previous = self._heads.get((subject, chain), (0, ""))
            links.append(Link(subject, chain, ordinal + 1, previous))
            self._heads[subject, chain] = (ordinal + 1, leaf)
        entry = Entry(
            position=position,
            type=event,
            time=f"2026-11-24T16:02:{position % 60:02d}.{position:06d}Z",
            operator_key=KeyId("a" * 64),
            signed=b"",
            signature=b"",
            leaf=leaf,
            digests=(),
            disclosures=tuple(Disclosure(name, value, "") for name, value in fields.items()),
            links=tuple(links),
        )
        self.entries.append(entry)
        return entry

    def begin(self) -> None:
        enrolment = {"operator": "1" * 32, "key_id": "a" * 64, "role": "operator"}
        self.add(
            Type.VAULT_CREATED,
            [(SubjectKind.VAULT, "0" * 32), (SubjectKind.OPERATOR, "1" * 32)],
            enrolment=enrolment,
            enrolled_name="R. Alvarez",
            enrolled_agency="Hennepin",
        )

    def case(self, number: str, title: str = "") -> str:
        case = hashlib.sha256(number.encode()).hexdigest()[:32]
        self.add(Type.CASE_OPENED, [(SubjectKind.CASE, case)], case={"case": case, "number": number}, case_title=title)
        return case

    def submission(self, ordinal: int, case: str | None = None, **fields: object) -> str:
        submission = f"{CODE}-{ordinal:04d}"
        subjects = [(SubjectKind.SUBMISSION, submission)] + ([(SubjectKind.CASE, case)] if case else [])
        said = {"submission": submission, "ordinal": ordinal, "kind": "bystander", "reach": 2}
        self.add(Type.SUBMISSION_OPENED, subjects, submission=said, **fields)
        return submission

    def batch(self, submission: str, lines: int, batch: str = "b" * 32) -> str:
        said = {"batch": batch, "lines": lines, "plan_object": "f" * 32, "only_acquire": False, "digests": ["sha256"]}
        self.add(Type.BATCH_OPENED, [(SubjectKind.SUBMISSION, submission)], batch=said)
        return batch

    def acquired(self, submission: str, ordinal: int, name: bytes = b"IMG_1.JPG", case: str | None = None, **more: object) -> str:
        item = f"{submission}-{ordinal:02d}"
        subjects = [(SubjectKind.ITEM, item)] + ([(SubjectKind.CASE, case)] if case else [])
        sha256 = more.pop("sha256", hashlib.sha256(item.encode()).hexdigest())
        said = {"item": item, "submission": submission, "ordinal": ordinal, "object": "e" * 32, "size": more.pop("size", 1000)}
        self.add(
            Type.ACQUIRED,
            subjects,
            item=said | more.pop("item", {}),
            digests={"sha256": sha256},
            name={"raw": to_base64(name), "shown": shown(name)},
            line={"batch": more.pop("batch", "b" * 32), "line": more.pop("line", ordinal)},
            **more,
        )
        return item

    def compared(self, item: str, what: str, *, made: bool = True, identical: bool = True) -> None:
        said = {"what": what, "made": made, "identical": identical}
        self.add(Type.COMPARED, [(SubjectKind.ITEM, item)], comparison=said)

    def examined(self, item: str, **more: object) -> None:
        examination = {"media_type": "video/mp4", "kind": "video", "readable": True, "readers": ["boxes 1"], "observations": []}
        self.add(
            Type.EXAMINED,
            [(SubjectKind.ITEM, item)],
            examination=examination | more.pop("examination", {}),
            recorded_summary=more.pop("summary", {"sorting_utc": None, "sorting_value": "2026:11:22 14:03:11"}),
        )
