"""A vault of many items, made through the ledger in minutes instead of hours: a real one, which verifies.

Entries are what an import would have written. Ten items share one content, as copies of one message do; each content is a
small photo in its own object with its own examination, so that every item has a thumbnail that has to be decrypted.
"""

import hashlib
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from PIL import Image

from intake.casework import door, drafts
from intake.casework.examining import _answered, _summary
from intake.casework.opened import Opened
from intake.casework.reasoning import Reasoned, reason
from intake.examination import pack
from intake.ids import BatchId, ItemId, ObjectId, item_id, submission_id
from intake.records import confinement as confinements
from intake.records.canonical import JSON
from intake.records.claims import Answer, Claim, Kind, Observation, PictureRole, Place
from intake.records.confinement import Confinement, Layer
from intake.records.digests import Algorithm, Digest
from intake.records.events import Draft, Entry, Type
from intake.records.items import AccessTimeKept, FileFacts, FileTimes, PlanLine, Reading, SourceKind, VolumeFacts
from intake.records.people import Person
from intake.records.rows import Filter
from intake.records.submissions import Giver, Reach, SubmissionDraft
from intake.settings import KeyCost, Settings
from intake.vault.objects import ObjectKind, Staged

OPERATOR, PASSPHRASE = "R. Alvarez", b"correct horse battery staple"
COST = KeyCost("cheapest", 8 * 1024, 1, 1)  # so that the derivation of the key, slow on purpose, is no part of what is measured
SHARE = 10  # items of one content
EACH = 1_000  # items of one submission
GROUP = 500
SIZE = (320, 240)
READER = "synthetic 1"
GIVERS = ("Dana Okafor", "José Muñoz", "Zoë Brontë", "Łukasz Wójcik", "Anh Nguyễn", "")
MAKES = (("Apple", "iPhone 13"), ("samsung", "SM-G991B"), ("Google", "Pixel 7"), ("", ""))
SIGNS = ("", "", "", "times_disagree", "time_not_set", "file_cut_short")
NOTES = ("The van turns left into Calle Ñuñoa", "Façade of the café, north side", "Looks like the same person as before")
CONFINEMENT = Confinement("synthetic", (Layer.OWN_PROCESS,), {}, {})
BEGIN = datetime(2026, 9, 1, 6, tzinfo=UTC)
PLACE = ("44.9778", "-93.2650")


def settings() -> Settings:
    return Settings(cost=COST)


def unlock(vault: Path) -> door.Casework:
    return door.unlock(vault, OPERATOR, bytearray(PASSPHRASE), settings(), examines=False)


def make(vault: Path, count: int) -> None:
    """A vault of `count` items; where it is there already, its catalog is brought to what the program has now."""
    if vault.exists():
        unlock(vault).close()
        return
    partial = vault.with_name(f"{vault.name}.partial")
    door.create(partial, "Hennepin County", Person(OPERATOR, "Investigations"), bytearray(PASSPHRASE), settings())
    with unlock(partial) as casework:
        _Furnishing(casework).run(count)
    partial.rename(vault)


class _Furnishing:
    def __init__(self, casework: door.Casework) -> None:
        self._casework = casework
        self._opened: Opened = casework.library._opened
        self._noise = np.random.default_rng(7)
        self._batch, self._submission = BatchId(""), submission_id(casework.code, 1)

    def run(self, count: int) -> None:
        for number in ("24-118", "24-203", "25-007"):
            self._casework.receiving.open_case(number, f"State v. {number}")
        for start in range(0, count, EACH):
            self._submit(start // EACH, [_line(at) for at in range(start, min(count, start + EACH))])
            sys.stderr.write(f"\r{start + EACH:,} of {count:,} items made ")
        sys.stderr.write("\n")
        ids = self._casework.library.ids(Filter())
        for at, note in enumerate(NOTES):
            self._casework.noting.note(ids[at * 100 : at * 100 + 40], note)

    def _submit(self, ordinal: int, lines: list[PlanLine]) -> None:
        giver = Giver(name=GIVERS[ordinal % len(GIVERS)]) if GIVERS[ordinal % len(GIVERS)] else Giver(declined=True)
        case = (None, "24-118", "24-203", "25-007")[ordinal % 4]
        said = SubmissionDraft(reach=Reach.MEDIUM, giver=giver, authority="Consent, these files only", case=case)
        batch = self._casework.receiving.begin(lines, said, ())
        self._batch, self._submission = batch.batch, batch.submission
        case_id = self._opened.case_of_submission(batch.submission)
        for start in range(0, len(lines), GROUP):
            some = range(start, min(len(lines), start + GROUP))
            self._group([lines[at] for at in some], [at + 1 for at in some], case_id)

    def _group(self, lines: list[PlanLine], ordinals: list[int], case: str | None) -> None:
        """Acquires them, compares them, examines them: a commit each."""
        acquired: list[Draft] = []
        objects: list[Staged] = []
        contents: list[tuple[bytes, list[ItemId]]] = []
        for at, (line, ordinal) in enumerate(zip(lines, ordinals, strict=True)):
            item = item_id(self._submission, ordinal)
            if at % SHARE == 0:
                contents.append((self._photo(), []))
                objects.append(self._stored(ObjectKind.EVIDENCE, contents[-1][0]))
            data, items = contents[-1]
            first = items[0] if items else None
            items.append(item)
            new = drafts.NewItem(item, ordinal, objects[-1].id, first, case)
            acquired.append(drafts.acquired(new, self._batch, line, _reading(data, line), VolumeFacts("ext4")))
        entries = self._opened.ledger.record(acquired, objects=objects)
        self._opened.ledger.record(list(_compared(contents)))
        self._examine(contents, entries)

    def _examine(self, contents: list[tuple[bytes, list[ItemId]]], entries: tuple[Entry, ...]) -> None:
        made: list[Draft] = []
        packs: list[Staged] = []
        acquired = iter(entries)
        for data, items in contents:
            answer = self._answer(len(packs))
            blob = pack.encode(hashlib.sha256(data).hexdigest(), answer, [pack.Encoded(PictureRole.THUMBNAIL, None, *SIZE, data)])
            packs.append(self._stored(ObjectKind.PACK, blob))
            for item in items:
                entry = next(acquired)
                reasoned = reason(answer, entry, "IMG.JPG")
                made.append(_examined(item, answer, reasoned, packs[-1].id))
        self._opened.ledger.record(made, objects=packs)

    def _stored(self, kind: ObjectKind, data: bytes) -> Staged:
        staged = self._opened.objects.stage(kind)
        staged.write(memoryview(data))
        staged.finish()
        return staged

    def _photo(self) -> bytes:
        """Some blocks of colour, as large as a thumbnail is."""
        blocks = self._noise.integers(0, 255, (6, 8, 3), dtype=np.uint8)
        out = io.BytesIO()
        Image.fromarray(blocks).resize(SIZE).save(out, "JPEG", quality=85)
        return out.getvalue()

    def _answer(self, at: int) -> Answer:
        minutes = int(self._noise.integers(0, 80 * 24 * 60))
        taken = (BEGIN + timedelta(minutes=minutes)).strftime("%Y:%m:%d %H:%M:%S")
        make_, model = MAKES[at % len(MAKES)]
        claims = [Claim("ExifIFD:DateTimeOriginal", taken, READER)]
        if make_:
            claims += [Claim("IFD0:Make", make_, READER), Claim("IFD0:Model", model, READER)]
        code = SIGNS[at % len(SIGNS)]
        return Answer(
            "image/jpeg",
            Kind.VIDEO if at % 3 == 0 else Kind.PHOTO,
            readable=True,
            readers=(READER,),
            claims=tuple(claims),
            places=(Place("GPS:GPSPosition", *PLACE, None, READER),) if at % 5 == 0 else (),
            observations=(Observation(code, ""),) if code else (),
            width=SIZE[0],
            height=SIZE[1],
        )


def _line(at: int) -> PlanLine:
    name = f"IMG_{at:05d}.JPG".encode()
    when = int((BEGIN + timedelta(minutes=at)).timestamp()) * 10**9
    return PlanLine(at % EACH + 1, b"/media/stick/DCIM/" + name, name, b"DCIM/" + name, SourceKind.FILE, 9_000, when)


def _reading(data: bytes, line: PlanLine) -> Reading:
    facts = FileFacts(len(data), 1, 1, 0o100644, 1, FileTimes(modified_ns=line.modified_ns, resolution_ns=1))
    digest = Digest(Algorithm.SHA256, hashlib.sha256(data).hexdigest())
    now = "2026-11-22T10:00:00.000000Z"
    return Reading(facts, facts, len(data), (digest,), now, now, AccessTimeKept.KEPT)


def _compared(contents: list[tuple[bytes, list[ItemId]]]) -> Iterator[Draft]:
    """One entry for all items of one content, for each of the two comparisons."""
    now = "2026-11-22T10:00:00.000000Z"
    for data, items in contents:
        digest = hashlib.sha256(data).hexdigest()
        for what in ("stored", "source"):
            one = drafts.compared(drafts.Compared(items[0], what, digest, digest, now, now, "synthetic"))
            yield Draft(one.type, drafts.items(items), one.fields, one.outcome, one.code, one.started, one.ended)


def _examined(item: ItemId, answer: Answer, reasoned: Reasoned, stored: ObjectId) -> Draft:
    fields: dict[str, JSON] = {
        "examination": {
            **_answered(answer, reasoned),
            "pack": stored,
            "confinement": confinements.to_json(CONFINEMENT),
        },
        **_summary(answer, reasoned),
    }
    return Draft(Type.EXAMINED, drafts.items([item]), fields)
