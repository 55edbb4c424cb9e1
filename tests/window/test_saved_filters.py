"""Filters with a name: kept for their operator, in their vault, on this computer, and readable nowhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSettings

from intake.casework import door
from intake.casework.keeping import MOST_BYTES
from intake.ids import ItemId, SubmissionId
from intake.records.claims import Kind
from intake.records.items import Comparison
from intake.records.marks import MarkKind
from intake.records.people import Person
from intake.records.rows import Filter
from tests.window.conftest import OPERATOR, PASSPHRASE, import_all, in_room, settled
from ui.dialogs.name_filters import NameFilters
from ui.models.saved import LONGEST_NAME, MOST, Saved, from_json, to_json

WHERE = Filter(case_number="24-118", kinds=frozenset({Kind.VIDEO}))
NAMES = tuple(name for name in Filter.__dataclass_fields__ if name != "items")
text = st.none() | st.text(max_size=20)
switch = st.none() | st.booleans()


@pytest.fixture
def window(qtbot, casework, vault, jobs, listener, stick):
    import_all(casework, stick)
    casework.receiving.open_case("24-118", "")
    yield from in_room(qtbot, casework, vault, jobs, listener, "library")


def act(menu, words: str):
    (found,) = [one for one in menu.actions() if one.text() == words]
    return found


def test_saved_applied_and_forgotten(qtbot, window, jobs):
    row = window.library.filters
    assert "Save these filters…" not in [one.text() for one in row.menu().actions()]
    window.library.narrow_to(WHERE)
    settled(qtbot, jobs)
    act(row.menu(), "Save these filters…").trigger()
    (dialog,) = row.findChildren(NameFilters)
    assert dialog.name.text() == "Case 24-118 Videos"
    dialog.name.setText("  ")
    assert not dialog.act.isEnabled()
    dialog.name.setText("Lake & Street")
    dialog.act.click()
    window.library.narrow_to(Filter())
    settled(qtbot, jobs)
    saved = act(row.menu(), "Lake && Street")
    saved.trigger()
    settled(qtbot, jobs)
    assert window.library._wish.where == WHERE
    assert [chip.text().strip() for chip in row.chips] == ["Case 24-118", "Videos"]
    assert not act(row.menu(), "Lake && Street").isEnabled()  # it is in force
    act(act(row.menu(), "Forget saved filters").menu(), "Lake && Street").trigger()
    assert row.saved.filters == {}
    assert "Forget saved filters" not in [one.text() for one in row.menu().actions()]


def test_a_name_that_is_in_use_is_said_and_replaced(qtbot, casework):
    dialog = NameFilters(WHERE, frozenset({"Mine"}))
    qtbot.addWidget(dialog)
    dialog.name.setText("Mine")
    assert dialog.said.text() == "There are filters of this name; these take their place."
    saved = Saved(casework)
    saved.keep("Mine", Filter())
    saved.keep("Mine", WHERE)
    assert saved.filters == {"Mine": WHERE}


def test_they_come_back_and_are_readable_nowhere(casework):
    saved = Saved(casework)
    saved.keep("Lake Street", WHERE)
    assert Saved(casework).filters == {"Lake Street": WHERE}
    settings = QSettings()
    settings.sync()
    kept = Path(settings.fileName()).read_bytes()
    assert b"saved" in kept
    assert b"24-118" not in kept
    assert b"Lake" not in kept
    key = f"saved/{casework.code}/{casework.operator.operator}"
    assert key in settings.allKeys()
    good = str(settings.value(key))
    for bad in ("", "x", good[:-8], "A" + good[1:], good + "AAAA", "é", "A" * 3 * MOST_BYTES):
        settings.setValue(key, bad)
        assert Saved(casework).filters == {}
    settings.setValue(key, casework.keeping.close(b'{"x": {"kinds": ["nonsense"]}}'))
    assert Saved(casework).filters == {}
    saved.forget("Lake Street")
    assert key not in settings.allKeys()


def test_another_operator_has_others(vault, settings):
    words = bytearray(PASSPHRASE.encode())
    with door.unlock(vault, OPERATOR, bytearray(words), settings, examines=False) as casework:
        casework.people.add(Person("B. Chen", "Police"), bytearray(b"another passphrase"))
        Saved(casework).keep("Mine", WHERE)
        closed = casework.keeping.close(b"mine")
        assert casework.keeping.open(closed) == b"mine"
    with door.unlock(vault, "B. Chen", bytearray(b"another passphrase"), settings, examines=False) as casework:
        assert Saved(casework).filters == {}
        assert casework.keeping.open(closed) is None
    with door.unlock(vault, OPERATOR, words, settings, examines=False) as casework:
        assert Saved(casework).filters == {"Mine": WHERE}  # in another epoch too


def test_there_is_an_end_to_them(casework):
    saved = Saved(casework)
    for number in range(MOST + 2):
        saved.keep(f"{number} " + "x" * 2 * LONGEST_NAME, WHERE)
    assert len(saved.filters) == MOST
    assert all(len(name) == LONGEST_NAME for name in saved.filters)
    with pytest.raises(ValueError, match="too much"):
        casework.keeping.close(bytes(MOST_BYTES + 1))


def test_the_length_says_little(casework):
    lengths = {len(casework.keeping.close(bytes(size))) for size in range(1_000)}
    assert len(lengths) == 1
    for size in (0, 1, 1_022, 1_023, 1_024, 5_000):
        plain = bytes([0x80]) * size + b"\0" * 3
        assert casework.keeping.open(casework.keeping.close(plain)) == plain


@given(
    st.builds(
        Filter,
        case_number=text,
        kinds=st.frozensets(st.sampled_from(Kind)),
        examined=switch,
        comparison=st.none() | st.sampled_from(Comparison),
        with_observations=switch,
        items=st.frozensets(st.just(ItemId("K7Q4MX-0001-01"))),
        submission=st.none() | st.just(SubmissionId("K7Q4MX-0001")),
        readable=switch,
        sign=text,
        first_day=text,
        last_day=text,
        mark=st.none() | st.sampled_from(MarkKind),
    )
)
def test_every_condition_comes_back_but_what_was_chosen_by_hand(where):
    back = from_json(to_json(where))
    assert (back, back.items) == (Filter(**{name: getattr(where, name) for name in NAMES}), frozenset())
