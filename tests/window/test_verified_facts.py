"""What is told beside the check of a bundle: people's times, the path whole, and nothing of a stranger's taken at its word."""

from pathlib import Path

from intake.records.findings import Report
from ui.verified_facts import BREAK, facts_of, shown_place, time_said


def test_times_of_ours_are_read_and_others_stay_as_they_are():
    assert time_said("2026-11-25T16:34:06.827065Z") == "25 Nov 2026 16:34:06 UTC"
    assert time_said("2026-11-25T16:34:06Z") == "25 Nov 2026 16:34:06 UTC"
    assert time_said("yesterday\u202e") == "yesterday\\u202E"
    assert time_said("") == ""


def test_a_path_is_whole_and_breaks_at_its_folders():
    said = shown_place(Path("/media/COURT 16/R-0031"))
    assert said.replace(BREAK, "") == "/media/COURT 16/R-0031"
    assert said.count(BREAK) == 3


def test_what_was_looked_at_comes_in_an_order_that_can_be_read():
    report = Report({"bytes": 1_100_000, "files": 65, "entries": 44, "signatures": 44, "items": 10}, (), {"name": "R-0031"})
    facts = facts_of(report, Path("/x/R-0031"), 0.01)
    assert list(facts) == ["Bundle", "From", "Content", "Checked"]
    assert facts["Content"] == "10 items, 65 files, 1.1 MB\n44 entries, 44 signatures"
    assert "\nin 0.1 s by this program" in facts["Checked"]
