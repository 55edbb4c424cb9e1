"""One window for each person: a second start hands the names of its files over to the running one, and ends.

What crosses is a list of paths, over a socket in a folder that only this person can enter. The running window looks at them as
at files that were dropped on it: nothing starts by itself. A demo neither hands over nor takes.

    evidence-intake/hand-over/v1 LF, then for each path its length (4 bytes, big-endian) and its bytes, then length 0.
    Answer: taken LF.
"""

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QLockFile, QObject, QTimer, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from intake import durable
from intake.errors import IntakeError

MAGIC = b"evidence-intake/hand-over/v1\n"
TAKEN = b"taken\n"
MOST_PATHS, MOST_PATH = 64, 4_096  # names, bytes
MOST = len(MAGIC) + MOST_PATHS * (4 + MOST_PATH) + 4  # bytes of all
AT_ONCE = 4  # connections
WAIT_MS = 3_000
LONGEST_SOCKET = 100  # bytes of its path; systems take 103 to 107
NAME = "evidence-intake"


def encode(paths: Sequence[bytes]) -> bytes:
    """ValueError beyond the limits."""
    if len(paths) > MOST_PATHS or any(not _sound(path) for path in paths):
        raise ValueError("paths beyond the limits")
    return MAGIC + b"".join(len(path).to_bytes(4, "big") + path for path in paths) + bytes(4)


def parse(data: bytes) -> tuple[bytes, ...] | None:
    """What `encode` made; None while it is not whole yet. ValueError when it never can be."""
    if data[: len(MAGIC)] != MAGIC[: len(data)] or len(data) > MOST:
        raise ValueError("not a hand-over")
    paths: list[bytes] = []
    at = len(MAGIC)
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        at += 4
        if size == 0:
            if at != len(data):
                raise ValueError("bytes after the end")
            return tuple(paths)
        if size > MOST_PATH or len(paths) == MOST_PATHS:
            raise ValueError("paths beyond the limits")
        if at + size > len(data):
            return None
        path = data[at : at + size]
        if not _sound(path):
            raise ValueError("not an absolute path")
        paths.append(path)
        at += size
    return None


def _sound(path: bytes) -> bool:
    """An absolute path that a system could have."""
    return 0 < len(path) <= MOST_PATH and b"\0" not in path and Path(os.fsdecode(path)).is_absolute()


def _folder() -> Path | None:
    """A folder that belongs to this person and that no one else can enter; None where there can be none."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if runtime and Path(runtime).is_dir():
        parent, name = Path(runtime), NAME
    else:
        parent, name = platformdirs.user_data_path(NAME, appauthor=False), "run"  # short: a socket's path has little room
    folder = parent / name
    with contextlib.suppress(IntakeError, OSError):
        for part in (parent.parent, parent, folder):
            durable.make_folder(part, exists_ok=True)
        found = folder.lstat()
        if os.name != "posix" or (
            stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not stat.S_IMODE(found.st_mode) & 0o077
        ):
            return folder
    return None


def _name(folder: Path) -> str:
    """Of the socket; of the pipe on Windows, where names are one list for the whole computer."""
    if sys.platform == "win32":
        return f"{NAME}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:32]}"
    return str(folder / "window")


def hand_over(name: str, paths: Sequence[bytes]) -> bool:
    """Whether a running window took them."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(WAIT_MS):
        return False
    socket.write(encode(paths))
    answer = b""
    while len(answer) < len(TAKEN) and socket.waitForReadyRead(WAIT_MS):
        answer += bytes(socket.readAll().data())
    socket.abort()
    return answer == TAKEN


class Instance(QObject):
    """The running window's side."""

    offered = Signal(object)  # tuple[bytes, ...]; none: only to be seen

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(AT_ONCE)
        self._server.newConnection.connect(self._called)
        self._callers: dict[QLocalSocket, bytearray] = {}

    def listen(self, name: str) -> bool:
        """What a crash left in its place is removed: whoever calls this has found that nobody answers there."""
        QLocalServer.removeServer(name)
        return self._server.listen(name)

    @property
    def listening(self) -> bool:
        return self._server.isListening()

    def close(self) -> None:
        for caller in tuple(self._callers):
            self._drop(caller)
        self._server.close()

    def _called(self) -> None:
        while (caller := self._server.nextPendingConnection()) is not None:
            if len(self._callers) >= AT_ONCE:
                caller.abort()
                continue
            self._callers[caller] = bytearray()
            caller.readyRead.connect(partial(self._read, caller))
            caller.disconnected.connect(partial(self._drop, caller))
            QTimer.singleShot(WAIT_MS, self, partial(self._drop, caller))
            self._read(caller)

    def _read(self, caller: QLocalSocket) -> None:
        heard = self._callers.get(caller)
        if heard is None:
            return
        heard += caller.read(MOST + 1 - len(heard)).data()
        try:
            paths = parse(bytes(heard))
        except ValueError:
            self._drop(caller)
            return
        if paths is not None:
            caller.write(TAKEN)
            caller.flush()
            caller.disconnectFromServer()
            self.offered.emit(paths)

    def _drop(self, caller: QLocalSocket) -> None:
        if self._callers.pop(caller, None) is not None:
            caller.abort()


def first(paths: Sequence[bytes], parent: QObject | None = None) -> Instance | None:
    """This process is the one to show a window; None when another one is, and has taken the paths.

    Where no private folder can be had, or whoever holds the place does not answer, this process is one more.
    """
    instance = Instance(parent)
    folder = _folder()
    sound = [path for path in paths if _sound(path)][:MOST_PATHS]
    if folder is None or len(os.fsencode(folder)) > LONGEST_SOCKET - len("/window"):
        return instance
    turn = QLockFile(str(folder / "starting"))  # two that start at once do not take each other's place
    turn.tryLock(WAIT_MS)
    try:
        if hand_over(_name(folder), sound):
            return None
        instance.listen(_name(folder))
    finally:
        turn.unlock()
    return instance
