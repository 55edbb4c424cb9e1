"""A stick that is plugged in offers itself in Intake, reads nothing by itself, and is gone when it is pulled out."""

import os

import pytest
from PySide6.QtWidgets import QPushButton

from intake.records.items import VolumeFacts
from tests.window.conftest import settled
from ui.pages.intake import medium_name, medium_words

STICK = VolumeFacts(
    filesystem="vfat", label="KINGSTON", device_make="Kingston", device_model="DataTraveler", transport="usb", removable=True
)


def offers(window) -> list[QPushButton]:
    return [one for one in window.intake.findChildren(QPushButton) if one.accessibleName().startswith("Take in…: ")]


def test_it_offers_itself_and_leads_to_the_sheet(qtbot, window, jobs, stick, monkeypatch):
    intake = window.intake
    monkeypatch.setattr(window.desk.casework.receiving, "media", lambda: ((os.fsencode(stick), STICK),))
    assert intake.inside.currentIndex() == 0
    intake.media.look()
    settled(qtbot, jobs)
    (offer,) = offers(window)
    assert offer.accessibleName() == "Take in…: KINGSTON"
    assert intake.inside.currentIndex() == 1
    assert intake.stack.currentIndex() == 0, "it never starts by itself"
    offer.click()
    settled(qtbot, jobs)
    assert intake.stack.currentWidget() is intake.sheet
    assert len(intake.sheet.plan.chosen()) == 4
    assert window.desk.casework.library.submissions() == ()
    intake.sheet.cancel.click()
    monkeypatch.setattr(window.desk.casework.receiving, "media", lambda: ())
    intake.media.look()
    settled(qtbot, jobs)
    assert offers(window) == []
    assert intake.inside.currentIndex() == 0


def test_it_is_looked_for_only_while_intake_is_looked_at(qtbot, window, jobs):
    assert window.intake.media._timer.isActive()
    window.navigation.go("library")
    settled(qtbot, jobs)
    assert not window.intake.media._timer.isActive()
    window.navigation.go("intake")
    settled(qtbot, jobs)
    assert window.intake.media._timer.isActive()


@pytest.mark.parametrize(
    ("facts", "name", "words"),
    [
        (STICK, "KINGSTON", "Kingston DataTraveler · vfat · is connected; nothing on it was read"),
        (VolumeFacts(device_model="SD32G", read_only=True), "SD32G", "read-only · is connected; nothing on it was read"),
        (VolumeFacts(), "A medium without a name", "is connected; nothing on it was read"),
    ],
)
def test_its_words(facts, name, words):
    assert medium_name(facts) == name
    assert medium_words(facts) == words
