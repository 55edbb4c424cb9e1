"""The computer: what the system says, never the environment; text that fits a record."""

import os
import pwd

from intake.host import machine
from intake.records import canonical
from intake.settings import TOOL, VERSION


def test_user_is_not_taken_from_the_environment(monkeypatch):
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert machine.system_user() == pwd.getpwuid(os.geteuid()).pw_name


def test_user_without_a_name(monkeypatch):
    def unknown(uid):
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    assert machine.system_user() == f"uid {os.geteuid()}"


def test_release(tmp_path):
    assert machine.release(tmp_path) == ""
    place = tmp_path / "usr/lib/os-release"
    place.parent.mkdir(parents=True)
    place.write_text('NAME=Other\nPRETTY_NAME="Some System 7 (name)\x07"\n')
    assert machine.release(tmp_path) == "Some System 7 (name)"
    assert machine.platform_text(tmp_path).endswith(", Some System 7 (name)")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/os-release").write_text("PRETTY_NAME='First'\n")
    assert machine.release(tmp_path) == "First"


def test_record_is_canonical_text():
    ours = machine.this_machine("abc123")
    assert (ours.tool, ours.version, ours.build) == (TOOL, VERSION, "abc123")
    assert ours.workstation == os.uname().nodename
    assert os.uname().release in ours.platform
    canonical.encode([ours.workstation, ours.system_user, ours.platform, ours.python])
