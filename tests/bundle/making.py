"""A small vault's worth of evidence, and bundles of it, the same bytes on every run."""

import hashlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from intake.bundle import extracts, index, writing
from intake.bundle.writing import Form
from intake.custody import chains, checkpoint, entries, proofs
from intake.ids import BundleId, ItemId
from intake.progress import silent
from intake.records.events import Chain, Extract, Subject, SubjectKind, Type
from intake.records.names import to_base64
from tests.custody import making

BUNDLE = BundleId("3fa93c01" + "0b" * 12)
NAME = "K7Q4MX-bundle-3fa93c01"
PASSPHRASE = b"K7Q4M-2ZB9X-0FWJH-TR55A-91CDE"
SUBMISSION = Subject(SubjectKind.SUBMISSION, "K7Q4MX-0012")
OPERATOR = making.OPERATOR


@dataclass
class Exhibit:
    """One item as it lies in the vault."""

    ordinal: int
    name: bytes
    media_type: str
    data: bytes
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def item(self) -> ItemId:
        return ItemId(f"K7Q4MX-0012-{self.ordinal:02d}")

    @property
    def subject(self) -> Subject:
        return Subject(SubjectKind.ITEM, self.item)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


EXHIBITS = [
    Exhibit(
        1,
        b"IMG_0412.MOV",
        "video/quicktime",
        b"moov" * 40,
        {"poster.jpg": b"\xff\xd8poster", "storyboard-0001.jpg": b"\xff\xd8one"},
    ),
    Exhibit(3, b"=cmd|' /C calc'!A0.jpg", "image/jpeg", b"\xff\xd8\xff\xe0photo", {"thumbnail.jpg": b"\xff\xd8thumb"}),
]


class Vault:
    """A log that received the exhibits, compared and looked at them, and a second person whose key was revoked."""

    def __init__(self, exhibits=None, digests=None):
        self.exhibits = EXHIBITS if exhibits is None else exhibits
        self.log = making.Log("bundle").create()
        self.log.enrol(making.BOB, making.SECOND)
        self.log.add(Type.SUBMISSION_OPENED, [SUBMISSION], {"submission": {"submission": SUBMISSION.id, "ordinal": 12}})
        for one in self.exhibits:
            digest = (digests or {}).get(one.item, one.sha256)
            name = {"raw": to_base64(one.name), "shown": one.name.decode()}
            fields = {"item": {"item": one.item}, "digests": {"sha256": digest}, "name": name, "giver_name": "Ana Núñez"}
            self.log.add(Type.ACQUIRED, [one.subject, SUBMISSION], fields, making.SECOND)
            self.log.add(Type.COMPARED, [one.subject], {"comparison": {"what": "stored", "made": True, "identical": True}})
        self.log.revoke(making.BOB, making.SECOND)

    def acquire_again(self, one):
        """A second `acquired` entry for one number, as no vault of ours writes it."""
        fields = {"item": {"item": one.item}, "digests": {"sha256": one.sha256}}
        self.log.add(Type.ACQUIRED, [one.subject, SUBMISSION], fields)

    def seal(self, manifest, *, key=None, ends=None, sealed=None, words=None):
        """Record `sealed` as the casework does. words: what a person wrote for this bundle."""
        travelling = [(making.ALICE, Chain.CUSTODY), (making.BOB, Chain.CUSTODY)]
        value = {
            "bundle": BUNDLE,
            "ends": chains.encode_ends({one: self.log.ends[one] for one in travelling}) if ends is None else ends,
            "items": [one.item for one in self.exhibits],
            "manifest_sha256": manifest,
            "withheld": ["giver_name"],
        }
        subjects = [*(one.subject for one in self.exhibits), making.VAULT_SUBJECT]
        self.log.add(
            Type.SEALED, subjects, {"sealed": value | (sealed or {}), "operator_name": "R. Alvarez", **(words or {})}, key
        )

    def extract(self, withheld=("giver_name",)) -> Extract:
        """Everything of the exhibits and of the people who signed, as the ledger gives it."""
        tree, stored = self.log.grow()
        found, paths = [], []
        shown = {making.ALICE, making.BOB, *(one.subject for one in self.exhibits)}
        for row in self.log.rows:
            whole = entries.parse_entry(row.signed, row.signature, row.encoded)
            if not shown & {link.subject for link in whole.links}:
                continue
            names = {entries.link_name(link.subject, link.chain) for link in whole.links if link.subject in shown}
            opened = [
                d.encoded
                for d in whole.disclosures
                if (d.name in names or not d.name.startswith("chain:")) and d.name not in withheld
            ]
            found.append(entries.parse_entry(row.signed, row.signature, opened))
            paths.append(tuple(proofs.make_inclusion(row.position, tree.size, lambda at: [stored[n] for n in at])))
        note = checkpoint.parse(self.log.note())
        return Extract(tuple(found), tuple(paths), note, self.log.log_key.public, tuple(withheld))


def encoded(extract):
    """The custody files of an extract."""
    return extracts.encode(extract)


def plan(form=Form.FOLDER, passphrase=None):
    return writing.Plan(BUNDLE, "K7Q4MX", "Office of the County Attorney", "2026-11-25", form, passphrase)


def rows(vault):
    return [
        index.IndexRow(
            one.item, one.name.decode(), len(one.data), one.sha256, one.media_type, "2026-11-25T03:00:00Z", "", "26-1234"
        )
        for one in vault.exhibits
    ]


def fill_evidence(bundle, one):
    return bundle.add_evidence(one.item, one.name, one.media_type, len(one.data), one.sha256, io.BytesIO(one.data))


def fill(bundle, vault):
    """The payload of a bundle."""
    for one in vault.exhibits:
        fill_evidence(bundle, one)
        for name, data in one.pictures.items():
            bundle.add_derivative(one.item, name, data)
        bundle.add_metadata(one.item, {"item": one.item, "claims": [["QuickTime:CreateDate", "2026:11:24 20:04:54"]]})
    bundle.add_paper("receipt.txt", b"Receipt\n")


def write(target: Path, form=Form.FOLDER, passphrase=None, vault=None, progress=silent, words=None) -> writing.Written:
    """A whole bundle in `target`."""
    vault = vault or Vault()
    with writing.begin(target, plan(form, passphrase), progress) as bundle:
        fill(bundle, vault)
        vault.seal(bundle.close_payload(), words=words)
        return bundle.finish(vault.extract(), rows(vault), OPERATOR.sign, OPERATOR.public)
