"""What every test stands on: its own home, no network, an odd time zone, and the shared media where they are present."""

import os
import socket
import time
from pathlib import Path

import pytest
from hypothesis import settings

from intake.settings import KeyCost

settings.register_profile("project", database=None, deadline=None, print_blob=True, derandomize=bool(os.environ.get("CI")))
settings.load_profile("project")

ROOT = Path(__file__).parents[1]


def shared_root() -> Path:
    """Where the shared media lie: INTAKE_SHARED, else beside the checkout."""
    return Path(os.environ.get("INTAKE_SHARED", ROOT.parent / "shared")) / "media"


@pytest.fixture
def shared_media(request: pytest.FixtureRequest):
    """`shared_media("photos-real")` is the folder of one set; the test is skipped, with the reason, where it is absent."""

    def folder(name: str) -> Path:
        path = shared_root() / name
        if not path.is_dir():
            pytest.skip(f"shared media set {name} is not here")
        return path

    return folder


@pytest.fixture
def cheapest() -> KeyCost:
    """The least that any vault may ask of a passphrase, 7 ms: products use STANDARD_COST or LOW_COST."""
    return KeyCost("cheapest", 8 * 1024, 1, 1)


@pytest.fixture(autouse=True)
def _isolated(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("home")
    for name, part in {
        "HOME": "",
        "XDG_CONFIG_HOME": ".config",
        "XDG_CACHE_HOME": ".cache",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_RUNTIME_DIR": ".run",
    }.items():
        path = home / part
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        monkeypatch.setenv(name, str(path))
    monkeypatch.setenv("QT_QPA_PLATFORM", os.environ.get("QT_QPA_PLATFORM", "offscreen"))
    monkeypatch.setenv("TZ", "Pacific/Chatham")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


_connect = socket.socket.connect


def _refuse(self: socket.socket, address: object) -> None:
    if self.family == socket.AF_UNIX:
        return _connect(self, address)
    raise AssertionError(f"a test reached for the network: {address!r}")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket.socket, "connect", _refuse)


def pytest_terminal_summary(terminalreporter) -> None:
    """Seconds of each room's tests, and which shared sets were not here."""
    seconds: dict[str, float] = {}
    missing: set[str] = set()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if not isinstance(report, pytest.TestReport):
                continue
            room = report.nodeid.split("/")[1] if report.nodeid.count("/") > 1 else "house"
            seconds[room] = seconds.get(room, 0.0) + report.duration
            if report.skipped and "shared media" in str(report.longrepr):
                missing.add(str(report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr))
    terminalreporter.write_sep("-", "seconds of each room, added up over all workers")
    for room, spent in sorted(seconds.items(), key=lambda pair: -pair[1]):
        terminalreporter.write_line(f"{spent:8.1f}  {room}")
    for line in sorted(missing) or ["No shared set was skipped."]:
        terminalreporter.write_line(line)
