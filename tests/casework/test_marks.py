"""Marks: set and withdrawn by entries of their own, found again after the catalog is built anew, never sent out, seen when changed."""

import pytest

from intake.casework import door
from intake.errors import IntakeError, RefusedError, VaultError
from intake.ids import ItemId
from intake.progress import silent
from intake.records.events import Chain, Type
from intake.records.marks import MarkKind
from intake.records.rows import Filter
from intake.settings import Settings
from intake.wording.events import sentence
from tests.casework.offices import PASSPHRASE, office, take_in
from tests.casework.test_release import _export, _told

DISTRESSING, ATTORNEY = MarkKind.DISTRESSING, MarkKind.ATTORNEY


@pytest.fixture
def marked(tmp_path, cheapest):
    """A vault with two items; the first is marked distressing."""
    source = tmp_path / "stick"
    source.mkdir()
    for name in ("a.txt", "b.txt"):
        (source / name).write_text(name)
    settings = Settings(cost=cheapest)
    with office(tmp_path / "vault", settings) as casework:
        take_in(casework, source)
        first, _second = casework.library.ids(Filter())
        casework.noting.mark([first], DISTRESSING, "a wound is seen")
    return tmp_path / "vault", settings


def of_type(casework, item) -> list:
    return [entry for entry in casework.library.history(item) if entry.type is Type.MARKED]


def test_a_mark_is_work_with_its_reason(marked):
    with office(*marked) as casework:
        first, second = casework.library.ids(Filter())
        (entry,) = of_type(casework, first)
        assert {link.chain for link in entry.links} == {Chain.WORK}
        assert entry.value("mark") == {"kind": "distressing", "set": True}
        assert entry.value("mark_reason") == "a wound is seen"
        assert sentence(entry) == f"R. Alvarez marked {first} as distressing: a wound is seen"
        assert casework.library.ids(Filter(mark=DISTRESSING)) == (first,)
        assert casework.library.item(first).row.marks == (DISTRESSING,)
        assert [(one.kind, one.reason, one.by) for one in casework.noting.marks(first)] == [
            (DISTRESSING, "a wound is seen", "R. Alvarez")
        ]
        assert casework.noting.marks(second) == ()


def test_withdrawn_by_a_new_entry_and_the_old_one_stays(marked):
    with office(*marked) as casework:
        first, second = casework.library.ids(Filter())
        casework.noting.mark([first, second], ATTORNEY, "ask about the plate")
        casework.noting.unmark([first, second], DISTRESSING, "seen again: it is paint")
        assert casework.library.ids(Filter(mark=DISTRESSING)) == ()
        assert casework.library.ids(Filter(mark=ATTORNEY)) == (first, second)
        assert [sentence(one).split(": ")[0].replace(first, "it") for one in of_type(casework, first)] == [
            "R. Alvarez marked it as distressing",
            "R. Alvarez flagged 2 items for the attorney",
            "R. Alvarez withdrew the mark “distressing” from it.",
        ]
        assert len(of_type(casework, second)) == 1  # nothing was withdrawn where nothing was set
        size = casework.library.log_size()
        casework.noting.unmark([first], DISTRESSING)
        assert casework.library.log_size() == size


def test_what_is_refused(marked):
    with office(*marked) as casework:
        first, _second = casework.library.ids(Filter())
        size = casework.library.log_size()
        for reason in ("", "  ", "x" * 501):
            with pytest.raises(ValueError, match="reason"):
                casework.noting.mark([first], ATTORNEY, reason)
        with pytest.raises(VaultError, match="unknown_item"):
            casework.noting.mark([ItemId(first[:-2] + "99")], ATTORNEY, "why")
        assert casework.library.log_size() == size
    folder, settings = marked
    with (
        door.unlock(folder, "R. Alvarez", bytearray(PASSPHRASE), settings, read_only=True) as casework,
        pytest.raises(RefusedError),
    ):
        casework.noting.mark([first], ATTORNEY, "why")


def test_marks_are_found_again_when_the_catalog_is_built_anew(marked):
    folder, settings = marked
    with office(folder, settings) as casework:
        first, second = casework.library.ids(Filter())
        casework.noting.mark([second], DISTRESSING, "a body")
        casework.noting.unmark([second], DISTRESSING)
        before = casework.library.rows((first, second)), casework.noting.marks(first), casework.noting.marks(second)
    (folder / "catalog.db").unlink()
    with office(folder, settings) as casework:
        assert (casework.library.rows((first, second)), casework.noting.marks(first), casework.noting.marks(second)) == before
        assert casework.verification.vault(None, silent).verdict.value == "unchanged"


def test_a_mark_that_is_changed_or_cut_away_in_the_log_is_found(marked):
    """Each byte of its record counts, and so does the record itself."""
    folder, settings = marked
    log = folder / "custody" / "log"
    with office(folder, settings) as casework:
        start = log.stat().st_size
        casework.noting.mark([casework.library.ids(Filter())[1]], ATTORNEY, "shows the plate")
        end = log.stat().st_size
    whole = log.read_bytes()
    assert start < end < len(whole)
    assert unchanged(folder, settings)
    for at in (start, start + 1, (start + end) // 2, end - 1):
        log.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert not unchanged(folder, settings), at - start
    log.write_bytes(whole[:start] + whole[end:])
    assert not unchanged(folder, settings)
    log.write_bytes(whole)
    assert unchanged(folder, settings)


def unchanged(folder, settings) -> bool:
    try:
        with door.unlock(folder, "R. Alvarez", bytearray(PASSPHRASE), settings, read_only=True) as casework:
            return casework.verification.vault(None, silent).verdict.value == "unchanged"
    except IntakeError:
        return False


def test_a_bundle_says_nothing_of_marks(marked, tmp_path):
    folder, settings = marked
    with office(folder, settings) as casework:
        (tmp_path / "out").mkdir()
        bundle = _export(casework, tmp_path / "out", casework.library.ids(Filter())).path
        said = _told(bundle)
    assert b"consent" in said
    for word in (b"wound", b"distressing", b'"type":"marked"'):
        assert word not in said
