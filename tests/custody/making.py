"""Fixed keys, fixed salts and realistic events, so that the same log comes out on every run and every machine."""

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from intake.custody import chains, checkpoint, disclosures, enrolment, entries, proofs
from intake.custody.chains import End
from intake.custody.tree import Tree
from intake.ids import KeyId
from intake.records import canonical
from intake.records.events import Chain, Link, Subject, SubjectKind, Type, chain_of
from intake.records.names import to_base64
from intake.records.people import Role

VAULT = "0123456789abcdef0123456789abcdef"
CODE = "K7Q4MX"
ORIGIN = f"evidence-intake/{CODE}/{VAULT}"
TIME = "2026-11-25T03:00:00.000000Z"
ITEM = Subject(SubjectKind.ITEM, "K7Q4MX-0012-03")


class Key:
    """An Ed25519 key from a word, with the key id that design and RFC 8410 give it, computed here once more."""

    def __init__(self, word):
        self._key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(word.encode()).digest())
        self.public = self._key.public_key().public_bytes_raw()
        self.key_id = KeyId(hashlib.sha256(bytes.fromhex("302a300506032b6570032100") + self.public).hexdigest())

    def sign(self, message):
        return self._key.sign(message)


def drawing(word="draw"):
    """A source of bytes that gives the same ones again."""
    count = 0

    def draw(size):
        nonlocal count
        count += 1
        return hashlib.shake_256(f"{word} {count}".encode()).digest(size)

    return draw


OPERATOR = Key("operator")


def acquired_fields(ordinal=3):
    """What an `acquired` entry holds, with values as long as real ones."""
    item = f"K7Q4MX-0012-{ordinal:02d}"
    return {
        "outcome": {"outcome": "done"},
        "when": {
            "boot_id": "5c4b1ad7-6f8e-4f0a-9a51-0d6c1f6e2b7a",
            "monotonic_ns": "86400123456789",
            "offset_minutes": -300,
            "synchronised": True,
        },
        "operator": {"agency": "County Prosecutor's Office", "operator": "aa" * 16, "role": "operator"},
        "operator_name": "Maria Fernandez-Ortiz",
        "workstation": "INTAKE-LAPTOP-07",
        "system_user": "mfernandez",
        "tool": {
            "build": "6f1d2c3b4a59",
            "name": "Evidence Intake",
            "platform": "Linux-6.1 x86_64",
            "python": "3.11.7",
            "version": "0.1.0",
        },
        "item": {"item": item, "object": "bb" * 16, "ordinal": ordinal, "size": "148234567", "submission": "K7Q4MX-0012"},
        "digests": {"sha256": "cc" * 32},
        "name": {"raw": "SU1HXzIwMjYxMTI0XzE0MDUyMi5tcDQ=", "shown": "IMG_20261124_140522.mp4"},
        "source_path": "L21lZGlhL21mZXJuYW5kZXovU0FORElTSy9EQ0lNL0NhbWVyYS9JTUdfMjAyNjExMjRfMTQwNTIyLm1wNA==",
        "source_facts": {"device": "2065", "inode": "1048577", "links": 1, "mode": 33188, "size": "148234567"},
        "source_times": {
            "after": {"accessed_ns": "1764000000000000000", "changed_ns": None, "modified_ns": "1763993122000000000"},
            "before": {"accessed_ns": "1764000000000000000", "changed_ns": None, "modified_ns": "1763993122000000000"},
            "resolution_ns": "2000000000",
        },
        "source_volume": {"filesystem": "exfat", "reach": 2, "read_only": False, "removable": True, "transport": "usb"},
        "source_volume_label": "SANDISK",
        "source_volume_serial": "3C4D-1F2E",
        "reading": {
            "access_time": "kept",
            "direct": True,
            "ended": "2026-11-25T03:00:00.512345Z",
            "started": "2026-11-25T03:00:00.012345Z",
        },
    }


STAMPED = ("outcome", "when", "operator", "operator_name", "workstation", "system_user", "tool")
COMPARED = {
    "direct": True,
    "expected": "cc" * 32,
    "found": "cc" * 32,
    "identical": True,
    "made": True,
    "means": "past the page cache",
}
EXAMINED = {
    "examination": {
        "confinement": ["seccomp", "landlock", "rlimits"],
        "duration": "30030/1001",
        "height": 1080,
        "keyframes": 31,
        "kind": "video",
        "media_type": "video/mp4",
        "observations": ["no_zone"],
        "pack": "dd" * 16,
        "readable": True,
        "readers": ["boxes 1", "PyAV 18.0.0"],
        "rotation": 90,
        "width": 1920,
    },
    "recorded_summary": {
        "make": "Google",
        "model": "Pixel 8",
        "sorting_name": "QuickTime:CreateDate",
        "sorting_reason": "movie_header",
        "sorting_utc": "2026-11-24T19:05:22Z",
        "sorting_value": "2026:11:24 19:05:22",
    },
    "recorded_place": {"latitude": "29.760427", "longitude": "-95.369803", "name": "Keys:GPSCoordinates"},
}


def acquired(position=7, ordinal=3, draw=None):
    """One `acquired` entry, first of its item's chain."""
    head = entries.Head(position, Type.ACQUIRED, TIME, OPERATOR.key_id)
    item = Subject(SubjectKind.ITEM, f"K7Q4MX-0012-{ordinal:02d}")
    submission = Subject(SubjectKind.SUBMISSION, "K7Q4MX-0012")
    links = [Link(item, Chain.CUSTODY, 1, ""), Link(submission, Chain.CUSTODY, ordinal + 1, "ab" * 32)]
    return entries.compose(head, acquired_fields(ordinal), links, OPERATOR.sign, draw or drawing(f"acquired {position}"))


@dataclass
class Row:
    """One entry as it travels; may be changed."""

    position: int
    signed: bytes
    signature: bytes
    encoded: list[str]

    @property
    def leaf(self):
        return hashlib.sha256(b"\x00" + self.signed + self.signature).digest()

    @property
    def carried(self):
        return disclosures.carried_encoded(self.encoded)

    def opened(self, *names):
        """The encoded disclosures with these names."""
        whole = entries.parse_entry(self.signed, self.signature, self.encoded)
        return [one.encoded for one in whole.disclosures if one.name in names]


class Log:
    """A log that is written entry by entry; every way of writing it wrongly is open."""

    def __init__(self, word="log", origin=ORIGIN, log_key=None):
        self.rows: list[Row] = []
        self.ends: dict[tuple[Subject, Chain], End] = {}
        self.origin = origin
        self.log_key = log_key or LOG
        self._draw = drawing(word)

    def links(self, kind, subjects, chain=None):
        chain = chain or chain_of(kind)
        found = []
        for subject in subjects:
            end = self.ends.get((subject, chain), End(0, ""))
            found.append(Link(subject, chain, end.ordinal + 1, end.leaf))
        return found

    def add(self, kind, subjects, fields=None, key=None, *, links=None, chain=None, position=None, sign=None):
        key = key or OPERATOR
        links = self.links(kind, subjects, chain) if links is None else links
        head = entries.Head(len(self.rows) if position is None else position, kind, TIME, key.key_id)
        fields = {"outcome": {"outcome": "done"}, **(fields or {})}
        entry = entries.compose(head, fields, links, sign or key.sign, self._draw)
        for link in links:
            self.ends[link.subject, link.chain] = End(link.ordinal, entry.leaf)
        row = Row(head.position, entry.signed, entry.signature, [one.encoded for one in entry.disclosures])
        self.rows.append(row)
        return row

    def add_anything(self, kind, values, key=None):
        """An entry that `compose` would refuse. values: names of disclosures to values."""
        key = key or OPERATOR
        made = [disclosures.make(name, value, self._draw(16)) for name, value in values.items()]
        pairs = sorted((disclosures.digest_of(one.encoded), one.encoded) for one in made)
        clear = {"_sd_alg": "sha-256", "format": 1, "nonce": "00" * 32, "operator_key": key.key_id, "position": len(self.rows)}
        clear |= {"_sd": [digest for digest, _ in pairs], "time": TIME, "type": kind.value}
        signed = canonical.signed_bytes("evidence-intake/entry/v1", clear)
        self.rows.append(Row(len(self.rows), signed, key.sign(signed), [encoded for _, encoded in pairs]))

    def enrol(self, person, key, role=Role.OPERATOR, *, by=None, vault=VAULT, subjects=None, sign=None):
        value = enrolment.make(vault, person.id, role, key.public, bytes(1665), sign or key.sign)
        return self.add(
            Type.OPERATOR_ENROLLED, [VAULT_SUBJECT, person] if subjects is None else subjects, {"enrolment": value}, by
        )

    def create(self, key=None, **changed):
        key = key or OPERATOR
        facts = {"code": CODE, "log_public": to_base64(self.log_key.public), "office": "Office", "origin": ORIGIN, "vault": VAULT}
        value = enrolment.make(VAULT, ALICE.id, Role.OPERATOR, key.public, bytes(1665), key.sign)
        fields = {"vault": facts, "enrolment": value} | changed
        self.add(Type.VAULT_CREATED, [VAULT_SUBJECT, ALICE], {k: v for k, v in fields.items() if v is not None}, key)
        return self

    def revoke(self, person, key, *, by=None, **more):
        fields = {"revocation": {"key_id": key.key_id, "operator": person.id}}
        return self.add(Type.OPERATOR_REVOKED, [VAULT_SUBJECT, person], fields, by, **more)

    def seal(self, travelling, item=ITEM, **more):
        ends = chains.encode_ends({one: self.ends[one] for one in travelling})
        sealed = {"bundle": "ee" * 16, "ends": ends, "items": [item.id], "manifest_sha256": "ff" * 32, "withheld": []}
        return self.add(Type.SEALED, [item, VAULT_SUBJECT], {"sealed": sealed} | more)

    def cut(self, size):
        """Go on from the first `size` rows, as they are now."""
        del self.rows[size:]
        self.ends.clear()
        for row in self.rows:
            for link in entries.parse_entry(row.signed, row.signature, row.encoded).links:
                self.ends[link.subject, link.chain] = End(link.ordinal, row.leaf.hex())
        return self

    def grow(self, upto=None):
        """The tree of the rows as they are now, and the stored hashes."""
        tree = Tree()
        return tree, tree.extend(row.leaf for row in self.rows[:upto])

    def note(self, upto=None, key=None):
        tree, _ = self.grow(upto)
        key = key or self.log_key
        return checkpoint.encode(self.origin, tree.size, tree.root(), key.sign, key.public).note


def entry_of(row):
    """The entry of a row."""
    return entries.parse_entry(row.signed, row.signature, row.encoded)


def whole():
    """A log in which everything that an audit looks at happens once."""
    log = Log().create()
    log.enrol(RECOVERY_PERSON, RECOVERY, Role.RECOVERY)
    log.enrol(BOB, SECOND)
    log.add(Type.CASE_OPENED, [CASE], {"case": {"case": CASE.id, "number": "26-1234"}, "case_title": "People v. N."})
    log.add(
        Type.SUBMISSION_OPENED,
        [SUBMISSION],
        {"submission": {"kind": "bystander", "ordinal": 12, "reach": 2, "submission": SUBMISSION.id}},
    )
    for ordinal, key in ((1, OPERATOR), (2, OPERATOR), (3, SECOND)):
        item = Subject(SubjectKind.ITEM, f"K7Q4MX-0012-{ordinal:02d}")
        log.add(Type.ACQUIRED, [item, SUBMISSION], acquired_fields(ordinal), key)
    log.add(Type.COMPARED, [ITEM], {"comparison": {"identical": True, "made": True, "what": "stored"}})
    log.add(Type.VIEWED, [ITEM])
    log.add(Type.NOTE_ADDED, [ITEM], {"note": "Look at the second car."}, SECOND)
    log.add(
        Type.CORRECTED, [ITEM], {"note": "The third.", "corrects": {"leaf": "ab" * 32, "position": 10}}, SECOND, chain=Chain.WORK
    )
    log.revoke(BOB, SECOND)
    log.seal([(ALICE, Chain.CUSTODY), (BOB, Chain.CUSTODY)])
    log.add(Type.EXPORTED, [ITEM], {"export_target": "KINGSTON"})
    return log


@dataclass
class Extract:
    """What a bundle carries of a log; may be changed."""

    rows: list[Row]
    proofs: list[list[bytes]]
    note: bytes
    log_public: bytes


def take_extract(log, size=None, opened=None):
    """Everything of ITEM up to the entry that sealed it, as a bundle would carry it of a `whole` log."""
    size = size if size is not None else len(log.rows) - 1
    opened = opened if opened is not None else OPENED
    _, stored = log.grow(size)
    rows = []
    for position, names in opened.items():
        row = log.rows[position]
        rows.append(Row(row.position, row.signed, row.signature, row.opened(*names)))
    found = [proofs.make_inclusion(position, size, lambda indexes: [stored[i] for i in indexes]) for position in opened]
    return Extract(rows, found, log.note(size), log.log_key.public)


def link_of(subject, chain=Chain.CUSTODY):
    return entries.link_name(subject, chain)


LOG = Key("log key")
SECOND = Key("second operator")
RECOVERY = Key("recovery code")
STRANGER = Key("stranger")
ALICE = Subject(SubjectKind.OPERATOR, "a1" * 16)
BOB = Subject(SubjectKind.OPERATOR, "b0" * 16)
RECOVERY_PERSON = Subject(SubjectKind.OPERATOR, "ec" * 16)
VAULT_SUBJECT = Subject(SubjectKind.VAULT, VAULT)
CASE = Subject(SubjectKind.CASE, "ca" * 16)
SUBMISSION = Subject(SubjectKind.SUBMISSION, "K7Q4MX-0012")
OPENED = {
    0: ["vault", "enrolment", link_of(ALICE)],
    2: ["enrolment", link_of(BOB)],
    7: ["item", "digests", "name", link_of(ITEM)],
    8: ["comparison", link_of(ITEM)],
    12: ["revocation", link_of(BOB)],
    13: ["sealed", link_of(ITEM)],
}
