"""Where a bar has too little room its parts give way in their order, and come back with the room."""

import pytest
from PySide6.QtWidgets import QWidget

from ui.widgets.buttons import button, primary
from ui.widgets.frame import Bar
from ui.widgets.giving import GivesWay
from ui.widgets.words import label


@pytest.fixture
def bar(qtbot):
    around = QWidget()  # a window would not grow smaller than what is in it
    made = Bar(48)
    made.setParent(around)
    made.print, made.said, made.act = button("Print", icon="print"), label("Not verified yet"), primary("Verify log")
    for part in (made.said, made.print, made.act):
        made.row.addWidget(part)
    GivesWay(made, (made.print, made.said))
    around.resize(700, 48)
    qtbot.addWidget(around)
    around.show()
    yield made
    around.close()


def test_words_of_a_button_go_first_then_what_is_only_said_and_never_the_act(bar):
    bar.resize(600, 48)
    whole = bar.row.minimumSize().width()
    assert bar.print.text().strip() == "Print"
    bar.resize(whole - 1, 48)
    assert bar.print.text() == ""
    assert (bar.print.toolTip(), bar.print.accessibleName()) == ("Print", "Print")
    assert bar.said.width() > 0
    bar.resize(bar.row.minimumSize().width() - 1, 48)
    assert bar.said.maximumWidth() == 0
    assert bar.act.text() == "Verify log"
    bar.resize(600, 48)
    assert bar.print.text().strip() == "Print"
    assert bar.said.maximumWidth() > 600
    assert bar.said.isEnabled()


def test_what_is_said_grows_and_the_others_give_way(qtbot, bar):
    bar.resize(bar.row.minimumSize().width() + 10, 48)
    bar.said.setText("Verified, and nothing differs, and nothing is missing")
    qtbot.waitUntil(lambda: bar.print.text() == "")
