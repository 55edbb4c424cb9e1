"""A vault that is verified while people go on working with it: what is only new is not called wrong."""

from unittest.mock import patch

import pytest

from intake.progress import Step, silent
from intake.records.rows import Filter
from intake.settings import Settings
from intake.vault import layout
from intake.vault.catalog import checking
from tests.casework.offices import office, take_in


@pytest.fixture
def casework(tmp_path, cheapest):
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first, second):
        folder.mkdir()
        (folder / f"{folder.name}.txt").write_text(folder.name)
    with office(tmp_path / "vault", Settings(cost=cheapest)) as casework:
        take_in(casework, first)
        yield casework


class Meanwhile:
    """Does something once, at the first step, in the thread that verifies: between two reads of it."""

    def __init__(self, act) -> None:
        self._act = act

    def __call__(self, _step: Step) -> None:
        act, self._act = self._act, None
        if act is not None:
            act()


def test_items_taken_in_and_notes(casework, tmp_path):
    item = casework.library.ids(Filter())[0]

    def act():
        take_in(casework, tmp_path / "second")
        casework.noting.note([item], "seen meanwhile")

    size = casework.library.log_size()
    report = casework.verification.vault(None, Meanwhile(act))
    assert casework.library.log_size() > size
    assert report.findings == ()
    assert report.checked["entries"] == size
    assert report.not_checked == ()


def test_another_passphrase(casework):
    report = casework.verification.vault(
        None, Meanwhile(lambda: casework.people.change_passphrase(bytearray(b"another passphrase")))
    )
    assert report.findings == ()


def test_recorded_while_the_names_are_listed_and_the_rows_compared(casework, tmp_path):
    item, listed, moment = casework.library.ids(Filter())[0], layout.check, checking.Check.moment
    acts = [lambda: casework.noting.note([item], "as the rows are compared"), lambda: take_in(casework, tmp_path / "second")]

    def check(places, names, *, live):
        acts.pop()()
        return listed(places, names, live=live)

    def kept(catalogs):
        acts.pop()()
        return moment(catalogs)

    with patch.object(layout, "check", check), patch.object(checking.Check, "moment", kept):
        report = casework.verification.vault(None, silent)
    assert acts == []
    assert report.findings == ()


def test_what_is_wrong_is_found_all_the_same(casework, tmp_path):
    item, catalog = casework.library.ids(Filter())[0], casework.library._opened.catalog

    def act():
        take_in(casework, tmp_path / "second")
        with catalog._writing.begin() as connection:
            connection.exec_driver_sql("UPDATE items SET name = 'another' WHERE item = ?", (item,))
        stray = casework.library._opened.folder / "objects" / "00"
        stray.mkdir(exist_ok=True)
        (stray / ("00" * 16)).write_bytes(b"nobody logged this")

    report = casework.verification.vault(None, Meanwhile(act))
    assert {(one.code, one.subject) for one in report.findings} == {
        ("catalog_differs", f"items item={item}"),
        ("object_unlogged", "00" * 16),
    }
