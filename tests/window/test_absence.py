"""Nobody at the keyboard, the screen locked, the computer asleep: each is noticed, by the system's own word where there is one."""

import ctypes
import shutil
import subprocess

import pytest
from PySide6.QtCore import QPoint, QPointF, QSettings, Qt
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVirtualObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from ui import remembered
from ui.absence import system, system_linux, system_macos, system_windows
from ui.absence.idle import Idle
from ui.absence.system import Absence, Unwatched


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watched(qtbot):
    clock = Clock()
    idle = Idle(lambda: 15, clock=clock)
    idle.clock = clock
    idle.heard = []
    idle.noticed.connect(lambda seconds: idle.heard.append(f"notice {seconds}"))
    idle.back.connect(lambda: idle.heard.append("back"))
    idle.over.connect(lambda: idle.heard.append("over"))
    idle.begin()
    yield idle
    idle.end()


def after(idle: Idle, seconds: float) -> list[str]:
    idle.clock.now += seconds
    idle.look()
    return idle.heard


def test_a_minute_before_it_is_said_and_then_it_is_over(watched):
    assert after(watched, 14 * 60 - 1) == []
    assert after(watched, 1) == ["notice 60"]
    assert after(watched, 59) == ["notice 60"]
    assert after(watched, 1) == ["notice 60", "over"]


@pytest.mark.parametrize("act", ["key", "click", "move", "wheel"])
def test_any_sign_of_life_takes_the_notice_away(qtbot, watched, act):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    window = field.windowHandle()  # where it comes from outside
    after(watched, 14 * 60 + 20)
    centre = field.rect().center()
    if act == "key":
        QTest.keyClick(window, Qt.Key.Key_Shift)
    elif act == "click":
        QTest.mouseClick(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, centre)
    elif act == "wheel":
        QTest.wheelEvent(window, QPointF(centre), centre)
    else:
        QTest.mouseMove(window, centre)
        QTest.mouseMove(window, centre + QPoint(3, 2))  # offscreen the pointer may have been there already
    qtbot.waitUntil(lambda: "back" in watched.heard, timeout=2_000)
    assert watched.heard == ["notice 40", "back"]
    assert after(watched, 14 * 60 - 1) == ["notice 40", "back"]
    assert after(watched, 1) == ["notice 40", "back", "notice 60"]


def test_what_the_program_does_itself_is_no_sign_of_life(qtbot, watched):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    field.setText("typed by nobody")
    assert after(watched, 15 * 60) == ["over"]


def test_a_window_that_opens_later_is_watched_too(qtbot, watched):
    field = QLineEdit()
    qtbot.addWidget(field)
    after(watched, 14 * 60 + 20)
    field.show()
    qtbot.waitExposed(field)
    after(watched, 1)
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert watched.heard == ["notice 40", "back"]
    watched.end()
    watched.clock.now += 14 * 60 + 20
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert watched.heard == ["notice 40", "back"]


def test_the_timer_looks_by_itself(qtbot):
    clock = Clock()
    idle = Idle(lambda: 1, clock=clock)
    idle.begin()
    clock.now += 59.9
    with qtbot.waitSignal(idle.noticed, timeout=5_000):
        idle.look()
    clock.now += 0.1
    with qtbot.waitSignal(idle.over, timeout=5_000):
        pass


def test_a_changed_setting_holds_at_once(qtbot):
    clock, minutes, heard = Clock(), [15], []
    idle = Idle(lambda: minutes[0], clock=clock)
    idle.over.connect(lambda: heard.append("over"))
    idle.begin()
    clock.now += 5 * 60
    idle.look()
    assert heard == []
    minutes[0] = 5
    idle.look()
    assert heard == ["over"]


@pytest.mark.parametrize(
    ("written", "held"), [("", 15), ("5", 5), ("0", 15), ("-3", 15), ("never", 15), ("240", 240), ("241", 15), ("٣", 15)]
)
def test_there_is_no_never(written, held):
    QSettings().setValue("lock_after_minutes", written)
    assert remembered.lock_after_minutes() == held


def test_what_goes_on_behind_the_lock_is_remembered():
    assert remembered.goes_on_behind_lock()
    remembered.keep_goes_on_behind_lock(False)
    assert not remembered.goes_on_behind_lock()
    remembered.keep_lock_after_minutes(7)
    assert remembered.lock_after_minutes() == 7


# Linux, on a bus of our own


class Login(QDBusVirtualObject):
    """logind as far as it is asked; the reading end shows when the delay is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list] = []

    def introspect(self, path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, connection: QDBusConnection) -> bool:
        self.asked.append([message.member(), *message.arguments()])
        return connection.send(message.createReply(["held"]))


@pytest.fixture
def bus(tmp_path):
    if shutil.which("dbus-daemon") is None:
        pytest.skip("no dbus-daemon here")
    address = f"unix:path={tmp_path / 'bus'}"
    with subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog", "--print-address=1", f"--address={address}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as daemon:
        assert daemon.stdout.readline()
        made = {name: QDBusConnection.connectToBus(address, name) for name in ("ours", "theirs")}
        yield made["ours"], made["theirs"]
        for name in made:
            QDBusConnection.disconnectFromBus(name)
        daemon.terminate()


def say(bus: QDBusConnection, path: str, interface: str, name: str, *arguments: object) -> None:
    message = QDBusMessage.createSignal(path, interface, name)
    message.setArguments(list(arguments))
    assert bus.send(message)


def test_logind_and_the_screen_savers_are_heard(qtbot, bus):
    ours, theirs = bus
    login = Login()
    assert theirs.registerVirtualObject("/org/freedesktop/login1", login)
    assert theirs.registerService("org.freedesktop.login1")
    heard: list[Absence] = []
    watch = system_linux.DBusWatch(heard.append, ours, ours, {"XDG_SESSION_ID": "2"})
    qtbot.waitUntil(lambda: watch._delay is not None, timeout=5_000)
    ((member, what, _who, why, mode),) = login.asked
    assert (member, what, mode) == ("Inhibit", "sleep", "delay")
    assert "vault" in why
    manager = "org.freedesktop.login1.Manager"
    say(theirs, "/org/freedesktop/login1", manager, "PrepareForSleep", False)  # awake again
    say(theirs, "/org/freedesktop/login1/session/_33", "org.freedesktop.login1.Session", "Lock")  # someone else's session
    say(theirs, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", False)
    say(theirs, "/org/freedesktop/login1", manager, "PrepareForSleep", True)
    qtbot.waitUntil(lambda: heard == [Absence.SLEEP], timeout=5_000)
    say(theirs, "/org/freedesktop/login1/session/_32", "org.freedesktop.login1.Session", "Lock")
    qtbot.waitUntil(lambda: heard == [Absence.SLEEP, Absence.SCREEN], timeout=5_000)
    say(theirs, "/ScreenSaver", "org.freedesktop.ScreenSaver", "ActiveChanged", True)
    qtbot.waitUntil(lambda: len(heard) == 3, timeout=5_000)
    watch.end()
    assert watch._delay is None
    say(theirs, "/org/freedesktop/login1", manager, "PrepareForSleep", True)
    say(theirs, "/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged", True)
    qtbot.waitUntil(ours.isConnected, timeout=1_000)
    assert len(heard) == 3


def test_where_there_is_no_bus_nothing_is_watched_and_nothing_started(tmp_path):
    assert system_linux.watch(pytest.fail, {"XDG_RUNTIME_DIR": str(tmp_path)}, tmp_path / "none") is None


@pytest.mark.parametrize(
    ("number", "path"),
    [
        ("2", "/org/freedesktop/login1/session/_32"),
        ("c12", "/org/freedesktop/login1/session/c12"),
        ("a-b", "/org/freedesktop/login1/session/a_2db"),
        ("", ""),
    ],
)
def test_the_object_of_a_session(number, path):
    assert system_linux.session_path(number) == path


# Systems that cannot be run here, with fakes


def test_windows_messages():
    heard: list[Absence] = []
    let_go = []
    watch = system_windows.MessageWatch(heard.append, lambda: let_go.append(True))
    for message, word in ((0x02B1, 7), (0x02B1, 8), (0x0218, 4), (0x0218, 7), (0x0100, 7)):
        told = system_windows.Message(0, message, word, 0)
        assert watch.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(told)) == (False, 0)
    assert watch.nativeEventFilter(b"xcb_generic_event_t", 0) == (False, 0)
    assert heard == [Absence.SCREEN, Absence.SLEEP]
    watch.end()
    assert let_go == [True]
    assert system_windows.watch(heard.append, 0) is None


class Foundation:
    """CoreFoundation as far as it is called."""

    def __init__(self) -> None:
        self.observer = None
        self.released = []

    def CFNotificationCenterGetDistributedCenter(self):
        return 11

    def CFStringCreateWithCString(self, allocator, text, encoding):
        assert encoding == 0x08000100
        return text

    def CFNotificationCenterAddObserver(self, centre, observer, callback, name, thing, behaviour):
        assert (centre, name, thing) == (11, b"com.apple.screenIsLocked", None)
        self.observer = (observer.value, callback)

    def CFNotificationCenterRemoveEveryObserver(self, centre, observer):
        assert observer.value == self.observer[0]
        self.observer = None

    def CFRelease(self, thing):
        self.released.append(thing)


def test_the_mac_centre():
    heard: list[Absence] = []
    foundation = Foundation()
    watch = system_macos.CentreWatch(heard.append, foundation)
    foundation.observer[1](None, None, None, None, None)
    assert heard == [Absence.SCREEN]
    watch.end()
    assert foundation.observer is None
    assert foundation.released == [b"com.apple.screenIsLocked"]
    assert system_macos.watch(heard.append) is None


def test_each_system_has_its_file(monkeypatch):
    for name, module in (("win32", system_windows), ("darwin", system_macos), ("linux", system_linux)):
        asked = []
        monkeypatch.setattr(module, "watch", lambda *told, asked=asked: asked.append(told))
        assert isinstance(system.watch(print, 7, name), Unwatched)
        assert len(asked) == 1
