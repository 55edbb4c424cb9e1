"""A bundle that the medium cannot hold: an error in words and numbers, an exit code, and nothing there."""

from intake.acquisition import volumes
from intake.bundle import preflight
from intake.casework import medium
from intake.records.items import VolumeFacts


def test_export_to_fat32(desk, stick, monkeypatch):
    desk.on("import", stick, "--reach", "3", "--authority", "consent")
    entries = len(desk.on("log").document["entries"])
    monkeypatch.setattr(medium, "Volumes", lambda: volumes.Volumes(lambda _device, _path: VolumeFacts(filesystem="vfat")))
    monkeypatch.setattr(preflight, "FAT32_MOST_FILE", 17)
    words = ["--items", desk.number("note.txt"), "--to", desk.folder / "out", "--purpose", "court", "--authority", "order 2"]
    for form in ("--zip", "--folder"):
        ran = desk.on("export", *words, form, ended=None)
        assert (ran.code, ran.error) == (4, "file_too_large_for_medium")
        assert not (desk.folder / "out").exists()
    logged = [entry["type"] for entry in desk.on("log").document["entries"]]
    assert not {"working_copy_made", "sealed", "exported"} & set(logged)
    assert len(logged) > entries
