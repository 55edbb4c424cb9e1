"""The custody log: conditions, large logs, what comes while one looks, and paper."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from intake.records.events import Disclosure, Entry, Type
from intake.records.rows import Filter, LogWhere
from tests.window.conftest import import_all, in_room, settled
from ui.dialogs.print_log import PrintLog
from ui.models.entry_facts import facts
from ui.models.log import LogModel
from ui.models.log_filters import KINDS, criteria
from ui.pages.log_printing import paper_of
from ui.widgets.printed import Paper, _broken, _font, as_pdf


def said(model: LogModel) -> list[str]:
    return [model.line(row).text for row in range(model.rowCount()) if model.line(row).entries]


def shown(model: LogModel) -> list[int]:
    """Positions of all entries, the newest first."""
    return [one.position for row in range(model.rowCount()) for one in model.line(row).entries]


@pytest.fixture
def window(qtbot, casework, vault, jobs, listener, stick):
    import_all(casework, stick)
    yield from in_room(qtbot, casework, vault, jobs, listener, "custody")


class Counting:
    """A log of 100,000 entries made of one; which positions were read."""

    def __init__(self, entry, size: int = 100_000) -> None:
        self.entry, self.size, self.read = entry, size, 0

    def log_size(self) -> int:
        return self.size

    def log_positions(self, where: LogWhere) -> range:
        return range(self.size)

    def log_at(self, positions):
        self.read += len(positions)
        return tuple(replace(self.entry, position=one) for one in positions)


def large(desk, size: int = 100_000) -> tuple[LogModel, Counting]:
    unlocked = next(one for one in desk.casework.library.log() if one.type is Type.UNLOCKED)
    library = Counting(unlocked, size)
    casework = type("Casework", (), {"library": library, "code": desk.casework.code})()
    return LogModel(replace(desk, casework=casework)), library


def test_a_large_log_opens_at_once(qtbot, desk, jobs):
    model, library = large(desk)
    begun = time.monotonic()
    model.begin()
    settled(qtbot, jobs)
    assert time.monotonic() - begun < 2  # a few milliseconds on any computer; two seconds on one that is busy elsewhere
    assert (model.size, library.read, len(shown(model))) == (100_000, 256, 256)
    read = library.read
    model.fetchMore(QModelIndex())
    settled(qtbot, jobs)
    assert library.read == read + 256
    assert shown(model) == list(range(99_999, 99_999 - library.read, -1))


def test_words_that_nothing_has_are_looked_for_to_the_beginning(qtbot, desk, jobs):
    model, library = large(desk, 10_000)
    model.begin()
    model.narrow("nobody said this")
    settled(qtbot, jobs)
    assert model.whole
    assert (model.rowCount(), model.matching) == (0, 0)
    assert library.read >= 10_000


def test_what_comes_meanwhile_stands_above_and_nothing_moves_below(qtbot, qtmodeltester, desk, stick, jobs):
    model = LogModel(desk)
    model.begin()
    settled(qtbot, jobs)
    before = shown(model)
    import_all(desk.casework, stick)
    with qtbot.assertNotEmitted(model.modelReset):
        model.begin()
        settled(qtbot, jobs)
    assert shown(model) == list(range(desk.casework.library.log_size() - 1, -1, -1))
    assert shown(model)[-len(before) :] == before
    assert sum(not model.line(row).entries for row in range(model.rowCount())) == 1  # one day, one heading
    qtmodeltester.check(model)


def test_an_act_is_one_line_also_where_pages_meet(qtbot, desk, stick, jobs, monkeypatch):
    import_all(desk.casework, stick)
    whole = LogModel(desk)
    whole.begin()
    settled(qtbot, jobs)
    monkeypatch.setattr("ui.models.log.PAGE", 3)
    model = LogModel(desk)
    model.begin()
    settled(qtbot, jobs)
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        settled(qtbot, jobs)
    assert said(model) == said(whole)
    assert any("acquired 4 items" in one for one in said(model))


def test_every_kind_of_entry_is_in_a_group():
    assert frozenset().union(*(types for _name, types in KINDS)) == frozenset(Type)


def test_conditions_in_words():
    where = LogWhere(types=KINDS[2][1], operator_key="ab" * 32, first_day="2026-11-23", last_day="2026-11-24")
    assert [one for one, _rest in criteria(where, {"ab" * 32: "R. Alvarez"})] == [
        "Examined",
        "R. Alvarez",
        "23 Nov 2026 to 24 Nov 2026",
    ]
    assert all(rest != where for _said, rest in criteria(where, {}))


def test_narrowed_by_kind_person_day_and_item(qtbot, window, casework, jobs):
    custody, library = window.custody, casework.library
    kinds = {act.text(): act for act in custody.filters.menu().actions()[0].menu().actions()}
    kinds["Read again"].trigger()
    settled(qtbot, jobs)
    assert len(shown(custody.model)) == 8  # four items, each with its source and its stored copy
    assert custody.counted.text() == f"8 of {library.log_size()}"
    assert [one.text().strip() for one in custody.filters.chips] == ["Read again"]
    custody.filters.chips[0].click()
    settled(qtbot, jobs)
    assert len(shown(custody.model)) == library.log_size()
    (key,) = [key for key, name in custody.filters.people.items() if name == "R. Alvarez"]
    custody.filters.narrow(LogWhere(operator_key=key))
    settled(qtbot, jobs)
    assert len(shown(custody.model)) == library.log_size()
    today = next(library.log()).time[:10]
    for first, last, count in ((today, today, library.log_size()), (None, "2020-01-01", 0), ("2999-01-01", None, 0)):
        custody._take_days(first, last)
        settled(qtbot, jobs)
        assert len(shown(custody.model)) == count
    custody.clear.click()
    settled(qtbot, jobs)
    item = library.ids(Filter())[0]
    QTest.keyClicks(custody.words, window.desk.own(item))
    qtbot.waitUntil(lambda: custody.model.wanted.where.item == item)
    settled(qtbot, jobs)
    assert shown(custody.model) == [one.position for one in reversed(library.history(item))]
    custody.show_item(item)
    settled(qtbot, jobs)
    assert [one.text().strip() for one in custody.filters.chips] == [f"Item {window.desk.own(item)}"]


def test_an_unknown_number_has_no_entry(qtbot, window, jobs):
    window.custody.words.setText("9999-99")
    qtbot.waitUntil(lambda: window.custody.model.wanted.where.item is not None)
    settled(qtbot, jobs)
    assert window.custody.model.rowCount() == 0


def test_what_is_shown_is_saved_as_pdf_after_it_is_said(qtbot, window, casework, jobs, tmp_path: Path, monkeypatch):
    custody = window.custody
    custody.filters.narrowed.emit(LogWhere(types=frozenset({Type.COMPARED})))
    settled(qtbot, jobs)
    custody.print.click()
    (dialog,) = [one for one in custody.findChildren(PrintLog) if one.isVisible()]
    assert dialog.what[0].text() == "8 entries"
    target = tmp_path / "log.pdf"
    monkeypatch.setattr("ui.pages.log_printing.QFileDialog.getSaveFileName", lambda *_asked: (str(target), ""))
    QTest.keyClick(dialog.save, Qt.Key.Key_Space)
    settled(qtbot, jobs)
    assert target.read_bytes().startswith(b"%PDF-")
    assert custody.result.words.text() == "Saved as PDF on 1 page."
    custody.printing.save(custody.model.wanted, (), target)
    settled(qtbot, jobs)
    assert custody.trouble.isVisible()  # what is there is not written over


def test_the_paper_names_vault_position_time_and_leaf(window, casework):
    paper = paper_of(casework, window.custody.model.wanted, (), window.desk.own_words)
    entries = list(casework.library.log())
    assert len(paper.lines) == len(entries)
    assert paper.lines[0][0].startswith("1   ")
    assert paper.lines[0][0].endswith("UTC   R. Alvarez created the vault.")
    assert entries[0].leaf in paper.lines[0][1]
    assert casework.code in paper.foot
    assert casework.library.short_code() in paper.foot


def test_a_long_paper_has_many_pages(qapp):
    lines = [(f"{number}   R. Alvarez read item 0012-{number} again; digest matched.", "leaf 00") for number in range(400)]
    one, many = as_pdf(Paper("Custody log", (), lines[:3], "vault")), as_pdf(Paper("Custody log", ("fact",), lines, "vault"))
    assert one[1] == 1
    assert many[1] > 8
    assert many[0].count(b"/Type /Page\n") == many[1]


def test_a_paper_is_made_away_from_the_window_without_a_word_of_the_toolkit(qapp):
    lines = [("word 𝔘 " * 60 + "x" * 300, "leaf 00")] * 50
    with ThreadPoolExecutor(1) as pool:  # a warning of the toolkit fails every test
        data, pages = pool.submit(as_pdf, Paper("Custody log", (), lines, "vault")).result()
    assert data.count(b"/Type /Page\n") == pages > 3


def test_lines_are_broken_without_losing_a_letter(qapp):
    text = "Ñuñoa 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 " * 30 + "x" * 500
    broken = _broken(text, _font(9), 400)
    assert len(broken) > 5
    assert "".join(broken).replace(" ", "") == text.replace(" ", "")
    assert all(QFontMetricsF(_font(9)).horizontalAdvance(line) <= 400 for line in broken)


def rows(entry) -> dict[str, list[str]]:
    return dict(facts(entry))


def test_an_entry_says_when_who_where_and_why(qtbot, window, casework, jobs):
    item = casework.library.ids(Filter())[0]
    opened = next(one for one in casework.library.log() if one.type is Type.SUBMISSION_OPENED)
    said = rows(opened)
    assert said["Who"][:2] == ["R. Alvarez", "Investigations"]
    assert said["Why"] == ["Consent, these files only"]
    assert any(line.endswith(f"{opened.time[11:26]} UTC") for line in said["When"])
    assert said["Where"][0] == opened.value("workstation")
    custody = window.custody
    entry = next(one for one in casework.library.history(item) if one.type is Type.ACQUIRED)
    custody.entry.show_entry(entry)
    assert "Why" not in rows(entry)  # it says nothing of it
    assert [one.text().strip() for one in custody.entry.items] == [window.desk.own(item)]
    custody.entry.items[0].click()
    settled(qtbot, jobs)
    assert window.navigation.room == "library"
    assert window.library.filters.where.items == frozenset({item})


def test_an_entry_s_local_time_and_clock():
    def entry(**clock):
        return Entry(0, Type.UNLOCKED, "2026-11-24T02:02:47.361904Z", "", b"", b"", "", (), (Disclosure("when", clock, ""),), ())

    assert rows(entry(offset_minutes=-360, synchronised=True))["When"] == [
        "23 Nov 2026 20:02:47 −06:00",
        "24 Nov 2026 02:02:47.361904 UTC",
        "clock synchronised",
    ]
    assert rows(entry(offset_minutes=0, synchronised=False))["When"][1:] == ["clock not synchronised"]
    assert rows(entry(offset_minutes=0, synchronised=None))["When"][1:] == ["not known whether the clock was synchronised"]
    assert rows(entry())["Who"] == ["someone whose name is withheld"]
    assert "Where" not in rows(entry())


def test_an_item_s_history_leads_to_its_entries_in_the_log(qtbot, window, casework, jobs):
    item = casework.library.ids(Filter())[1]
    window.navigation.go("library")
    settled(qtbot, jobs)
    window.library.choose(item)
    window.library.details.show_tab(2)
    settled(qtbot, jobs)
    history = window.library.details.history
    (act,) = [one for one in history.findChildren(QPushButton) if one.text().strip() == "Show in the log"]
    act.click()
    settled(qtbot, jobs)
    assert window.navigation.room == "custody"
    assert window.custody.model.wanted.where == LogWhere(item=item)
    assert shown(window.custody.model) == [one.position for one in reversed(casework.library.history(item))]
