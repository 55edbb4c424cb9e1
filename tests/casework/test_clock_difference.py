"""The difference of a device's clock: an entry of its own, the newest counts, the place in time follows, what a file says stays."""

import base64
import json
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from sqlalchemy import update

from intake.casework import door
from intake.errors import VaultError
from intake.ids import ItemId
from intake.progress import silent
from intake.records.clock import Difference
from intake.records.events import Chain, SubjectKind, Type
from intake.records.rows import Filter, Order
from intake.settings import Settings
from intake.vault.catalog import schema
from intake.wording.events import sentence
from tests import making
from tests.casework.offices import office, take_in

AHEAD = Difference(2 * 3600 + 2 * 60 + 14)
SOURCE, REASON = "the station's clock in the picture", "it shows 12:02:40"


def _photo(clock: str, zone: str = "") -> bytes:
    exif = {0x9003: making.text(f"2026:11:22 {clock}")}
    if zone:
        exif[0x9011] = making.text(zone)
    return making.jpeg(making.tiff_block({0x010F: making.text("Apple"), 0x0110: making.text("iPhone 13")}, exif))


@pytest.fixture
def casework(tmp_path, cheapest):
    """Of one phone 14:04:54 (20:04:54 UTC) and 14:30, of another 19:00 UTC."""
    (tmp_path / "stick").mkdir()
    for name, clock, zone in (("a", "14:04:54", "-06:00"), ("b", "14:30:00", ""), ("c", "13:00:00", "-06:00")):
        (tmp_path / "stick" / f"{name}.jpg").write_bytes(_photo(clock, zone))
    with office(tmp_path / "v", Settings(cost=cheapest)) as opened:
        opened.receiving.open_case("24-118", "")
        take_in(opened, tmp_path / "stick", case="24-118")
        yield opened
        assert opened.verification.vault(None, silent).verdict.value == "unchanged"


def _names(casework) -> list[str]:
    library = casework.library
    return [library.item(item).row.name[0] for item in library.ids(Filter(), Order.TIME)]


def _rows(casework):
    return casework.library.rows(casework.library.ids(Filter(), Order.TIME))


def _named(casework, name: str) -> ItemId:
    return next(item for item in casework.library.ids(Filter()) if casework.library.item(item).row.name == f"{name}.jpg")


def test_the_order_follows_and_both_times_are_kept(casework):
    first = _named(casework, "a")
    assert _names(casework) == ["b", "c", "a"]
    casework.noting.set_clock([first], AHEAD, SOURCE, REASON)
    assert _names(casework) == ["b", "a", "c"]
    row = casework.library.item(first).row
    assert (row.sort_utc, row.sort_value, row.clock) == ("2026-11-22T20:04:54Z", "2026:11:22 14:04:54", AHEAD)
    assert (row.placed.utc, row.placed.value) == ("2026-11-22T18:02:40Z", "2026:11:22 12:02:40")
    details = casework.library.details(first)
    assert details.sorting.utc == "2026-11-22T20:04:54Z"  # as recorded
    assert ("clock_difference", "+2:02:14") in [(one.code, one.detail) for one in details.observations]
    entry = casework.library.history(first)[-1]
    assert (entry.type, {link.chain for link in entry.links}) == (Type.CORRECTED, {Chain.CUSTODY})
    assert entry.value("corrects") is None  # nothing was said of it before
    assert sentence(entry) == (
        f"R. Alvarez recorded for {first} that the clock of the device was 2:02:14 ahead. "
        "Source: the station's clock in the picture. Reason: it shows 12:02:40"
    )
    assert casework.library.standings()[0].last_at == entry.time


def test_a_zone_puts_a_time_without_one_where_it_belongs(casework):
    second = _named(casework, "b")
    casework.noting.set_clock([second], Difference(0, -360), "the giver", "the phone was in Minneapolis")
    assert _names(casework) == ["c", "a", "b"]
    assert casework.library.item(second).row.placed.utc == "2026-11-22T20:30:00Z"
    assert "its times without a zone are in UTC−06:00" in sentence(casework.library.history(second)[-1])


def test_the_newest_counts_and_points_at_the_one_before(casework):
    first, second = _named(casework, "a"), _named(casework, "b")
    casework.noting.set_clock([first], AHEAD, SOURCE, REASON)
    before, size = casework.library.history(first)[-1], casework.library.log_size()
    casework.noting.set_clock([first, second], Difference(60), SOURCE, "read more closely")
    assert casework.library.log_size() == size + 2  # of one something was said before, of the other nothing
    entry = casework.library.history(first)[-1]
    assert entry.value("corrects") == {"position": before.position, "leaf": before.leaf}
    assert casework.library.history(second)[-1].value("corrects") is None
    assert before in casework.library.history(first)  # the old one stays
    assert casework.library.item(first).row.clock == casework.library.item(second).row.clock == Difference(60)
    casework.noting.set_clock([first], None, SOURCE, "another clock was meant")
    assert casework.library.item(first).row.clock is None
    assert casework.library.item(first).row.placed is None
    assert "took back" in sentence(casework.library.history(first)[-1])
    assert _names(casework) == ["b", "c", "a"]
    casework.noting.set_clock([first], AHEAD, SOURCE, REASON)
    assert casework.library.history(first)[-1].value("corrects")["position"] == casework.library.history(first)[-2].position


def test_it_comes_back_from_the_log_and_outlives_an_examination(casework):
    first = _named(casework, "a")
    casework.noting.set_clock([first], AHEAD, SOURCE, REASON)
    rows = _rows(casework)
    casework.rebuild()
    assert _rows(casework) == rows
    casework.agenda.examine([first], silent)
    assert [replace(row, pack=None) for row in _rows(casework)] == [replace(row, pack=None) for row in rows]
    day = "2026-11-22"
    assert casework.library.ids(Filter(first_day=day, last_day=day)) == casework.library.ids(Filter())
    casework.noting.set_clock([first], Difference(20 * 3600), SOURCE, REASON)
    assert casework.library.ids(Filter(last_day="2026-11-21")) == (first,)


def test_what_is_not_accepted(casework):
    first = _named(casework, "a")
    for source, reason in (("", REASON), (SOURCE, " "), ("x" * 501, REASON), (SOURCE, "x" * 501)):
        with pytest.raises(ValueError):
            casework.noting.set_clock([first], AHEAD, source, reason)
    with pytest.raises(ValueError):
        casework.noting.set_clock([], AHEAD, SOURCE, REASON)
    with pytest.raises(VaultError):
        casework.noting.set_clock([ItemId(f"{casework.code}-0099-01")], AHEAD, SOURCE, REASON)


def _export(casework, target, items, withhold=()):
    request = door.ExportRequest(
        items=tuple(items), case=None, target=target, form=door.Form.FOLDER, encrypt=False, withhold=withhold,
        purpose="discovery", authority="order 2",
    )  # fmt: skip
    return casework.release.export(request, silent).path


def _verified(bundle):
    ran = subprocess.run(
        [sys.executable, "-I", bundle / "verify.py", bundle], capture_output=True, text=True, timeout=60, check=False
    )
    return ran.returncode, ran.stdout


def _disclosed(bundle) -> dict[str, object]:
    lines = (bundle / "custody" / "disclosures").read_bytes().replace(b"~", b"\n").split()
    found = [json.loads(base64.urlsafe_b64decode(line + b"=" * (-len(line) % 4))) for line in lines]
    return {name: value for _salt, name, value in found}


def test_it_goes_out_with_the_item_and_every_verifier_knows_it(casework, tmp_path):
    first, third = _named(casework, "a"), _named(casework, "c")
    casework.noting.set_clock([first, third], AHEAD, SOURCE, REASON)
    bundle = _export(casework, tmp_path / "out", [first])
    assert _verified(bundle)[0] == 0
    assert door.verify_bundle(bundle, None, None, silent).verdict.value == "unchanged"
    told = _disclosed(bundle)
    assert told["clock_difference"] == {"offset_minutes": None, "seconds": 7334, "set": True}
    assert told["clock_source"] == SOURCE
    assert third not in json.dumps(told)  # of the other item of the same entry nothing is opened
    (metadata,) = (bundle / "data" / "metadata").iterdir()
    said = json.loads(metadata.read_bytes())
    assert said["sorting"]["utc"] == "2026-11-22T20:04:54Z"
    assert (said["clock"]["seconds"], said["clock"]["utc"]) == (7334, "2026-11-22T18:02:40Z")
    assert "2026-11-22T18:02:40Z (recorded: 2026-11-22T20:04:54Z)" in (bundle / "index.csv").read_text("utf-8-sig")


def test_who_said_so_is_withheld_with_the_giver(casework, tmp_path):
    first = _named(casework, "a")
    casework.noting.set_clock([first], AHEAD, "Dana Okafor", "Dana Okafor called")
    bundle = _export(casework, tmp_path / "out", [first], withhold=("giver",))
    assert _verified(bundle)[0] == 0
    assert "clock_difference" in _disclosed(bundle)
    assert not {"clock_source", "reason"} & set(_disclosed(bundle))


def test_a_changed_difference_is_found(casework, tmp_path):
    first = _named(casework, "a")
    casework.noting.set_clock([first], AHEAD, SOURCE, REASON)
    bundle = _export(casework, tmp_path / "out", [first])
    path = bundle / "custody" / "disclosures"
    whole = path.read_bytes()
    for line in whole.replace(b"~", b"\n").split():
        salt, name, value = json.loads(base64.urlsafe_b64decode(line + b"=" * (-len(line) % 4)))
        if name == "clock_difference":
            other = json.dumps([salt, name, value | {"seconds": 0}], separators=(",", ":"), sort_keys=True).encode()
            path.write_bytes(whole.replace(line, base64.urlsafe_b64encode(other).rstrip(b"=")))
            break
    code, said = _verified(bundle)
    assert code == 1
    assert "custody/disclosures" in said
    report = door.verify_bundle(bundle, None, None, silent)
    assert "disclosure_not_in_entry" in {one.code for one in report.findings}


def test_a_catalog_that_says_another_difference_is_found(casework):
    first = _named(casework, "a")
    casework.noting.set_clock([first], AHEAD, SOURCE, REASON)
    catalog = casework._catalog
    with catalog._write() as connection:
        connection.execute(update(schema.items).where(schema.items.c.item == first).values(clock_seconds=1))
    assert "catalog_differs" in {one.code for one in casework.verification.vault(None, silent).findings}
    casework.rebuild()
    assert casework.library.item(first).row.clock == AHEAD


def test_two_that_are_recorded_at_once_point_at_each_other_in_turn(casework):
    first = _named(casework, "a")

    def record() -> None:
        for seconds in range(1, 9):
            casework.noting.set_clock([first], Difference(seconds), SOURCE, REASON)

    acting = [threading.Thread(target=record) for _ in range(2)]
    for one in acting:
        one.start()
    for one in acting:
        one.join()
    entries = [entry for entry in casework.library.history(first) if entry.value("clock_difference") is not None]
    assert len(entries) == 16
    assert [entry.value("corrects")["position"] for entry in entries[1:]] == [entry.position for entry in entries[:-1]]


def test_no_other_subject_is_touched(casework):
    first = _named(casework, "a")
    casework.noting.set_clock([first], AHEAD, SOURCE, REASON)
    assert casework.library.history(first)[-1].subjects(SubjectKind.SUBMISSION) == ()
    assert casework.library.item(_named(casework, "c")).row.clock is None
