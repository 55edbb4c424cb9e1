"""Bundles through the door: what an earlier one was for stays, names that were corrected are looked for too."""

import base64

import pytest

from intake.casework import door, drafts
from intake.errors import RefusedError, StorageError
from intake.progress import silent
from intake.records.events import Draft, Type
from intake.records.rows import Filter
from intake.settings import Settings
from intake.wording import language
from tests.casework.offices import office, take_in


@pytest.fixture
def casework(tmp_path, cheapest):
    (tmp_path / "stick").mkdir()
    (tmp_path / "stick" / "a.txt").write_bytes(b"one")
    (tmp_path / "stick" / "b.txt").write_bytes(b"two")
    with office(tmp_path / "v", Settings(cost=cheapest)) as opened:
        take_in(opened, tmp_path / "stick")
        yield opened


def _export(casework, target, items, **changed):
    request = {
        "items": tuple(items), "case": None, "target": target, "form": door.Form.FOLDER, "encrypt": False, "withhold": (),
        "purpose": "defence of B", "authority": "order 2",
    }  # fmt: skip
    return casework.release.export(door.ExportRequest(**(request | changed)), silent)


def _told(bundle):
    """Every disclosure of a bundle, and its other files."""
    lines = (bundle / "custody" / "disclosures").read_bytes().replace(b"~", b"\n").split()
    said = [base64.urlsafe_b64decode(line + b"=" * (-len(line) % 4)) for line in lines]
    return b"\n".join([*said, *(path.read_bytes() for path in bundle.rglob("*") if path.is_file())])


def test_nothing_of_an_earlier_bundle_for_another_case(casework, tmp_path):
    items = casework.library.ids(Filter())
    casework.receiving.open_case("SECRET-A", "the other matter")
    casework.noting.assign(items, "SECRET-A", "REASON-A")
    casework.noting.note(items, "NOTE-A")
    _export(casework, tmp_path / "A", items, case=None, purpose="PURPOSE-A", authority="AUTHORITY-A")
    told = _told(_export(casework, tmp_path / "B", items[:1]).path)
    for part in (b"SECRET-A", b"the other matter", b"REASON-A", b"NOTE-A", b"PURPOSE-A", b"AUTHORITY-A", b"b.txt"):
        assert part not in told
    assert b"defence of B" in told
    assert casework.verification.vault(None, silent).verdict.value == "unchanged"


WORDS = {
    "purpose": "For the defence", "recipient": "Kim & Partners", "authority": "Rule 9", "withheld_by": "order 27-CR-26-118",
}  # fmt: skip


@pytest.mark.parametrize("spoken", ["en", "es"])
def test_what_a_person_wrote_is_recorded_as_it_is_whatever_the_language(casework, tmp_path, spoken):
    items = casework.library.ids(Filter())
    language.use(spoken)
    try:
        exported = _export(casework, tmp_path / "out", items, withhold=("giver",), **WORDS)
    finally:
        language.use("en")
    report = door.verify_bundle(exported.path, None, None)
    assert {name: report.facts[name] for name in ("recipient", "withheld_by")} == {
        name: WORDS[name] for name in ("recipient", "withheld_by")
    }
    told = _told(exported.path)
    for name, text in WORDS.items():
        assert f'"{name}","{text}"]'.encode() in told  # the field holds these words and no others
    (bundle,) = casework.release.bundles()
    assert {name: getattr(bundle, name) for name in WORDS} == WORDS


def test_nothing_is_recorded_of_what_was_not_said(casework, tmp_path):
    told = _told(_export(casework, tmp_path / "out", casework.library.ids(Filter())).path)
    for name in (b'","recipient",', b'","withheld_by",'):
        assert name not in told


@pytest.mark.parametrize("field", ["purpose", "recipient", "authority", "withheld_by", "left_out_reason"])
def test_a_withheld_name_in_what_a_person_wrote(casework, tmp_path, field):
    with pytest.raises(RefusedError, match="withholding_impossible"):
        _export(casework, tmp_path / "out", casework.library.ids(Filter()), withhold=("giver",), **{field: "for Dana Okafor"})
    assert not (tmp_path / "out").exists()


def _in_case(casework, number):
    casework.receiving.open_case(number, "a matter")
    items = casework.library.ids(Filter())
    casework.noting.assign(items, number, "seen there")
    return items


@pytest.mark.parametrize("said", [True, False])
def test_what_of_the_case_is_left_out_stands_on_paper_and_in_no_bundle(casework, tmp_path, said):
    items = _in_case(casework, "24-118")
    case = "24-118" if said else None
    exported = _export(casework, tmp_path / "A", items[:1], case=case, left_out_reason="PRIVATE MATTER")
    (bundle,) = casework.release.bundles()
    assert (bundle.left_out, bundle.left_out_of, bundle.left_out_reason) == (items[1:], "24-118", "PRIVATE MATTER")
    lines = casework.release.receipt(bundle).splitlines()
    assert lines[lines.index("Not in this bundle: 1 other item of the case.") + 1] == "Why: PRIVATE MATTER"
    later = _export(casework, tmp_path / "B", items)
    for one in (exported, later):
        told = _told(one.path)
        assert b"left_out" not in told
        assert b"PRIVATE MATTER" not in told
    whole = casework.release.bundles()[0]
    assert (whole.left_out, whole.left_out_reason) == ((), "")
    assert "Not in this bundle" not in casework.release.receipt(whole)


def test_of_several_cases_paper_says_nothing_unless_one_was_said(casework, tmp_path):
    items = _in_case(casework, "24-118")
    _in_case(casework, "OTHER")
    _export(casework, tmp_path / "A", items[:1], left_out_reason="why")
    _export(casework, tmp_path / "B", items[:1], case="24-118")
    said, unsaid = casework.release.bundles()
    assert (said.left_out, said.left_out_of) == (items[1:], "24-118")
    assert (unsaid.left_out, unsaid.left_out_of, unsaid.left_out_reason) == (items[1:], "", "why")
    assert "Not in this bundle" in casework.release.receipt(said)
    assert "Not in this bundle" not in casework.release.receipt(unsaid)


def test_a_bundle_that_an_earlier_version_recorded(casework, tmp_path):
    """Its entry has none of the fields that came later."""
    items = casework.library.ids(Filter())
    exported = {"bundle": "ab" * 16, "bundle_digest": "cd" * 32, "items": list(items), "form": "folder", "protection": "none"}
    fields = {"exported": exported, "purpose": "court: Kim", "authority": "order 2", "export_target": str(tmp_path)}
    casework.release._opened.ledger.record([Draft(Type.EXPORTED, drafts.items(items), fields)])
    (bundle,) = casework.release.bundles()
    assert (bundle.recipient, bundle.withheld_by, bundle.short_code, bundle.left_out) == ("", "", "", ())
    receipt = casework.release.receipt(bundle)
    assert "What for: court: Kim" in receipt
    for word in ("Recipient", "withheld", "Short code", "Not in this bundle"):
        assert word not in receipt
    assert casework.verification.vault(None, silent).verdict.value == "unchanged"
    assert door.verify_bundle(_export(casework, tmp_path / "out", items).path, None, None).verdict.value == "unchanged"


def test_who_received_an_earlier_bundle_stays(casework, tmp_path):
    items = casework.library.ids(Filter())
    _export(casework, tmp_path / "A", items, recipient="RECIPIENT-A", withheld_by="ORDER-A", withhold=("giver",))
    told = _told(_export(casework, tmp_path / "B", items, recipient="Lee").path)
    assert b"RECIPIENT-A" not in told
    assert b"ORDER-A" not in told
    assert b'"recipient","Lee"]' in told


def test_a_bundle_that_went_to_the_giver_forbids_no_later_one_without_the_name(casework, tmp_path):
    items = casework.library.ids(Filter())
    _export(casework, tmp_path / "A", items, recipient="Dana Okafor", purpose="a copy for Dana Okafor")
    request = door.ExportRequest(items, None, tmp_path / "B", door.Form.FOLDER, False, ("giver",), "for the defence", "order 2")
    checked = casework.release.preflight(request, silent)
    assert "withholding_impossible" not in {error.code for error in checked.obstacles}
    told = _told(casework.release.export(request, silent).path)
    assert b"for the defence" in told
    assert b"Okafor" not in told


@pytest.mark.parametrize("form", [door.Form.FOLDER, door.Form.ZIP])
def test_a_bundle_is_found_again_and_its_receipt_vouches_for_the_key(casework, tmp_path, form):
    exported = _export(casework, tmp_path / "out", casework.library.ids(Filter()), form=form, **WORDS)
    (bundle,) = casework.release.bundles()
    assert bundle.short_code == exported.short_code
    assert casework.release.place(bundle) == exported.path
    receipt = casework.release.receipt(bundle)
    fingerprint = door.verify_bundle(exported.path, None, None).facts["fingerprint"]
    assert fingerprint.upper() in "".join(receipt.split())
    assert f"Short code of the checkpoint: {exported.short_code}" in receipt
    assert "Recipient: Kim & Partners" in receipt
    assert "Names withheld by: order 27-CR-26-118" in receipt
    exported.path.rename(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="target_missing"):
        casework.release.place(bundle)


def test_a_name_that_was_corrected_is_withheld_too(casework, tmp_path):
    items = casework.library.ids(Filter())
    submission = casework.library.item(items[0]).submission
    casework.noting.correct(submission, door.Correction(giver_name="Alex Berg"), "misheard")
    for name in ("Dana Okafor", "Alex Berg"):
        with pytest.raises(RefusedError, match="withholding_impossible"):
            _export(casework, tmp_path / "out", items, withhold=("giver",), purpose=f"as {name} asked")
    _export(casework, tmp_path / "out", items, withhold=("giver",))


def test_a_name_in_a_correction_s_reason_or_a_file_s_name_refuses(casework, tmp_path):
    (tmp_path / "stick" / "okafor_1.mp4").write_bytes(b"three")
    batch = take_in(casework, tmp_path / "stick" / "okafor_1.mp4")
    named = casework.library.brought(batch.batch).items
    with pytest.raises(RefusedError) as refused:
        _export(casework, tmp_path / "out", named, withhold=("giver",))
    assert named[0] in str(refused.value.facts["reason"])
    items = casework.library.ids(Filter())[:1]
    correction = door.Correction(authority="a court order")
    casework.noting.correct(casework.library.item(items[0]).submission, correction, "Dana Okafor asked for it")
    size = casework.library.log_size()
    with pytest.raises(RefusedError, match="withholding_impossible"):
        _export(casework, tmp_path / "out", items, withhold=("giver",))
    assert casework.library.log_size() == size  # refused before anything was written or logged
    assert not (tmp_path / "out").exists()


def test_a_name_in_the_content_refuses(casework, tmp_path):
    (tmp_path / "stick" / "statement.txt").write_bytes(b"I, Dana Okafor, saw it.")
    items = casework.library.brought(take_in(casework, tmp_path / "stick" / "statement.txt").batch).items
    with pytest.raises(RefusedError) as refused:
        _export(casework, tmp_path / "out", items, withhold=("giver",))
    assert items[0] in str(refused.value.facts["reason"])
    assert list((tmp_path / "out").iterdir()) == []


def test_a_passphrase_is_told_before_the_bundle_has_its_name(casework, tmp_path):
    kept = []

    def keep(passphrase):
        kept.append((passphrase, [path.name for path in (tmp_path / "out").iterdir()]))

    written = _export(casework, tmp_path / "out", casework.library.ids(Filter()), form=door.Form.ZIP, encrypt=True, keep=keep)
    ((passphrase, names),) = kept
    assert written.passphrase == passphrase
    assert all(name.endswith(".partial") for name in names)


def test_more_items_than_one_entry_can_name_are_refused_before_anything_is_written(casework, tmp_path, monkeypatch):
    monkeypatch.setattr("intake.casework.release.MOST_ITEMS", 1)
    items, size = casework.library.ids(Filter()), casework.library.log_size()
    with pytest.raises(RefusedError, match="too_many_items") as refused:
        _export(casework, tmp_path / "out", items)
    assert refused.value.facts == {"count": len(items), "most": 1}
    assert casework.library.log_size() == size
    assert not (tmp_path / "out").exists()
    _export(casework, tmp_path / "out", items[:1])
