"""The catalog: what entries make of it, what it answers, and that it comes back equal from the log."""

import hashlib
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.errors import TamperError
from intake.ids import ItemId
from intake.records.claims import Kind
from intake.records.events import SubjectKind, Type
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.rows import Days, Filter, Order, Position, Unread, Work
from intake.records.submissions import Giver, Reach
from intake.vault.catalog import comparing, schema
from intake.vault.catalog.asking import SIZES_AT_ONCE
from intake.vault.catalog.catalog import Catalog
from tests.vault.entries import Story

KEY = bytes(range(32))


def differences(left: Catalog, right: Catalog) -> list[tuple[str, str]]:
    with left.moment() as mine, right.moment() as theirs:
        return list(comparing.differences(mine, theirs))


def told() -> Story:
    """A case, two submissions, five items in different states."""
    story = Story()
    story.begin()
    case = story.case("24-118", "Lake Street")
    first = story.submission(1, case, giver_name="Dàna Okafor", authority="consent")
    story.batch(first, 4)
    a = story.acquired(first, 1, b"IMG_0412.MOV", case, size=148)
    b = story.acquired(first, 2, "Straße é.jpg".encode(), case, size=20)
    story.add(
        Type.ACQUISITION_FAILED,
        [(SubjectKind.SUBMISSION, first)],
        line={"batch": "b" * 32, "line": 3},
        outcome={"outcome": "failed", "code": "source_vanished"},
    )
    for item in (a, b):
        story.compared(item, "stored")
    story.compared(a, "source")
    story.compared(b, "source", made=False)
    story.examined(a, summary={"sorting_utc": "2026-11-22T20:03:11Z", "make": "Kestrel", "model": "KO-7"})
    story.examined(b, examination={"kind": "photo", "media_type": "image/jpeg", "observations": ["gps_zeroed"]})
    second = story.submission(12, giver_declined=True)
    story.batch(second, 3, "c" * 32)
    c = story.acquired(second, 1, b"\xff.bin", batch="c" * 32, sha256=hashlib.sha256(a.encode()).hexdigest(), duplicate_of=a)
    story.compared(c, "stored", identical=False)
    story.acquired(second, 2, batch="c" * 32)
    story.acquired(second, 3, batch="c" * 32)
    story.add(Type.NOTE_ADDED, [(SubjectKind.ITEM, c)], note="the van turns left")
    story.add(Type.NOTE_ADDED, [(SubjectKind.CASE, case)], note="two vans, not one")
    for kind, set_, reason, on in (
        ("distressing", True, "a wound", (a, b)),
        ("attorney", True, "shows the plate", (b,)),
        ("distressing", True, "two wounds", (a,)),
        ("distressing", False, "the wrong one", (b,)),
    ):
        subjects = [(SubjectKind.ITEM, item) for item in on]
        story.add(Type.MARKED, subjects, mark={"kind": kind, "set": set_}, mark_reason=reason)
    return story


@pytest.fixture
def catalog():
    catalog = Catalog(None)
    catalog.apply(told().entries, "root")
    yield catalog
    catalog.close()


ALL = Filter()


def numbers(catalog, where=ALL, order=Order.NUMBER, **more):
    return [item.removeprefix("K7Q4MX-") for item in catalog.ids(where, order, **more)]


def test_position_and_root(catalog):
    assert catalog.position() == Position(len(told().entries), "root")


def test_only_entries_that_follow_are_applied(catalog):
    with pytest.raises(ValueError):
        catalog.apply(told().entries[:1])
    assert catalog.position().size == len(told().entries)


def test_orders(catalog):
    assert numbers(catalog) == ["0001-01", "0001-02", "0012-01", "0012-02", "0012-03"]
    assert numbers(catalog, order=Order.TIME)[:2] == ["0001-02", "0001-01"]
    assert numbers(catalog, order=Order.SIZE)[0] == "0001-02"
    assert numbers(catalog, descending=True)[0] == "0012-03"


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(case_number="24-118"), ["0001-01", "0001-02"]),
        (Filter(case_number="none"), []),
        (Filter(kinds=frozenset({Kind.PHOTO})), ["0001-02"]),
        (Filter(examined=False), ["0012-01", "0012-02", "0012-03"]),
        (Filter(comparison=Comparison.IDENTICAL), ["0001-01"]),
        (Filter(comparison=Comparison.DIFFERS), ["0012-01"]),
        (Filter(comparison=Comparison.NOT_MADE), ["0001-02", "0012-02", "0012-03"]),
        (Filter(unread=Unread.STORED), ["0012-02", "0012-03"]),
        (Filter(unread=Unread.SOURCE), ["0001-02"]),
        (Filter(with_observations=True), ["0001-02"]),
        (Filter(mark=MarkKind.DISTRESSING), ["0001-01"]),
        (Filter(mark=MarkKind.ATTORNEY), ["0001-02"]),
        (Filter(submission="K7Q4MX-0012", examined=False), ["0012-01", "0012-02", "0012-03"]),
    ],
)
def test_filters(catalog, where, expected):
    assert numbers(catalog, where) == expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(readable=True), ["0001-01", "0001-02"]),
        (Filter(readable=False), []),
        (Filter(sign="gps_zeroed"), ["0001-02"]),
        (Filter(sign="gps_zero"), []),
        (Filter(sign="gps%zeroed"), []),
        (Filter(first_day="2026-11-22"), ["0001-01", "0001-02"]),
        (Filter(last_day="2026-11-21"), []),  # an item without a time is not before a day
        (Filter(first_day="2026-11-23"), []),
    ],
)
def test_filters_by_what_was_found(catalog, where, expected):
    assert numbers(catalog, where) == expected


def test_days_are_runs_in_the_order_of_time(catalog):
    days = catalog.days(ALL)
    assert days.ids == catalog.ids(ALL, Order.TIME)
    assert days.runs == (("2026-11-22", 2), ("", 3))
    assert catalog.days(ALL, descending=True).ids == catalog.ids(ALL, Order.TIME, descending=True)
    assert catalog.days(Filter(kinds=frozenset({Kind.PHOTO}))).runs == (("2026-11-22", 1),)
    assert catalog.days(ALL, words="okafor").runs == (("2026-11-22", 2),)
    assert catalog.days(ALL, words="...") == Days((), ())


def test_the_day_is_the_recorded_one_else_that_of_the_utc():
    catalog, story = Catalog(None), Story()
    story.begin()
    submission = story.submission(1)
    story.batch(submission, 3)
    times = [
        {
            "sorting_utc": "2026-11-23T02:03:11Z",
            "sorting_value": "2026:11:22 20:03:11-06:00",
            "sorting_reason": "offset_recorded",
        },
        {"sorting_utc": "2026-11-24T02:03:11Z", "sorting_value": "Tue"},
        {"sorting_utc": None, "sorting_value": None},
    ]
    items = [story.acquired(submission, number) for number in (1, 2, 3)]
    for item, summary in zip(items, times, strict=True):
        story.examined(item, summary=summary)
    catalog.apply(story.entries)
    rows = catalog.rows(catalog.ids(ALL))
    assert [row.sort_day for row in rows] == ["2026-11-22", "2026-11-24", ""]
    assert [row.sort_reason for row in rows] == ["offset_recorded", "", ""]
    catalog.close()


def test_a_row_says_who_gave_it_and_what_was_noted(catalog):
    (row,) = catalog.rows(catalog.ids(Filter(sign="gps_zeroed")))
    assert (row.giver.name, row.signs, row.observations) == ("Dàna Okafor", ("gps_zeroed",), 1)
    other = catalog.rows(catalog.ids(ALL))[2]
    assert (other.giver.declined, other.signs) == (True, ())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("dana oka", ["0001-01", "0001-02"]),
        ("STRASSE", ["0001-02"]),
        ("straß", ["0001-02"]),
        ("0412", ["0001-01"]),
        ("0012-01", ["0012-01"]),
        ("kestrel", ["0001-01"]),
        ("lake 24-118", ["0001-01", "0001-02"]),
        ("van left", ["0012-01"]),
        ('" OR *', []),
        ("***", []),
        ("   ", ["0001-01", "0001-02", "0012-01", "0012-02", "0012-03"]),
        ("NEAR(van left)", []),
    ],
)
def test_search(catalog, words, expected):
    assert numbers(catalog, words=words) == expected


def test_item(catalog):
    item = catalog.item("K7Q4MX-0001-01")
    assert (item.reach, item.giver, item.row.case_numbers) == (Reach.MEDIUM, Giver("Dàna Okafor"), ("24-118",))
    assert (item.row.comparison, item.row.kind, item.row.examined) == (Comparison.IDENTICAL, Kind.VIDEO, True)
    other = catalog.item("K7Q4MX-0012-01")
    assert (other.name_raw, other.row.name, other.duplicate_of) == (b"\xff.bin", "\\xFF.bin", "K7Q4MX-0001-01")
    assert catalog.item("K7Q4MX-0012-99") is None


def test_rows_come_in_the_order_asked_for(catalog):
    wanted = ("K7Q4MX-0012-03", "K7Q4MX-9999-01", "K7Q4MX-0001-01")
    assert [row.item for row in catalog.rows(wanted)] == ["K7Q4MX-0012-03", "K7Q4MX-0001-01"]


def test_pages(catalog):
    page = catalog.items(Filter(), Order.NUMBER, None, 2)
    seen = [row.item for row in page.rows]
    while page.after:
        page = catalog.items(Filter(), Order.NUMBER, page.after, 2)
        seen += [row.item for row in page.rows]
    assert page.total == 5
    assert seen == list(catalog.ids(Filter()))


def test_held(catalog):
    here = (148, "IMG_0412.MOV")
    assert catalog.held({here, (149, "IMG_0412.MOV"), (148, "IMG_0413.MOV")}) == {here: ("K7Q4MX-0001-01",)}
    assert catalog.held({(size, "IMG_0412.MOV") for size in range(3 * SIZES_AT_ONCE)}) == {here: ("K7Q4MX-0001-01",)}
    assert catalog.held(frozenset()) == {}


def test_more_items_than_a_statement_takes_variables(catalog):
    many = frozenset({"K7Q4MX-0001-01", *(f"K7Q4MX-7777-{number}" for number in range(40_000))})
    assert catalog.ids(Filter(items=many)) == ("K7Q4MX-0001-01",)


def test_what_is_left_is_what_is_pending(catalog):
    _lines, works = catalog.left()
    assert works == {work: len(catalog.pending(work)) for work in Work}
    assert len({one.batch for work in Work for one in catalog.pending(work)} | {one.batch for one in catalog.batches()}) > 1
    for batch in catalog.batches():
        assert catalog.batch(batch.batch) == batch
        for work in Work:
            of_batch = tuple(one for one in catalog.pending(work) if one.batch == batch.batch)
            assert catalog.pending(work, batch=batch.batch) == of_batch
    assert catalog.interrupted() == tuple(one for one in catalog.batches() if len(one.outcomes) < one.lines)
    assert catalog.left()[0] == sum(one.lines - len(one.outcomes) for one in catalog.batches())


def test_what_is_left(catalog):
    assert [p.item[7:] for p in catalog.pending(Work.COMPARE_STORED, 9)] == ["0012-02", "0012-03"]
    assert [p.item[7:] for p in catalog.pending(Work.COMPARE_SOURCE, 9)] == ["0012-01", "0012-02", "0012-03"]
    assert [p.item[7:] for p in catalog.pending(Work.EXAMINE, 2)] == ["0012-01", "0012-02"]
    assert len(catalog.pending(Work.EXAMINE, 9, readers="boxes 2")) == 5
    assert len(catalog.pending(Work.EXAMINE, 9, readers="boxes 1")) == 3


def test_batches_and_submissions(catalog):
    newest, first = catalog.batches()
    assert (first.lines, first.outcomes) == (4, frozenset({1, 2, 3}))
    assert newest.outcomes == frozenset({1, 2, 3})
    second, opened = catalog.submissions()
    assert (opened.items, opened.failed, opened.missing, opened.case_number) == (2, 1, ("recorded_by",), "24-118")
    assert (second.items, second.missing) == (3, ("authority", "recorded_by", "case"))
    assert (opened.failed, opened.left_out, opened.waiting, opened.closed_at) == (1, 0, 1, "")
    assert [batch.batch for batch in catalog.batches_of(opened.submission)] == [first.batch]
    assert catalog.largest_submission() == 12
    assert catalog.largest_ordinal("K7Q4MX-0012") == 3
    assert [case.items for case in catalog.cases()] == [2]
    assert [operator.name for operator in catalog.operators()] == ["R. Alvarez"]


def test_a_failed_event_changes_nothing_but_the_log():
    story, catalog = Story(), Catalog(None)
    story.begin()
    story.add(
        Type.CASE_OPENED,
        [(SubjectKind.CASE, "c" * 32)],
        case={"case": "c" * 32, "number": "1"},
        outcome={"outcome": "refused", "code": "read_only"},
    )
    catalog.apply(story.entries)
    assert catalog.cases() == ()
    assert catalog.position().size == 2


@settings(max_examples=20)
@given(st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_the_same_rows_in_whatever_groups(sizes):
    entries, left, right = told().entries, Catalog(None), Catalog(None)
    left.apply(entries, "r")
    start = 0
    for size in [*sizes, len(entries)]:
        right.apply(entries[start : start + size], "r")
        start += size
    assert differences(left, right) == []
    assert left.ids(Filter(), words="dana") == right.ids(Filter(), words="dana")


def test_the_newest_entry_about_a_mark_counts(catalog):
    first, second = (ItemId(f"K7Q4MX-0001-0{number}") for number in (1, 2))
    assert [(one.kind, one.reason) for one in catalog.marks(first)] == [(MarkKind.DISTRESSING, "two wounds")]
    assert [(one.kind, one.reason) for one in catalog.marks(second)] == [(MarkKind.ATTORNEY, "shows the plate")]
    assert [row.marks for row in catalog.rows((first, second))] == [(MarkKind.DISTRESSING,), (MarkKind.ATTORNEY,)]


def test_differences_name_the_row(catalog):
    other = Catalog(None)
    other.apply(told().entries, "root")
    with other._writing.begin() as connection:
        connection.execute(schema.items.update().where(schema.items.c.item == "K7Q4MX-0001-01").values(sha256="0" * 64))
        connection.execute(schema.notes.delete())
    found = differences(catalog, other)
    assert ("items", "item=K7Q4MX-0001-01") in found
    assert {name for name, _ in found} == {"items", "notes"}


def test_on_disk_encrypted_and_closed_without_leftovers(tmp_path):
    path = tmp_path / "catalog.db"
    catalog = Catalog(path, KEY)
    catalog.apply(told().entries, "root")
    seen = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert catalog.intact()
    catalog.close()
    assert [file.name for file in tmp_path.iterdir()] == ["catalog.db"]
    for canary in (b"SQLite format", b"Okafor", b"IMG_0412", b"24-118", b"van turns"):
        assert canary not in seen
        assert canary not in path.read_bytes()
    again = Catalog(path, KEY)
    assert again.position().root == "root"
    assert len(again.ids(Filter(), words="okafor")) == 2
    again.close()


def test_another_key_does_not_open(tmp_path):
    Catalog(tmp_path / "catalog.db", KEY).close()
    with pytest.raises(TamperError):
        Catalog(tmp_path / "catalog.db", bytes(32))
    with pytest.raises(ValueError):
        Catalog(tmp_path / "catalog.db", b"short")
    with pytest.raises(ValueError):
        Catalog(tmp_path / "catalog.db")


def test_a_flipped_byte_is_found(tmp_path):
    path = tmp_path / "catalog.db"
    catalog = Catalog(path, KEY)
    catalog.apply(told().entries, "root")
    catalog.close()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    try:
        again = Catalog(path, KEY)
    except TamperError:
        return
    assert not again.intact()
    again.close()


def test_another_schema_is_thrown_away(tmp_path):
    path = tmp_path / "catalog.db"
    catalog = Catalog(path, KEY)
    catalog.apply(told().entries, "root")
    with catalog._writing.begin() as connection:
        catalog._put(connection, {"schema": "0"})
    catalog.close()
    again = Catalog(path, KEY)
    assert again.position() == Position(0, "")
    again.apply(told().entries, "root")
    assert again.item_count() == 5
    again.clear()
    assert again.item_count() == 0
    again.close()


def test_reading_while_writing(tmp_path):
    catalog, story = Catalog(tmp_path / "catalog.db", KEY), told()
    catalog.apply(story.entries, "root")
    failures, stop = [], threading.Event()

    def look() -> None:
        while not stop.is_set():
            try:
                assert len(catalog.ids(Filter(case_number="24-118"))) == 2
            except Exception as error:  # noqa: BLE001 — whatever it is, the test must see it
                failures.append(error)
                return

    lookers = [threading.Thread(target=look) for _ in range(3)]
    for looker in lookers:
        looker.start()
    for ordinal in range(4, 60):
        start = len(story.entries)
        story.acquired("K7Q4MX-0012", ordinal, batch="c" * 32)
        catalog.apply(story.entries[start:], "root")
    stop.set()
    for looker in lookers:
        looker.join()
    catalog.close()
    assert failures == []


def test_rekey_while_others_look(tmp_path):
    path, other = tmp_path / "catalog.db", bytes(32)
    catalog = Catalog(path, KEY)
    catalog.apply(told().entries, "root")
    failures, stop = [], threading.Event()

    def look() -> None:
        while not stop.is_set():
            try:
                assert len(catalog.ids(Filter(case_number="24-118"))) == 2
            except Exception as error:  # noqa: BLE001 — whatever it is, the test must see it
                failures.append(error)
                return

    looker = threading.Thread(target=look)
    looker.start()
    catalog.rekey(other)
    stop.set()
    looker.join()
    assert failures == []
    assert catalog.item_count() == 5
    catalog.close()
    with pytest.raises(TamperError):
        Catalog(path, KEY)
    again = Catalog(path, other)
    assert again.position().root == "root"
    assert again.intact()
    again.close()


def test_a_damaged_file_begins_anew(tmp_path):
    path = tmp_path / "catalog.db"
    catalog = Catalog(path, KEY)
    catalog.apply(told().entries, "root")
    catalog.close()
    whole, opened = path.read_bytes(), 0
    for at in range(4096, len(whole), 3 * 4096):
        path.write_bytes(whole[:at] + bytes(64) + whole[at + 64 :])
        try:
            again = Catalog(path, KEY)
        except TamperError:  # a page that is read at once: it does not open, as above
            continue
        opened += 1
        assert not again.intact()
        again.clear()
        again.apply(told().entries, "root")
        assert (again.item_count(), again.intact()) == (5, True)
        again.close()
    assert opened > 3


def test_in_memory_answers_several_threads_at_once():
    catalog = Catalog(None)
    catalog.apply(told().entries)
    answers, refused = [], []

    def ask() -> None:
        for _turn in range(50):
            try:
                answers.append(catalog.ids(Filter()))
            except Exception as error:  # noqa: BLE001 — whatever it is, it is the finding
                refused.append(error)

    threads = [threading.Thread(target=ask) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == []
    assert len(answers) == 200
    assert len(set(answers)) == 1
