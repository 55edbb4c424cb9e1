"""The language of the window: chosen in the vault, spoken from the next start on, outranked by the environment."""

import pytest
from PySide6.QtCore import QLibraryInfo, QLocale, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from intake.wording import language
from intake.wording.language import translated
from tests.window.conftest import OPERATOR
from ui import app, spoken
from ui.spoken import Language
from ui.widgets.language_choice import LanguageChoice


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.delenv(spoken.FORCED, raising=False)
    yield
    language.use("en")
    QLocale.setDefault(QLocale("en"))


def test_what_outranks_what():
    assert spoken.code({}, "es_MX") == "en"  # the system changes nothing by itself
    spoken.keep(Language.SYSTEM)
    assert [spoken.code({}, one) for one in ("es_MX", "es", "de_DE", "C", "")] == ["es", "es", "en", "en", "en"]
    spoken.keep(Language.SPANISH)
    assert spoken.code({}, "de_DE") == "es"
    assert spoken.code({spoken.FORCED: "en"}, "es_MX") == "en"
    QSettings().setValue(spoken.KEY, "klingon")
    assert spoken.chosen() is Language.ENGLISH


def test_chosen_by_the_keyboard_it_is_spoken_from_the_next_start(qtbot):
    choice = LanguageChoice()
    qtbot.addWidget(choice)
    choice.show()
    assert choice.currentData() == Language.ENGLISH
    choice.setFocus()
    QTest.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentText() == "Español"
    assert spoken.chosen() is Language.SPANISH
    assert translated("Vault") == "Vault"  # what is shown stays as it is
    spoken.speak()
    assert translated("Vault") == "Bóveda"
    again = LanguageChoice()
    qtbot.addWidget(again)
    assert again.currentData() == Language.SPANISH


def test_at_the_entrance_the_other_language_is_one_press_away(qtbot, application, vault):
    application.enter(vault, OPERATOR)
    first = application.window
    qtbot.waitUntil(lambda: first.operator.currentText() == OPERATOR)
    assert first.foot.language.text() == "Español"
    QTest.mouseClick(first.foot.language, Qt.MouseButton.LeftButton)
    second = application.window
    assert second is not first
    assert second.unlock.text() == "Desbloquear"
    qtbot.waitUntil(lambda: second.chosen() == (vault, OPERATOR))
    assert spoken.chosen() is Language.SPANISH
    assert second.foot.language.text() == "English"
    QTest.mouseClick(second.foot.language, Qt.MouseButton.LeftButton)
    assert application.window.unlock.text() == "Unlock"
    assert spoken.chosen() is Language.ENGLISH


def test_where_the_environment_chose_the_entrance_offers_none(qtbot, application, monkeypatch):
    monkeypatch.setenv(spoken.FORCED, "es")
    application.enter()
    assert application.window.foot.language.isHidden()


def test_a_start_speaks_what_was_chosen(qapp: QApplication, monkeypatch):
    asked = []
    monkeypatch.setattr(QLibraryInfo, "path", staticmethod(lambda where: asked.append(where) or "/nowhere"))
    spoken.keep(Language.SPANISH)
    app.prepare(qapp)
    assert language.in_use() == "es"
    assert QLocale().language() is QLocale.Language.Spanish
    assert len(asked) == 1  # Qt's own words too


def test_where_the_environment_chose_nothing_can_be_chosen(qtbot, monkeypatch):
    monkeypatch.setenv(spoken.FORCED, "es")
    choice = LanguageChoice()
    qtbot.addWidget(choice)
    assert not choice.isEnabled()
