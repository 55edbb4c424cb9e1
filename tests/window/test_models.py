"""Every model by Qt's own rules, and what each shows."""

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import QModelIndex, Qt

from intake.ids import BatchId, ItemId
from intake.notices import LineMoved
from intake.progress import Step
from intake.records.claims import Claim, Kind, State
from intake.records.items import Comparison, PlanLine, SourceKind
from intake.records.rows import Filter, ItemRow
from intake.wording import language
from tests.window.conftest import import_all, settled
from ui.models import claims, items, plan, queue, times
from ui.models.claims import ClaimsModel
from ui.models.items import ItemsModel, state
from ui.models.log import LogModel
from ui.models.pictures import Thumbnails
from ui.models.plan import PlanModel, kind_by_name
from ui.models.plan_files import PlanFiles
from ui.models.queue import QueueModel

ROW = ItemRow(
    item=ItemId("K7Q4MX-0001-01"),
    name="IMG_0412.MOV",
    size=148_200_000,
    sha256="0" * 64,
    media_type="video/quicktime",
    kind=Kind.VIDEO,
    case_numbers=(),
    acquired_at="2026-11-24T16:02:47.000000Z",
    examined=True,
    readable=True,
    comparison=Comparison.IDENTICAL,
    duration="102/1",
    sort_utc="2026-11-22T20:03:11Z",
    sort_value="2026:11:22 14:03:11-06:00",
    observations=0,
    pack=None,
)


def line(number: int, name: bytes = b"IMG_0412.MOV", refusal: str | None = None) -> PlanLine:
    return PlanLine(number, b"/media/stick/" + name, name, name, SourceKind.FILE, 1_000_000, 1_795_356_294_000_000_000, refusal)


# The library


def test_items(qtbot, qtmodeltester, desk, stick, jobs):
    import_all(desk.casework, stick)
    model = ItemsModel(desk)
    qtmodeltester.check(model)
    model.take(desk.casework.library.ids(Filter()))
    assert model.data(model.index(0, 0)) == "0001-01"  # the number is known before anything else
    assert model.data(model.index(0, 1)) == ""
    settled(qtbot, jobs)
    assert model.data(model.index(0, 1)) == "Photo"
    assert model.data(model.index(2, 1)) == "Video"
    assert model.data(model.index(2, 2)) == "0:02"
    assert model.data(model.index(0, items.GIVER)) == "Dana Okafor"
    assert model.data(model.index(0, items.NOTED)) == "Nothing"
    assert model.data(model.index(0, items.STATE)) == "Digest matched"
    assert "0001-01, Photo" in model.data(model.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    qtmodeltester.check(model)


def test_only_rows_that_are_looked_at_are_asked_for(qtbot, desk, jobs):
    asked = []

    class Counting:
        def rows(self, ids):
            asked.append(len(ids))
            return tuple(replace(ROW, item=one) for one in ids)

    class Casework:
        code = "K7Q4MX"
        library = Counting()

    few = ItemsModel(type(desk)(Casework(), desk.vault, jobs, desk.listener))
    few.take([ItemId(f"K7Q4MX-0001-{number:05d}") for number in range(50_000)])
    assert asked == []
    few.data(few.index(40_000, 1))
    few.data(few.index(40_001, 1))
    settled(qtbot, jobs)
    assert asked == [128]
    assert few.data(few.index(40_000, 1)) == "Video"


def test_of_two_answers_the_one_asked_for_last_counts(desk):
    asked = []

    class Later:
        code, casework = "K7Q4MX", None

        def ask(self, question, told):
            asked.append(told)

        def own(self, number):
            return number

    later = Later()
    later.casework = type("Casework", (), {"library": type("Library", (), {"rows": list})})
    model = ItemsModel(later)
    model.take([ROW.item])
    model.row_at(0)
    model.refresh(frozenset({ROW.item}))
    before, after = asked
    after((ROW,))
    before((replace(ROW, examined=False),))
    assert model.row_at(0) == ROW


def test_items_that_come_behind_leave_the_others_where_they_are(qtbot, qtmodeltester, desk, stick, jobs):
    import_all(desk.casework, stick)
    ids = desk.casework.library.ids(Filter())
    model = ItemsModel(desk)
    model.take(ids[:2])
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.rowsInserted, timeout=1_000) as told:
        model.take(ids)
    assert told.args[1:] == [2, 3]
    model.data(model.index(3, 1))
    settled(qtbot, jobs)
    assert model.data(model.index(3, items.NAME)) == "note.txt"
    with qtbot.waitSignal(model.modelReset, timeout=1_000):
        model.take(ids[::-1])
    qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ("good", "Digest matched")),
        ({"comparison": Comparison.DIFFERS}, ("bad", "Digest does not match")),
        ({"comparison": Comparison.NOT_MADE}, ("attention", "Not compared")),
        ({"examined": False}, ("waiting", "Not examined")),
        ({"readable": False}, ("attention", "Unreadable")),
        ({"comparison": Comparison.DIFFERS, "examined": False}, ("bad", "Digest does not match")),
    ],
)
def test_how_an_item_stands(change, said):
    assert state(replace(ROW, **change)) == said


@pytest.mark.parametrize(
    ("value", "utc", "said", "below_its_day"),
    [
        ("2026:11:22 14:03:11-06:00", "2026-11-22T20:03:11Z", "22 Nov 2026 14:03:11 −06:00", "14:03:11 −06:00"),
        ("2026-11-22T14:03:11.25+0545", "2026-11-22T08:18:11Z", "22 Nov 2026 14:03:11 +05:45", "14:03:11 +05:45"),
        ("2026:11:22 14:03:11Z", "2026-11-22T14:03:11Z", "22 Nov 2026 14:03:11 UTC", "14:03:11 UTC"),
        ("2026:11:22 14:03:11", "2026-11-22T20:03:11Z", "22 Nov 2026 14:03:11 −06:00", "14:03:11 −06:00"),  # its offset elsewhere
        ("2026:11:22 14:03:11", "2026-11-22T20:07:11Z", "22 Nov 2026 14:03:11, no zone", "14:03:11, no zone"),  # no such offset
        ("2026:11:22 14:03:11.500", None, "22 Nov 2026 14:03:11, no zone", "14:03:11, no zone"),
        ("2026:11:22 14:03", None, "22 Nov 2026 14:03, no zone", "14:03, no zone"),
        ("2026:11:22", "2026-11-22T16:04:21Z", "22 Nov 2026 16:04:21 UTC", "16:04:21 UTC"),
        ("2026:11:22", "2026-11-23T02:04:21Z", "23 Nov 2026 02:04:21 UTC", "23 Nov 2026 02:04:21 UTC"),  # another day
        ("2026:13:45 99:99:99", None, "2026-13-45 99:99:99, no zone", "2026-13-45 99:99:99, no zone"),
        (None, None, "no time recorded", "no time recorded"),
        ("2026\u202e:11", None, "2026\\u202E:11, no zone", "2026\\u202E:11, no zone"),
    ],
)
def test_the_time_used_for_sorting(value, utc, said, below_its_day):
    row = replace(ROW, sort_value=value, sort_utc=utc, sort_day="2026-11-22")
    assert times.time_text(row) == said
    assert times.clock_text(row) == below_its_day


def test_a_time_of_the_file_system_is_called_one():
    row = replace(ROW, sort_value="2026:11:22 14:03:11.123456789", sort_utc=None, sort_reason="filesystem", sort_day="2026-11-22")
    assert times.clock_text(row) == "14:03:11, file time"
    assert times.time_text(replace(row, sort_value=None, examined=False)) == ""


def test_days_in_the_language_in_use():
    assert times.day_text("2026-11-22", long=True) == "Sunday 22 November 2026"
    assert times.day_text("2026-11-31") == "2026-11-31"
    language.use("es")
    try:
        assert times.day_text("2026-11-22", long=True).startswith("Domingo 22")
    finally:
        language.use("en")


def test_thumbnails_come_when_asked_for_and_are_kept(qtbot, desk, stick, jobs):
    import_all(desk.casework, stick)
    pictures = Thumbnails(desk)
    item = desk.casework.library.ids(Filter())[0]
    assert pictures.of(item) is None
    with qtbot.waitSignal(pictures.arrived, timeout=10_000) as told:
        pass
    assert told.args == [item]
    pixmap = pictures.of(item)
    assert pixmap is not None
    assert (pixmap.width(), pixmap.height()) == (48, 32)
    assert pixmap.toImage().pixelColor(2, 2).red() > 200  # the red corner is at the top left
    assert not jobs._jobs


# What is recorded


def test_claims(qtmodeltester):
    model = ClaimsModel()
    model.take(
        [
            Claim("IFD0:Make", "Apple", "reader 1"),
            Claim("IFD0:Model", "iPhone 13", "reader 1"),
            Claim("GPS:GPSLatitude", "0", "reader 2", State.ZEROED),
            Claim("MakerNotes:Apple", "", "reader 2", State.NOT_PARSED),
        ]
    )
    qtmodeltester.check(model)
    assert [model.data(model.index(row, 0)) for row in range(model.rowCount())] == [
        "Picture · IFD0", "Make", "Model", "Position · GPS", "GPSLatitude", "MakerNotes", "Apple",
    ]  # fmt: skip
    assert model.data(model.index(4, 1)) == "0 (zeroed)"
    assert model.data(model.index(6, 1)) == "present, not understood"
    assert model.data(model.index(0, 0), claims.HeadRole)
    model.narrow("iphone ifd0")
    assert model.entries == 1
    assert model.text() == "IFD0:Model\tiPhone 13\treader 1"
    model.narrow("nothing like it")
    assert model.rowCount() == 0
    qtmodeltester.check(model)


def test_a_strangers_value_is_shown_so_that_it_cannot_mislead():
    model = ClaimsModel()
    model.take([Claim("IFD0:Make", "evil\u202egpj.exe", "r")])
    assert model.data(model.index(1, 1)) == "evil\\u202Egpj.exe"


# Before copying


def test_plan(qtmodeltester):
    model = PlanModel()
    model.take(PlanFiles.of([line(1), line(2, b"IMG_0413.HEIC"), line(3, b"shortcut", "source_is_link")]))
    qtmodeltester.check(model)
    assert [one.line for one in model.chosen()] == [1, 2]
    assert model.refused() == 1
    assert "link" in model.data(model.index(2, plan.NOTE))
    assert not model.setData(model.index(2, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert model.setData(model.index(0, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert [one.line for one in model.chosen()] == [2]
    model.choose_all(True)
    assert [one.line for one in model.chosen()] == [1, 2]
    model.take_held({2: (ItemId("K7Q4MX-0009-02"),)})
    assert model.data(model.index(1, plan.NOTE)) == "Same name and size as 0009-02"
    assert model.data(model.index(0, plan.TIME)) == "22 Nov 2026 14:04:54"
    qtmodeltester.check(model)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (b"a.HEIC", "Photo"),
        (b"a.mov", "Video"),
        (b"a.opus", "Audio"),
        (b"a.zip", "Archive"),
        (b"a", "Other"),
        (b"\xff.jpg", "Photo"),
    ],
)
def test_the_kind_by_its_name(name, kind):
    assert kind_by_name(name) == kind


# While it runs


def test_queue(qtmodeltester):
    model = QueueModel([line(1), line(2), line(3)])
    qtmodeltester.check(model)
    batch, item = BatchId("b"), ItemId("K7Q4MX-0001-01")
    model.stepped(Step("acquire", "1", 250_000, 1_000_000))
    assert model.data(model.index(0, 2)) == "Reading · 25 %"
    assert model.data(model.index(0, 2), queue.ShareRole) == 0.25
    model.moved(LineMoved(batch, 1, "acquired", item))
    model.stepped(Step("acquire", "1", 1_000_000, 1_000_000))  # a step that comes late changes nothing
    assert model.state_of(1) == "acquired"
    model.moved(LineMoved(batch, 2, "failed", code="source_vanished"))
    assert "gone" in model.data(model.index(1, 2))
    assert [(one.line, code) for one, code in model.failures()] == [(2, "source_vanished")]
    model.moved(LineMoved(batch, 1, "comparing", item))
    model.took([replace(ROW, item=item, examined=False, comparison=Comparison.NOT_MADE)])  # one of its two digests is there
    assert model.state_of(1) == "comparing"
    model.moved(LineMoved(batch, 1, "examining", item))
    model.took([replace(ROW, item=item, examined=False)])
    assert model.state_of(1) == "examining"
    model.took([replace(ROW, item=item)])
    assert model.data(model.index(0, 2)) == "Digest matched, examined"
    assert model.data(model.index(0, 1)) == "0001-01"
    model.took([replace(ROW, item=item, comparison=Comparison.DIFFERS)])
    assert model.data(model.index(0, 2)) == "Digest does not match"
    assert model.count(queue.IN_VAULT) == 1
    assert model.data(model.index(2, queue.ACT)) == "Stop"
    qtmodeltester.check(model)


# The log


def test_log(qtbot, qtmodeltester, desk, stick, jobs):
    import_all(desk.casework, stick)
    model = LogModel(desk)
    model.begin()
    settled(qtbot, jobs)
    qtmodeltester.check(model)
    said = [model.line(row).text for row in range(model.rowCount())]
    assert model.size == desk.casework.library.log_size()
    assert any("acquired 4 items" in one for one in said)
    assert any("every digest matched" in one for one in said)
    folded = next(row for row in range(model.rowCount()) if "acquired 4" in model.line(row).text)
    before = model.rowCount()
    model.unfold(folded)
    assert model.rowCount() == before + 3
    assert all(f"{desk.casework.code}-" not in model.line(row).text for row in range(model.rowCount()))
    model.narrow("created the vault")
    settled(qtbot, jobs)
    assert [model.line(row).text for row in range(model.rowCount()) if model.line(row).entries] == [
        "R. Alvarez created the vault."
    ]
    qtmodeltester.check(model)


def test_older_pages_are_read_when_they_are_scrolled_to(qtbot, desk, jobs, monkeypatch):
    monkeypatch.setattr("ui.models.log.PAGE", 2)
    model = LogModel(desk)
    model.begin()
    settled(qtbot, jobs)
    first = model.rowCount()
    assert model.canFetchMore(QModelIndex())
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
        settled(qtbot, jobs)
    assert model.rowCount() > first
    assert model.line(model.rowCount() - 1).text == "R. Alvarez created the vault."


def test_a_duration_is_a_fraction():
    assert Fraction(ROW.duration) == 102
