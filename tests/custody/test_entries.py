"""Entries: one form of signed bytes, read back to the same value, and every other form refused."""

import dataclasses
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.custody import disclosures, entries, record
from intake.errors import TamperError
from intake.records import canonical
from intake.records.events import Chain, Link, Subject, SubjectKind, Type
from tests.custody import making

SIGNED = making.acquired().signed


def parse(entry):
    return entries.parse_entry(entry.signed, entry.signature, [one.encoded for one in entry.disclosures])


def test_round_trip():
    entry = making.acquired()
    assert parse(entry) == entry
    assert record.parse(record.encode(entry)) == entry
    assert record.encode(record.parse(record.encode(entry))) == record.encode(entry)
    assert entry.position == 7
    assert entry.type is Type.ACQUIRED
    assert entry.time == making.TIME
    assert entry.operator_key == making.OPERATOR.key_id
    assert entry.value("source_volume_label") == "SANDISK"
    assert {one.name: one.value for one in entry.disclosures if not one.name.startswith("chain:")} == making.acquired_fields()
    assert entry.subjects(SubjectKind.ITEM) == ("K7Q4MX-0012-03",)
    assert {link.ordinal for link in entry.links} == {1, 4}


def test_signed_bytes_are_exactly_those_of_the_specification():
    entry = making.acquired()
    line, _, rest = entry.signed.partition(b"\n")
    assert line == b"evidence-intake/entry/v1"
    value = json.loads(rest)
    assert rest == json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert sorted(value) == ["_sd", "_sd_alg", "format", "nonce", "operator_key", "position", "time", "type"]
    assert (value["_sd_alg"], value["format"], value["position"], value["type"]) == ("sha-256", 1, 7, "acquired")
    assert entry.leaf == hashlib.sha256(b"\x00" + entry.signed + entry.signature).hexdigest()
    assert list(entry.digests) == value["_sd"] == sorted(disclosures.digest_of(one.encoded) for one in entry.disclosures)


def test_two_entries_of_the_same_facts_share_no_digest():
    head = entries.Head(1, Type.ACQUIRED, making.TIME, making.OPERATOR.key_id)
    one, two = (entries.compose(head, making.acquired_fields(), [], making.OPERATOR.sign) for _ in range(2))
    assert not set(one.digests) & set(two.digests)
    assert one.leaf != two.leaf


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"entry/v1", b"entry/v2", "not an entry, or of a newer format"),
        (b"entry/v1\n", b"entry/v1\r\n", "not an entry, or of a newer format"),
        (b'"format":1', b'"format":2', "another format"),
        (b'"format":1', b'"format": 1', "not canonical JSON"),
        (b'"format":1', b'"format":1,"format":1', "not canonical JSON"),
        (b'"format":1', b'"extra":0,"format":1', "a member is missing, added or of another form"),
        (b'"format":1,', b"", "another format"),
        (b'"position":7', b'"position":07', "not canonical JSON"),
        (b'"position":7', b'"position":-7', "a member is missing, added or of another form"),
        (b'"position":7', b'"position":"7"', "a member is missing, added or of another form"),
        (b'"position":7', b'"position":9007199254740992', "a position or time that does not exist"),
        (b"2026-11-25T03", b"2026-11-31T03", "a position or time that does not exist"),
        (b"2026-11-25T03", b"2026-11-25T24", "a member is missing, added or of another form"),
        (b"2026-11-25T03", b"0000-11-25T03", "a position or time that does not exist"),
        (b"2026-11-25T03", b"2026-11-25 03", "a member is missing, added or of another form"),
        (b"00.000000Z", b"00.000Z", "a member is missing, added or of another form"),
        (b"00.000000Z", b"00.000000+00:00", "a member is missing, added or of another form"),
        (b"00.000000Z", b"60.000000Z", "a member is missing, added or of another form"),
        (b'"acquired"', b'"invented"', "a type of event that this version does not know"),
        (b"sha-256", b"sha-512", "a member is missing, added or of another form"),
        (b'"}', b'"}\n', "not canonical JSON"),
    ],
)
def test_other_bytes_are_refused(old, new, reason):
    changed = SIGNED.replace(old, new)
    assert changed != SIGNED
    with pytest.raises(TamperError) as caught:
        entries.parse_head(changed)
    assert (caught.value.code, caught.value.facts["reason"]) == ("malformed", reason)


@given(st.data())
def test_the_pattern_takes_nothing_but_canonical_json(data):
    at = data.draw(st.integers(0, len(SIGNED) - 1))
    stop = data.draw(st.integers(at, min(at + 3, len(SIGNED))))
    changed = SIGNED[:at] + data.draw(st.binary(max_size=3)) + SIGNED[stop:]
    try:
        entries.parse_head(changed)
    except TamperError:
        return
    line, _, rest = changed.partition(b"\n")
    value = canonical.parse_object(rest)
    assert canonical.signed_bytes(line.decode(), value) == changed
    assert sorted(value) == ["_sd", "_sd_alg", "format", "nonce", "operator_key", "position", "time", "type"]


@pytest.mark.parametrize("change", [lambda d: d[::-1], lambda d: [d[0], *d], lambda d: [d[0], d[0]], lambda d: []])
def test_digests_stand_once_each_and_in_order(change):
    line, _, rest = SIGNED.partition(b"\n")
    value = json.loads(rest)
    value["_sd"] = change(value["_sd"])
    with pytest.raises(TamperError):
        entries.parse_head(canonical.signed_bytes(line.decode(), value))


def test_caps():
    with pytest.raises(TamperError):
        entries.parse_head(b"x" * (entries.MOST_SIGNED_BYTES + 1))
    entry = making.acquired()
    for length in (0, 63, 65):
        with pytest.raises(TamperError):
            entries.parse_entry(entry.signed, bytes(length), [])


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("2026-11-25T03:00:00.000000Z", True),
        ("2024-02-29T23:59:59.999999Z", True),
        ("2026-02-29T23:59:59.999999Z", False),
        ("2026-11-25T03:00:00Z", False),
        ("2026-11-25T03:00:00.000000z", False),
        ("2026-11-25T03:00:00.000000+00:00", False),
        ("2026-11-25t03:00:00.000000Z", False),
        ("20261125T030000.000000Z", False),
        ("2026-11-25T03:00:00,000000Z", False),
        ("2026-11-25T03:00:00.000000Z\n", False),
        ("２026-11-25T03:00:00.000000Z", False),
        ("2026-11-25T24:00:00.000000Z", False),
    ],
)
def test_time_has_one_form(text, good):
    assert entries.is_time(text) is good


def test_compose_refuses_what_it_would_not_read_back():
    head = entries.Head(7, Type.ACQUIRED, making.TIME, making.OPERATOR.key_id)
    link = Link(making.ITEM, Chain.CUSTODY, 1, "")

    def compose(fields=None, links=(link,), head=head, sign=making.OPERATOR.sign):
        return entries.compose(head, fields if fields is not None else {"note": "x"}, links, sign, making.drawing())

    assert compose().links == (link,)
    with pytest.raises(ValueError, match="not fields"):
        compose({"invented": 1})
    with pytest.raises(ValueError, match="linked twice"):
        compose(links=(link, link))
    with pytest.raises(ValueError):
        compose({"note": 1.5})
    with pytest.raises(ValueError):
        compose({}, links=())
    for wrong in (
        dataclasses.replace(link, ordinal=2),
        dataclasses.replace(link, ordinal=0),
        dataclasses.replace(link, previous="ab" * 32),
        dataclasses.replace(link, ordinal=2, previous="AB" * 32),
        dataclasses.replace(link, subject=Subject(SubjectKind.ITEM, "K7Q4MX-12-03")),
        dataclasses.replace(link, subject=Subject(SubjectKind.VAULT, "K7Q4MX-0012-03")),
        dataclasses.replace(link, subject=Subject(SubjectKind.SUBMISSION, "K7Q4MX-0012-03")),
    ):
        with pytest.raises(ValueError):
            compose(links=(wrong,))
    for change in ({"time": "2026-11-25"}, {"position": -1}, {"position": 2**53}, {"operator_key": "AB"}):
        with pytest.raises(ValueError):
            compose(head=dataclasses.replace(head, **change))
    with pytest.raises(ValueError):
        compose(sign=lambda _: b"short")


@pytest.mark.parametrize(
    "value", [{"ordinal": 1}, {"ordinal": True, "previous": ""}, {"ordinal": 1, "previous": "", "more": 1}, [1, ""], None]
)
def test_a_link_has_two_members(value):
    with pytest.raises(ValueError):
        entries.parse_link(disclosures.make(entries.link_name(making.ITEM, Chain.CUSTODY), value, bytes(16)))


@pytest.mark.parametrize("name", ["chain:item:K7Q4MX-0012-03:invented", "chain:thing:K7Q4MX-0012-03:custody"])
def test_a_link_names_what_there_is(name):
    with pytest.raises(ValueError):
        entries.parse_link(disclosures.make(name, {"ordinal": 1, "previous": ""}, bytes(16)))


RECORD = record.encode(making.acquired())


@given(st.data())
def test_any_changed_byte_of_a_record_is_another_entry_or_none(data):
    at = data.draw(st.integers(0, len(RECORD) - 1))
    changed = bytearray(RECORD)
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        entry = record.parse(bytes(changed))
    except TamperError:
        return
    assert record.encode(entry) == bytes(changed)
    assert entry.leaf != making.acquired().leaf


@pytest.mark.parametrize(
    "changed", [b"", RECORD[:65], RECORD[:66], RECORD[:-1], RECORD + b"\n", RECORD + b"x", RECORD[:200], RECORD + RECORD]
)
def test_a_record_of_another_length_is_refused(changed):
    with pytest.raises(TamperError):
        record.parse(changed)


def test_only_a_whole_entry_is_a_record():
    entry = making.acquired()
    part = entries.parse_entry(entry.signed, entry.signature, [one.encoded for one in entry.disclosures[1:]])
    with pytest.raises(ValueError):
        record.encode(part)


def test_an_entry_with_everything_is_at_most_three_kilobytes():
    sizes = [len(record.encode(making.acquired(position, position))) for position in range(1, 60)]
    assert len(making.acquired().disclosures) >= 18
    assert sum(sizes) / len(sizes) <= 3_000


def test_an_export_of_many_items_is_linked_to_each():
    links = [Link(Subject(SubjectKind.ITEM, f"K7Q4MX-0012-{n:02d}"), Chain.CUSTODY, 2, "ab" * 32) for n in range(1, 2001)]
    head = entries.Head(7, Type.SEALED, making.TIME, making.OPERATOR.key_id)
    entry = entries.compose(head, {"purpose": "court"}, links, making.OPERATOR.sign)
    assert record.parse(record.encode(entry)) == entry
    assert sorted(entry.links, key=lambda link: link.subject) == sorted(links, key=lambda link: link.subject)
    with pytest.raises(ValueError):
        entries.compose(head, {"purpose": "x" * disclosures.MOST_RAW_BYTES}, links[:1], making.OPERATOR.sign)
