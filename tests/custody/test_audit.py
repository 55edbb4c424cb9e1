"""The audit: a sound log and extract give no finding, each faulty one exactly those that it is made for."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.custody import audit, proofs
from intake.custody.signers import MOST_WAITING, one_by_one
from intake.records.events import Type
from tests.custody import faulty, making
from tests.custody.making import Log
from tests.records.test_canonical import VALUES

CODES = json.loads((Path(__file__).parents[2] / "resources/verification/codes.json").read_text())["findings"]


def audit_log(rows, note, log_public=making.LOG.public, held=()):
    found = []
    made = audit.LogAudit(found.append, note, log_public, held)
    for row in rows:
        made.take(row.signed, row.signature, row.carried)
    made.close()
    return found, made


def audit_extract(extract):
    found = []
    made = audit.ExtractAudit(found.append, extract.note, extract.log_public)
    for row, proof in zip(extract.rows, extract.proofs, strict=True):
        made.take(row.signed, row.signature, row.carried, proof)
    made.close()
    return found, made


def named(found):
    return sorted((one.code, one.subject) for one in found)


def test_a_sound_log():
    log = making.whole()
    held = [log.note(size) for size in range(1, 16)]
    found, made = audit_log(log.rows, log.note(), held=held)
    assert not found
    assert made.taken == made.signatures == len(log.rows) == 15
    assert made.tree.root() == made.checkpoint.root
    assert made.vault.origin == making.ORIGIN
    assert not audit_log(log.rows, log.note(), None)[0]


def test_a_sound_extract():
    extract = making.take_extract(making.whole())
    found, made = audit_extract(extract)
    assert not found
    assert made.taken == made.signatures == 6
    assert made.sealed.position == 13
    assert made.vault.log_public == making.LOG.public


@pytest.mark.parametrize("name", faulty.LOGS)
def test_a_faulty_log(name):
    made = faulty.LOGS[name]()
    found, _ = audit_log(made.rows, made.note, made.log_public, made.held)
    assert named(found) == made.expected


@pytest.mark.parametrize("name", faulty.EXTRACTS)
def test_a_faulty_extract(name):
    made = faulty.EXTRACTS[name]()
    found, _ = audit_extract(made.extract)
    assert named(found) == made.expected


def test_every_code_of_an_audit_has_a_case_and_a_sentence():
    folder = Path(audit.__file__).parent
    source = "".join((folder / f"{name}.py").read_text() for name in ("audit", "chains", "checks", "disclosures", "signers"))
    written = set(re.findall(r'"([a-z_]{8,})"', source)) & set(CODES)
    seen = {}
    for made in faulty.LOGS.values():
        case = made()
        seen |= {one.code: one.severity for one in audit_log(case.rows, case.note, case.log_public, case.held)[0]}
    for made in faulty.EXTRACTS.values():
        seen |= {one.code: one.severity for one in audit_extract(made().extract)[0]}
    assert set(seen) == written
    assert len(seen) >= 40
    assert {code: severity.value for code, severity in seen.items()} == {code: CODES[code]["severity"] for code in seen}


LOG = making.whole()
NOTE = LOG.note()


@given(st.data())
def test_any_changed_byte_of_any_entry_is_found(data):
    rows = [making.Row(row.position, row.signed, row.signature, list(row.encoded)) for row in LOG.rows]
    row = data.draw(st.sampled_from(rows))
    part = data.draw(st.sampled_from(["signed", "signature", "encoded"]))
    if part == "encoded":
        at = data.draw(st.integers(0, len(row.encoded) - 1))
        row.encoded[at] = _changed(data, row.encoded[at].encode()).decode("latin-1")
    else:
        setattr(row, part, _changed(data, getattr(row, part)))
    assert any(one.severity == "fault" for one in audit_log(rows, NOTE)[0])


def _changed(data, untouched):
    at = data.draw(st.integers(0, len(untouched) - 1))
    return untouched[:at] + bytes([untouched[at] ^ data.draw(st.integers(1, 255))]) + untouched[at + 1 :]


@given(st.data())
def test_any_entry_removed_swapped_or_repeated_is_found(data):
    rows = list(LOG.rows)
    at = data.draw(st.integers(0, len(rows) - 1))
    kind = data.draw(st.sampled_from(["remove", "swap", "repeat"]))
    if kind == "remove":
        del rows[at]
    elif kind == "repeat":
        rows.insert(data.draw(st.integers(0, len(rows))), rows[at])
    else:
        other = data.draw(st.integers(0, len(rows) - 1).filter(lambda n: n != at))
        rows[at], rows[other] = rows[other], rows[at]
    assert any(one.severity == "fault" for one in audit_log(rows, NOTE)[0])


@given(st.data())
@settings(max_examples=50)
def test_any_changed_byte_of_an_extract_is_found(data):
    extract = making.take_extract(LOG)
    which = data.draw(st.integers(0, len(extract.rows) - 1))
    row, part = extract.rows[which], data.draw(st.sampled_from(["signed", "signature", "encoded", "proof", "note", "key"]))
    if part == "encoded":
        at = data.draw(st.integers(0, len(row.encoded) - 1))
        row.encoded[at] = _changed(data, row.encoded[at].encode()).decode("latin-1")
    elif part == "proof":
        at = data.draw(st.integers(0, len(extract.proofs[which]) - 1))
        extract.proofs[which][at] = _changed(data, extract.proofs[which][at])
    elif part == "note":
        extract.note = _changed(data, extract.note)
    elif part == "key":
        extract.log_public = _changed(data, extract.log_public)
    else:
        setattr(row, part, _changed(data, getattr(row, part)))
    assert any(one.severity == "fault" for one in audit_extract(extract)[0])


@pytest.mark.parametrize(
    ("size", "note", "proof", "expected"),
    [
        (5, None, True, []),
        (14, None, True, []),
        (5, None, False, ["held_checkpoint_differs"]),
        (15, None, True, ["held_checkpoint_ahead"]),
        (5, b"", True, ["held_checkpoint_malformed"]),
        (5, LOG.note(5, making.STRANGER), True, ["held_checkpoint_signature_wrong"]),
    ],
)
def test_a_checkpoint_held_elsewhere_beside_an_extract(size, note, proof, expected):
    extract = making.take_extract(LOG)
    found = []
    made = audit.ExtractAudit(found.append, extract.note, extract.log_public)
    for row, path in zip(extract.rows, extract.proofs, strict=True):
        made.take(row.signed, row.signature, row.carried, path)
    _, stored = LOG.grow(14)
    path = proofs.make_consistency(min(size, 14), 14, lambda indexes: [stored[i] for i in indexes]) if proof else [bytes(32)]
    made.check_held(note if note is not None else LOG.note(size), path)
    made.close()
    assert [one.code for one in found] == expected


def test_signatures_are_verified_many_at_once_and_told_all_the_same():
    log = Log().create()
    for _ in range(MOST_WAITING * 2 + 10):
        log.add(Type.UNLOCKED, [making.VAULT_SUBJECT])
    wrong = (1, MOST_WAITING, MOST_WAITING + 1, MOST_WAITING * 2 + 10)
    for place in wrong:
        log.rows[place].signature = log.rows[0].signature
    asked, found = [], []

    def verify(jobs):
        asked.append(len(jobs))
        return one_by_one(jobs)

    made = audit.LogAudit(found.append, log.note(), making.LOG.public, verify=verify)
    for row in log.rows:
        made.take(row.signed, row.signature, row.carried)
    made.close()
    assert asked == [1, MOST_WAITING, MOST_WAITING, 10]
    assert [one.subject for one in found if one.code == "signature_wrong"] == [f"entry {place}" for place in wrong]
    assert made.signatures == len(log.rows)


SHAPES = st.recursive(
    VALUES,
    lambda inner: (
        st.fixed_dictionaries(dict.fromkeys(("operator", "key_id", "signing_public", "sealing_public", "role", "proof"), inner))
        | st.fixed_dictionaries(dict.fromkeys(("operator", "key_id"), inner))
        | st.fixed_dictionaries(dict.fromkeys(("code", "log_public", "office", "origin", "vault"), inner))
        | st.fixed_dictionaries(
            {"ends": st.lists(st.fixed_dictionaries(dict.fromkeys(("chain", "leaf", "ordinal", "subject"), inner)))}
        )
        | st.fixed_dictionaries(dict.fromkeys(("ordinal", "previous"), inner))
    ),
    max_leaves=6,
)


@given(st.sampled_from(["vault", "enrolment", "revocation", "sealed", "chain:item:K7Q4MX-0012-03:custody"]), SHAPES)
def test_no_value_stops_an_audit(name, value):
    log = Log()
    for kind in (Type.VAULT_CREATED, Type.OPERATOR_ENROLLED, Type.OPERATOR_REVOKED, Type.SEALED, Type.CORRECTED):
        log.add_anything(kind, {name: value})
    found, made = audit_log(log.rows, log.note())
    assert made.taken == 5
    assert "vault_created_missing" in {one.code for one in found}
    extract = making.Extract(log.rows, [[]] * 5, log.note(), b"")
    assert "sealed_missing" in {one.code for one in audit_extract(extract)[0]}
