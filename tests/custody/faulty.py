"""Logs and extracts that are wrong in one way each, named by the finding that they must cause, with all that must be found.

`LOGS` and `EXTRACTS` map a name to a function without arguments. What it returns is what a verifier reads, and `expected`:
the codes and subjects, sorted. Any verifier of the format can be held against `EXTRACTS`.
"""

from dataclasses import dataclass, field

from intake.custody import chains, checkpoint, disclosures, enrolment
from intake.custody.chains import End
from intake.records.events import Chain, Link, Type
from intake.records.people import Role
from tests.custody import making
from tests.custody.making import ALICE, BOB, CASE, ITEM, LOG, OPERATOR, SECOND, STRANGER, SUBMISSION, VAULT_SUBJECT, Log, link_of


@dataclass
class FaultyLog:
    rows: list
    note: bytes
    expected: list
    log_public: bytes = LOG.public
    held: list = field(default_factory=list)


@dataclass
class FaultyExtract:
    extract: making.Extract
    expected: list


LOGS = {}
EXTRACTS = {}


def _log(made):
    LOGS[made.__name__] = made
    return made


def _extract(made):
    EXTRACTS[made.__name__] = made
    return made


def _of(log, *expected, **more):
    return FaultyLog(log.rows, more.pop("note", None) or log.note(), sorted(expected), **more)


def _flip(data, bit=0):
    return bytes([data[0] ^ 1 << bit]) + data[1:]


# --- whole logs: one entry changed after the checkpoint was signed


@_log
def entry_malformed():
    log = making.whole()
    note = log.note()
    log.rows[8].signed = log.rows[8].signed.replace(b'"format":1', b'"format":2')
    broken = f"item:{ITEM.id}:custody"
    return _of(log, ("entry_malformed", "entry 8"), ("log_root_differs", "checkpoint"), ("chain_broken", broken), note=note)


@_log
def entry_malformed_by_its_signature():
    log = making.whole()
    log.rows[14].signature += b"\0"
    return _of(log, ("entry_malformed", "entry 14"))


@_log
def entry_malformed_at_the_beginning():
    log = Log().create()
    log.rows[0].signed += b"\n"
    return _of(log, ("entry_malformed", "entry 0"), ("vault_created_missing", "entry 0"))


@_log
def signature_wrong():
    log = making.whole()
    note = log.note()
    log.rows[14].signature = _flip(log.rows[14].signature)
    return _of(log, ("signature_wrong", "entry 14"), ("log_root_differs", "checkpoint"), note=note)


@_log
def signature_wrong_and_the_tree_signed_over_it():
    log = making.whole()
    log.rows[14].signature = log.rows[13].signature
    return _of(log, ("signature_wrong", "entry 14"))


@_log
def entry_removed():
    log = making.whole()
    note = log.note()
    del log.rows[10]  # the note: first of its chain
    return _of(
        log,
        *[("entry_misplaced", f"entry {n}") for n in range(10, 14)],
        ("chain_broken", f"item:{ITEM.id}:work"),
        ("log_shorter_than_checkpoint", "checkpoint"),
        note=note,
    )


@_log
def entries_swapped():
    log = making.whole()
    note = log.note()
    log.rows[8], log.rows[9] = log.rows[9], log.rows[8]
    return _of(log, ("entry_misplaced", "entry 8"), ("entry_misplaced", "entry 9"), ("log_root_differs", "checkpoint"), note=note)


@_log
def log_shorter_than_checkpoint():
    log = making.whole()
    note = log.note()
    del log.rows[14:]
    return _of(log, ("log_shorter_than_checkpoint", "checkpoint"), note=note)


@_log
def entries_beyond_checkpoint():
    log = making.whole()
    return _of(log, ("entries_beyond_checkpoint", "checkpoint"), note=log.note(13))


@_log
def log_root_differs():
    log, other = making.whole(), making.Log("other").create()
    return _of(log, ("log_root_differs", "checkpoint"), ("entries_beyond_checkpoint", "checkpoint"), note=other.note())


@_log
def nothing_at_all():
    log = Log()
    return _of(log, ("vault_created_missing", "entry 0"))


# --- disclosures


@_log
def disclosure_missing():
    log = making.whole()
    del log.rows[7].encoded[log.rows[7].encoded.index(log.rows[7].opened("name")[0])]
    return _of(log, ("disclosure_missing", "entry 7"))


@_log
def disclosure_malformed():
    log = making.whole()
    encoded = log.rows[7].encoded
    at = encoded.index(log.rows[7].opened("name")[0])
    encoded[at] = encoded[at] + "="
    return _of(log, ("disclosure_malformed", "entry 7"), ("disclosure_missing", "entry 7"))


@_log
def disclosure_not_in_entry():
    log = making.whole()
    log.rows[7].encoded.append(disclosures.make("name", "another", bytes(16)).encoded)
    return _of(log, ("disclosure_not_in_entry", "entry 7"))


@_log
def disclosure_changed():
    log = making.whole()
    encoded = log.rows[7].encoded
    encoded[encoded.index(log.rows[7].opened("name")[0])] = disclosures.make("name", "another", bytes(16)).encoded
    return _of(log, ("disclosure_not_in_entry", "entry 7"), ("disclosure_missing", "entry 7"))


@_log
def disclosure_repeated():
    log = making.whole()
    log.rows[7].encoded.insert(3, log.rows[7].encoded[2])
    return _of(log, ("disclosure_repeated", "entry 7"))


@_log
def disclosure_out_of_order():
    log = making.whole()
    encoded = log.rows[7].encoded
    encoded[2], encoded[3] = encoded[3], encoded[2]
    return _of(log, ("disclosure_out_of_order", "entry 7"))


# --- links and chains


@_log
def entry_unlinked():
    log = Log().create()
    log.add(Type.SWEPT, [], {"swept": {"count": 0, "names": []}})
    return _of(log, ("entry_unlinked", "entry 1"))


@_log
def chain_wrong():
    log = Log().create()
    log.add(Type.ACQUIRED, [ITEM], making.acquired_fields(), chain=Chain.WORK)
    return _of(log, ("chain_wrong", "entry 1"))


@_log
def link_malformed():
    log = Log().create()
    place = {"ordinal": 1, "previous": ""}
    log.add_anything(Type.ACQUIRED, {link_of(ITEM): place | {"ordinal": 2}, link_of(SUBMISSION): place})
    log.add_anything(Type.ACQUIRED, {link_of(ITEM).replace("item", "case"): place, link_of(CASE): place})
    log.add_anything(Type.ACQUIRED, {link_of(ITEM).replace("custody", "all"): place})
    return _of(log, *[("link_malformed", f"entry {n}") for n in (1, 2, 3)], ("entry_unlinked", "entry 3"))


@_log
def chain_broken():
    log = Log().create()
    log.add(Type.ACQUIRED, [ITEM], making.acquired_fields())
    log.add(Type.COMPARED, [ITEM], links=[Link(ITEM, Chain.CUSTODY, 2, "ab" * 32)])
    log.add(Type.EXAMINED, [ITEM])
    return _of(log, ("chain_broken", f"item:{ITEM.id}:custody"))


@_log
def chain_with_a_gap():
    log = Log().create()
    log.add(Type.ACQUIRED, [ITEM], making.acquired_fields())
    log.add(Type.COMPARED, [ITEM], links=[Link(ITEM, Chain.CUSTODY, 3, log.ends[ITEM, Chain.CUSTODY].leaf)])
    return _of(log, ("chain_broken", f"item:{ITEM.id}:custody"))


@_log
def chain_begun_twice():
    log = Log().create()
    log.add(Type.ACQUIRED, [ITEM], making.acquired_fields())
    log.add(Type.ACQUIRED, [ITEM], making.acquired_fields(), links=[Link(ITEM, Chain.CUSTODY, 1, "")])
    return _of(log, ("chain_broken", f"item:{ITEM.id}:custody"))


# --- people


@_log
def vault_created_missing():
    log = Log()
    log.enrol(BOB, SECOND, by=OPERATOR)
    return _of(log, ("vault_created_missing", "entry 0"), ("enrolment_wrong", "entry 0"), ("signer_not_enrolled", "entry 0"))


@_log
def vault_facts_wrong():
    log = Log().create(vault={"code": making.CODE, "vault": making.VAULT})
    return _of(log, ("vault_created_missing", "entry 0"), ("enrolment_wrong", "entry 0"), ("signer_not_enrolled", "entry 0"))


@_log
def vault_created_misplaced():
    log = Log().create()
    log.create(STRANGER)
    log.add(Type.UNLOCKED, [VAULT_SUBJECT], key=STRANGER)
    return _of(
        log,
        ("vault_created_misplaced", "entry 1"),
        ("signer_not_enrolled", "entry 1"),
        ("signer_not_enrolled", "entry 2"),
    )


@_log
def vault_created_by_another_key():
    log = Log().create(enrolment=_enrolment(ALICE, SECOND))
    return _of(log, ("signer_not_enrolled", "entry 0"))


def _enrolment(person, key, agreed=Role.OPERATOR, **changed):
    return enrolment.make(making.VAULT, person.id, agreed, key.public, bytes(1665), key.sign) | changed


@_log
def enrolment_wrong():
    log = Log().create()
    log.enrol(BOB, SECOND, sign=STRANGER.sign)
    log.add(Type.UNLOCKED, [VAULT_SUBJECT], key=SECOND)
    return _of(log, ("enrolment_wrong", "entry 1"), ("signer_not_enrolled", "entry 2"))


@_log
def enrolment_of_another_vault():
    log = Log().create()
    log.enrol(BOB, SECOND, vault="ff" * 16)
    return _of(log, ("enrolment_wrong", "entry 1"))


@_log
def enrolment_in_another_role():
    log = Log().create()
    value = _enrolment(BOB, SECOND, Role.RECOVERY, role="operator")
    log.add(Type.OPERATOR_ENROLLED, [VAULT_SUBJECT, BOB], {"enrolment": value})
    return _of(log, ("enrolment_wrong", "entry 1"))


@_log
def enrolment_under_another_key_id():
    log = Log().create()
    value = _enrolment(BOB, SECOND, key_id=STRANGER.key_id)
    log.add(Type.OPERATOR_ENROLLED, [VAULT_SUBJECT, BOB], {"enrolment": value})
    return _of(log, ("enrolment_wrong", "entry 1"))


@_log
def enrolment_of_a_key_that_is_anothers():
    log = Log().create()
    log.enrol(BOB, SECOND)
    log.enrol(ALICE, SECOND)
    return _of(log, ("enrolment_wrong", "entry 2"))


@_log
def enrolment_by_itself():
    log = Log().create()
    log.enrol(BOB, SECOND, by=SECOND)
    log.add(Type.UNLOCKED, [VAULT_SUBJECT], key=SECOND)
    return _of(log, ("signer_not_enrolled", "entry 1"), ("signer_not_enrolled", "entry 2"))


@_log
def enrolment_with_a_wrong_signature():
    log = Log().create()
    log.enrol(BOB, SECOND)
    log.rows[1].signature = _flip(log.rows[1].signature, 3)
    log.cut(2)
    log.add(Type.UNLOCKED, [VAULT_SUBJECT], key=SECOND)
    return _of(log, ("signature_wrong", "entry 1"), ("signer_not_enrolled", "entry 2"))


@_log
def enrolled_again_after_revocation():
    log = Log().create()
    log.enrol(BOB, SECOND)
    log.revoke(BOB, SECOND)
    log.enrol(BOB, SECOND)
    return _of(log, ("enrolment_wrong", "entry 3"))


@_log
def person_unlinked():
    log = Log().create()
    log.enrol(BOB, SECOND, subjects=[VAULT_SUBJECT])
    return _of(log, ("person_unlinked", "entry 1"))


@_log
def revocation_unlinked():
    log = Log().create()
    log.enrol(BOB, SECOND)
    log.revoke(BOB, SECOND, links=log.links(Type.OPERATOR_REVOKED, [VAULT_SUBJECT]))
    return _of(log, ("person_unlinked", "entry 2"))


@_log
def signer_not_enrolled():
    log = Log().create()
    log.add(Type.UNLOCKED, [VAULT_SUBJECT], key=STRANGER)
    return _of(log, ("signer_not_enrolled", "entry 1"))


@_log
def signer_revoked():
    log = Log().create()
    log.enrol(BOB, SECOND)
    log.revoke(BOB, SECOND, by=SECOND)  # still counts here
    log.add(Type.UNLOCKED, [VAULT_SUBJECT], key=SECOND)
    return _of(log, ("signer_revoked", "entry 3"))


@_log
def revocation_wrong():
    log = Log().create()
    log.revoke(BOB, STRANGER)
    log.add(Type.OPERATOR_REVOKED, [VAULT_SUBJECT], {"revocation": {"operator": ALICE.id}})
    log.revoke(BOB, OPERATOR)
    return _of(log, *[("revocation_wrong", f"entry {n}") for n in (1, 2, 3)])


# --- checkpoints


@_log
def checkpoint_malformed():
    log = making.whole()
    return _of(log, ("checkpoint_malformed", "checkpoint"), note=log.note()[:-1])


@_log
def checkpoint_signature_wrong():
    log = making.whole()
    return _of(log, ("checkpoint_signature_wrong", "checkpoint"), note=log.note(key=STRANGER))


@_log
def log_key_differs():
    log = making.whole()
    return _of(log, ("log_key_differs", "checkpoint"), note=log.note(key=STRANGER), log_public=STRANGER.public)


@_log
def checkpoint_origin_differs():
    log = making.whole()
    log.origin = checkpoint.origin("AAAAAA", making.VAULT)
    return _of(log, ("checkpoint_origin_differs", "checkpoint"))


@_log
def log_restored():
    log = making.whole()
    log.origin = checkpoint.origin(making.CODE, making.VAULT, "5a" * 16)
    log.add(
        Type.RESTORED, [VAULT_SUBJECT], {"restored": {"origin": making.ORIGIN, "reason": "disk", "root": "ab" * 32, "size": 15}}
    )
    return _of(log, ("log_restored", "checkpoint"))


@_log
def restoration_not_logged():
    log = making.whole()
    log.origin = checkpoint.origin(making.CODE, making.VAULT, "5a" * 16)
    return _of(log, ("log_restored", "checkpoint"), ("restoration_not_logged", "checkpoint"))


@_log
def held_checkpoint_differs():
    log, other = making.whole(), Log("other").create()
    return _of(log, ("held_checkpoint_differs", "checkpoint 1"), held=[other.note(), log.note(1)])


@_log
def held_checkpoint_ahead():
    log = making.whole()
    held = log.note()
    del log.rows[14:]
    return _of(log, ("held_checkpoint_ahead", "checkpoint 15"), held=[held])


@_log
def held_checkpoint_malformed():
    log = making.whole()
    return _of(log, ("held_checkpoint_malformed", "checkpoint held"), held=[b"", log.note()])


@_log
def held_checkpoint_signature_wrong():
    log = making.whole()
    return _of(log, ("held_checkpoint_signature_wrong", "checkpoint 3"), held=[log.note(3, STRANGER)])


@_log
def held_checkpoint_origin_differs():
    log, other = making.whole(), making.whole()
    other.origin = checkpoint.origin("AAAAAA", making.VAULT)
    return _of(log, ("held_checkpoint_origin_differs", "checkpoint 3"), held=[other.note(3)])


# --- what `sealed` says


@_log
def sealed_end_differs():
    log = making.whole()
    stale = log.ends[ITEM, Chain.CUSTODY]
    ends = chains.encode_ends(
        {(SUBMISSION, Chain.CUSTODY): End(1, stale.leaf), (CASE, Chain.CUSTODY): log.ends[CASE, Chain.CUSTODY]}
    )
    log.add(Type.SEALED, [ITEM], {"sealed": {"ends": ends}})
    return _of(log, ("sealed_end_differs", f"submission:{SUBMISSION.id}:custody"))


@_log
def sealed_names_a_chain_that_is_not_there():
    log = Log().create()
    ends = chains.encode_ends({(SUBMISSION, Chain.CUSTODY): End(1, "ab" * 32)})
    log.add(Type.SEALED, [ITEM], {"sealed": {"ends": ends}})
    return _of(log, ("sealed_end_differs", f"submission:{SUBMISSION.id}:custody"))


@_log
def sealed_malformed():
    log = making.whole()
    good = chains.encode_ends({one: log.ends[one] for one in ((ALICE, Chain.CUSTODY), (BOB, Chain.CUSTODY))})
    wrong = [None, {}, {"ends": {}}, {"ends": good[::-1]}, {"ends": [good[0], good[0]]}, {"ends": [[]]}]
    wrong += [{"ends": [good[0] | {"more": 1}]}, {"ends": [good[0] | {"ordinal": 0}]}, {"ends": [good[0] | {"chain": "all"}]}]
    wrong += [{"ends": [good[0] | {"subject": "thing:1"}]}, {"ends": [good[0] | {"leaf": "AB" * 32}]}]
    for one in wrong:
        log.add(Type.SEALED, [ITEM], {"sealed": one})
    return _of(log, *[("sealed_malformed", f"entry {15 + n}") for n in range(len(wrong))])


# --- extracts


def _cut(*expected, opened=None, log=None, size=None):
    return FaultyExtract(making.take_extract(log or making.whole(), size, opened), sorted(expected))


def _without(position, *names):
    opened = {place: list(there) for place, there in making.OPENED.items()}
    opened[position] = [name for name in opened[position] if name not in names]
    return opened


def _less(*positions):
    return {place: names for place, names in making.OPENED.items() if place not in positions}


@_extract
def extract_entry_malformed():
    made = _cut(("entry_malformed", "line 4"), ("chain_broken", f"item:{ITEM.id}:custody"))
    made.extract.rows[3].signed += b" "
    return made


@_extract
def extract_entry_misplaced():
    item = f"item:{ITEM.id}:custody"
    made = _cut(("entry_misplaced", "entry 7"), *[("chain_broken", item)] * 3)
    for part in (made.extract.rows, made.extract.proofs):
        part[2], part[3] = part[3], part[2]
    return made


@_extract
def extract_entry_twice():
    made = _cut(("entry_misplaced", "entry 8"), ("chain_broken", f"item:{ITEM.id}:custody"))
    for part in (made.extract.rows, made.extract.proofs):
        part.insert(3, part[3])
    return made


@_extract
def extract_signature_wrong():
    made = _cut(
        ("signature_wrong", "entry 13"),
        ("inclusion_wrong", "entry 13"),
    )
    made.extract.rows[-1].signature = _flip(made.extract.rows[-1].signature)
    return made


@_extract
def extract_inclusion_wrong():
    made = _cut(("inclusion_wrong", "entry 7"))
    made.extract.proofs[2][0] = _flip(made.extract.proofs[2][0])
    return made


@_extract
def extract_inclusion_missing():
    made = _cut(("inclusion_wrong", "entry 13"))
    made.extract.proofs[-1] = []
    return made


@_extract
def extract_checkpoint_does_not_cover_sealed():
    made = _cut()
    log = making.whole()
    made.extract.note = log.note(13)
    made.expected = sorted(("inclusion_wrong", f"entry {row.position}") for row in made.extract.rows)
    return made


@_extract
def extract_checkpoint_malformed():
    made = _cut(("checkpoint_malformed", "checkpoint"))
    made.extract.note = b""
    return made


@_extract
def extract_checkpoint_signature_wrong():
    made = _cut(("checkpoint_signature_wrong", "checkpoint"))
    made.extract.note = making.whole().note(14, STRANGER)
    return made


@_extract
def extract_log_key_differs():
    made = _cut(("log_key_differs", "checkpoint"))
    made.extract.note, made.extract.log_public = making.whole().note(14, STRANGER), STRANGER.public
    return made


@_extract
def extract_checkpoint_origin_differs():
    log = making.whole()
    log.origin = checkpoint.origin(making.CODE, "00" * 16)
    return _cut(("checkpoint_origin_differs", "checkpoint"), log=log)


@_extract
def extract_log_restored():
    log = making.whole()
    log.origin = checkpoint.origin(making.CODE, making.VAULT, "5a" * 16)
    return _cut(("log_restored", "checkpoint"), log=log)


@_extract
def extract_disclosure_malformed():
    made = _cut(("disclosure_malformed", "entry 7"))
    made.extract.rows[2].encoded.insert(0, "W10")
    return made


@_extract
def extract_disclosure_not_in_entry():
    made = _cut(("disclosure_not_in_entry", "entry 7"))
    made.extract.rows[2].encoded.append(made.extract.rows[3].encoded[0])
    return made


@_extract
def extract_disclosure_repeated():
    made = _cut(("disclosure_repeated", "entry 7"))
    made.extract.rows[2].encoded.append(made.extract.rows[2].encoded[-1])
    return made


@_extract
def extract_disclosure_out_of_order():
    made = _cut(("disclosure_out_of_order", "entry 0"))
    made.extract.rows[0].encoded[:2] = made.extract.rows[0].encoded[1::-1]
    return made


@_extract
def extract_vault_created_missing():
    opened = _less(0)
    return _cut(
        ("vault_created_missing", "entry 2"),
        ("enrolment_wrong", "entry 2"),
        *[("signer_not_enrolled", f"entry {n}") for n in (2, 7, 8, 12, 13)],
        ("chain_missing", f"operator:{ALICE.id}:custody"),
        opened=opened,
    )


@_extract
def extract_signer_not_enrolled():
    return _cut(
        ("signer_not_enrolled", "entry 7"),
        ("revocation_wrong", "entry 12"),
        ("chain_broken", f"operator:{BOB.id}:custody"),
        opened=_less(2),
    )


@_extract
def extract_enrolment_withheld():
    return _cut(
        ("enrolment_wrong", "entry 2"),
        ("signer_not_enrolled", "entry 7"),
        ("revocation_wrong", "entry 12"),
        opened=_without(2, "enrolment"),
    )


@_extract
def extract_revocation_withheld():
    return _cut(("chain_end_differs", f"operator:{BOB.id}:custody"), opened=_less(12))


@_extract
def extract_revocation_and_chain_withheld():
    return _cut(
        ("person_unlinked", "entry 2"),
        ("chain_missing", f"operator:{BOB.id}:custody"),
        ("signer_chain_missing", f"operator:{BOB.id}:custody"),
        opened=_less(12) | {2: ["enrolment"]},
    )


@_extract
def extract_signer_chain_missing_and_not_named():
    log = making.whole().cut(13)
    log.seal([(ALICE, Chain.CUSTODY)])
    return _cut(
        ("person_unlinked", "entry 2"),
        ("signer_chain_missing", f"operator:{BOB.id}:custody"),
        log=log,
        size=14,
        opened=_less(12) | {2: ["enrolment"]},
    )


@_extract
def extract_chain_broken():
    return _cut(("chain_broken", f"item:{ITEM.id}:custody"), opened=_less(8))


@_extract
def extract_chain_without_its_beginning():
    return _cut(("chain_broken", f"item:{ITEM.id}:custody"), opened=_less(7))


@_extract
def extract_link_withheld():
    return _cut(("chain_broken", f"item:{ITEM.id}:custody"), opened=_without(8, link_of(ITEM)))


@_extract
def extract_chain_end_not_named():
    opened = making.OPENED | {4: ["submission", link_of(SUBMISSION)]}
    return _cut(("chain_end_not_named", f"submission:{SUBMISSION.id}:custody"), opened=dict(sorted(opened.items())))


@_extract
def extract_sealed_missing():
    return _cut(("sealed_missing", "entry 12"), opened=_less(13))


@_extract
def extract_sealed_withheld():
    return _cut(("sealed_missing", "entry 13"), opened=_without(13, "sealed"))


@_extract
def extract_sealed_malformed():
    log = making.whole().cut(13)
    log.add(Type.SEALED, [ITEM], {"sealed": {"ends": "all"}})
    return _cut(("sealed_malformed", "entry 13"), log=log, size=14)


@_extract
def extract_something_after_sealed():
    opened = making.OPENED | {14: [link_of(ITEM)]}
    return _cut(("sealed_missing", "entry 14"), opened=opened, size=15)


@_extract
def extract_empty():
    return _cut(("vault_created_missing", "entry 0"), ("sealed_missing", "line 0"), opened={})
