"""The toolkit itself: a release that loses references aborts, and QtMultimedia has no place here."""

import subprocess
import sys

from tests.conftest import ROOT

MANY = """
from PySide6.QtCore import QCoreApplication, QObject, Signal
class One(QObject):
    told = Signal(int)
app = QCoreApplication([])
one, heard = One(), []
one.told.connect(heard.append)
for number in range(2_000):
    one.told.emit(number)
for number in range(10_000):
    one.setObjectName(str(number))
assert len(heard) == 2_000
"""


def test_calls_that_return_nothing_lose_no_reference():
    done = subprocess.run([sys.executable, "-c", MANY], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_qt_decodes_nothing_of_the_evidence():
    forbidden = (
        "QMediaPlayer",
        "QImageReader",
        "loadFromData",
        "QtMultimedia",
        "fromData(",
        "QtWebEngine",
        "moveToThread",
    )
    found = [(path.name, word) for path in (ROOT / "ui").rglob("*.py") for word in forbidden if word in path.read_text()]
    assert found == []


def test_no_network_is_reached_by_the_toolkit():
    """Its module holds also the sockets between two processes of one person: those, in one file, and nothing else of it."""
    using = [path for path in (ROOT / "ui").rglob("*.py") if "QtNetwork" in path.read_text()]
    assert [path.name for path in using] == ["instance.py"]
    imported = [line for line in using[0].read_text().splitlines() if "QtNetwork" in line]
    assert imported == ["from PySide6.QtNetwork import QLocalServer, QLocalSocket"]
