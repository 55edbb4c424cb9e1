"""What failed or never came is left out with a reason: nothing asks for it any more, and log, submission and receipt go on telling it."""

import base64
import os
import re
import threading

import pytest

from intake.casework.door import Correction, ExportRequest, Form, verify_bundle
from intake.errors import RefusedError
from intake.ids import BatchId
from intake.notices import LineMoved
from intake.progress import silent
from intake.records.events import Type
from intake.records.rows import Filter
from intake.records.submissions import Giver, Reach, SubmissionDraft
from intake.settings import Settings
from tests.casework.offices import office

REASON = "it stays with the giver, Dana Okafor"


@pytest.fixture
def told():
    return []


@pytest.fixture
def casework(tmp_path, cheapest, told):
    with office(tmp_path / "vault", Settings(cost=cheapest), told.append) as casework:
        yield casework
        assert casework.verification.vault(None, silent).verdict.value == "unchanged"


@pytest.fixture
def stick(tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        (folder / name).write_text(name)
    return folder


def begun(casework, stick):
    lines = casework.receiving.survey([os.fsencode(stick)], silent)
    said = SubmissionDraft(reach=Reach.MEDIUM, giver=Giver("Dana Okafor"), authority="consent", recorded_by="same")
    return casework.receiving.begin(lines, said, [])


@pytest.fixture
def batch(casework, stick):
    """Of four files the second failed."""
    made = begun(casework, stick)
    (stick / "b.txt").unlink()
    casework.agenda.work(made, silent)
    return made


def test_what_failed_is_left_out_and_is_told_everywhere(casework, batch, stick, told):
    (row,) = casework.library.submissions()
    assert (row.failed, row.left_out, row.asks) == (1, 0, True)
    told.clear()
    assert casework.receiving.leave_out(batch.batch, [2], f" {REASON} ") == (2,)
    assert told[-1] == LineMoved(batch.batch, 2, "withdrawn")
    (row,) = casework.library.submissions()
    assert (row.items, row.failed, row.left_out, row.waiting) == (3, 0, 1, 0)
    (brought,) = casework.library.brought_with(row.submission)
    (one,) = brought.left_out
    assert (one.line, one.name, one.reason, one.by) == (2, b"b.txt", REASON, "R. Alvarez")
    assert (len(brought.items), brought.failed, brought.waiting) == (3, (), 0)
    receipt = casework.library.receipt(row.submission)
    assert "not taken in: 1 that was left out" in receipt
    assert "Dana" not in receipt
    assert "b.txt" not in receipt
    failed, left = [entry for entry in casework.library.log() if entry.type is Type.ACQUISITION_FAILED]
    assert (failed.value("outcome")["code"], left.value("outcome")["code"]) == ("source_vanished", "source_withdrawn")
    assert one.at == left.time
    rows = casework.library.submissions()
    casework.rebuild()
    assert casework.library.submissions() == rows
    (stick / "b.txt").write_text("b.txt")
    casework.agenda.work(casework.receiving.again(batch.batch), silent)
    casework.agenda.resume(silent)
    assert casework.library.count() == 3, "it is not taken up again"


def test_nothing_is_left_out_twice_and_nothing_that_is_in_the_vault(casework, batch):
    size = casework.library.log_size()
    assert casework.receiving.leave_out(batch.batch, [1, 3, 4, 99], "no") == ()
    assert casework.library.log_size() == size
    assert casework.receiving.leave_out(batch.batch, [1, 2, 3, 4], "no") == (2,)
    assert casework.receiving.leave_out(batch.batch, [2], "no again") == ()
    assert casework.library.log_size() == size + 1
    assert casework.library.count() == 3


def test_it_takes_a_reason_and_a_batch(casework, batch):
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(ValueError):
            casework.receiving.leave_out(batch.batch, [2], reason)
    with pytest.raises(KeyError):
        casework.receiving.leave_out(BatchId("0" * 32), [2], "no")


def test_what_was_never_read_is_left_out_without_its_name_and_then_it_can_be_closed(casework, stick):
    batch = begun(casework, stick)
    (row,) = casework.library.submissions()
    assert row.waiting == 4
    with pytest.raises(RefusedError) as refused:
        casework.noting.close_submission(row.submission, "gone")
    assert refused.value.code == "files_waiting"
    assert casework.receiving.leave_out(batch.batch, [1, 2, 3, 4], "she took the stick with her") == (1, 2, 3, 4)
    assert casework.receiving.interrupted() == ()
    (brought,) = casework.library.brought_with(row.submission)
    assert {one.name for one in brought.left_out} == {b""}
    for entry in casework.library.log():
        if entry.type is Type.ACQUISITION_FAILED:
            assert "name" not in {disclosure.name for disclosure in entry.disclosures}
    casework.noting.close_submission(row.submission, "nothing came")
    assert casework.library.submissions()[0].closed_reason == "nothing came"


def test_not_while_it_is_acquired_and_what_is_left_out_before_it_begins_is_not_read(casework, stick):
    batch = begun(casework, stick)
    reached, go_on, refused = threading.Event(), threading.Event(), []

    def wanted(line: int) -> bool:
        reached.set()
        return go_on.wait(20)

    acting = threading.Thread(target=lambda: casework.agenda.work(batch, silent, wanted))
    acting.start()
    assert reached.wait(20)
    with pytest.raises(RefusedError) as caught:
        casework.receiving.leave_out(batch.batch, [4], "no")
    refused.append(caught.value.code)
    go_on.set()
    acting.join()
    assert refused == ["not_now"]
    assert casework.library.count() == 4
    (stick / "e.txt").write_text("e")
    other = begun(casework, stick)
    casework.receiving.leave_out(other.batch, [5], "no")
    casework.agenda.work(other, silent)  # as it was before
    assert casework.library.brought(other.batch).withdrawn == (5,)


def test_what_is_closed_takes_in_nothing_more(casework, batch, stick):
    (row,) = casework.library.submissions()
    casework.noting.close_submission(row.submission, "one stays away")
    (stick / "b.txt").write_text("b.txt")
    with pytest.raises(RefusedError) as refused:
        casework.receiving.again(batch.batch)
    assert refused.value.code == "submission_closed"
    assert casework.library.submissions()[0].failed == 1, "it goes on being told"


def test_it_is_not_closed_while_what_failed_is_tried_again_nor_tried_again_once_it_is_closed(casework, batch, stick):
    (row,) = casework.library.submissions()
    again, refused = casework.receiving.again(batch.batch), []

    def wanted(line: int) -> bool:
        if not refused:
            with pytest.raises(RefusedError) as caught:
                casework.noting.close_submission(row.submission, "one stays away")
            refused.append(caught.value.code)
        return True

    casework.agenda.work(again, silent, wanted)
    assert refused == ["not_now"]
    assert casework.library.submissions()[0].failed == 1
    casework.noting.close_submission(row.submission, "one stays away")
    (stick / "b.txt").write_text("b.txt")
    with pytest.raises(RefusedError) as late:
        casework.agenda.work(again, silent)  # as it was before it was closed
    assert late.value.code == "submission_closed"
    assert casework.library.count() == 3


def test_one_that_is_left_out_and_closed_while_another_is_read_stops_nothing(casework, tmp_path):
    for name in ("one", "other", "third"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
    first, second, third = (begun(casework, tmp_path / name) for name in ("one", "other", "third"))
    waiting = casework.receiving.interrupted()
    casework.receiving.leave_out(second.batch, [1], "she took it with her")
    casework.noting.close_submission(second.submission, "nothing came")
    for batch in waiting:  # as they were before
        casework.agenda.work(batch, silent)
    assert [casework.receiving.batch(one.batch).outcomes for one in (first, second, third)] == [frozenset({1})] * 3
    assert casework.library.count() == 2


def test_why_another_file_was_left_out_does_not_leave_with_an_item(casework, batch, tmp_path):
    casework.receiving.leave_out(batch.batch, [2], "it shows the sister of Rosa Lima")
    (row,) = casework.library.submissions()
    casework.noting.close_submission(row.submission, "nobody knows who recorded it")
    request = ExportRequest(
        casework.library.ids(Filter()), None, tmp_path / "out", Form.FOLDER, False, (), "for the defence", "an order"
    )
    bundle = casework.release.export(request, silent).path
    said = base64_opened(bundle)
    assert b"source_withdrawn" in said
    assert b"Rosa Lima" not in said
    assert b"nobody knows who recorded it" in said
    assert verify_bundle(bundle, None, None).verdict.value == "unchanged"


def test_a_reason_that_names_the_giver_is_withheld_with_the_name(casework, batch, tmp_path):
    casework.receiving.leave_out(batch.batch, [2], REASON)
    (row,) = casework.library.submissions()
    casework.noting.correct(row.submission, Correction(recorded_by=""), "asked")
    casework.noting.close_submission(row.submission, "Dana Okafor does not know who recorded it")
    out, items = tmp_path / "out", casework.library.ids(Filter())
    request = ExportRequest(items, None, out, Form.FOLDER, False, ("giver",), "for the defence", "an order")
    casework.release.export(request, silent)
    (bundle,) = out.iterdir()
    found = b"".join(path.read_bytes() for path in bundle.rglob("*") if path.is_file())
    assert b"source_withdrawn" in base64_opened(bundle)
    assert b"Okafor" not in found + base64_opened(bundle)
    assert verify_bundle(bundle, None, None).verdict.value == "unchanged"


def base64_opened(bundle) -> bytes:
    """What the disclosures of its entries say."""
    text = (bundle / "custody" / "disclosures").read_text(encoding="ascii")
    return b"".join(base64.urlsafe_b64decode(one + "==") for one in re.findall(r"[A-Za-z0-9_-]{20,}", text))
