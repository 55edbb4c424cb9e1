"""The clock: exact text, this computer's zone only as an offset, and every answer of the kernel."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.host import clock, clock_linux, clock_macos, clock_windows


@pytest.mark.parametrize(
    ("nanoseconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000000Z"),
        (999, "1970-01-01T00:00:00.000000Z"),
        (1_000, "1970-01-01T00:00:00.000001Z"),
        (1_795_575_600_123_456_789, "2026-11-25T03:00:00.123456Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (4_102_444_799_999_999_999, "2099-12-31T23:59:59.999999Z"),
    ],
)
def test_text_is_exact_and_rounded_down(nanoseconds, text):
    assert clock.rfc3339(nanoseconds) == text


@given(st.integers(0, 4 * 10**18), st.integers(0, 10**12))
def test_text_sorts_as_time(first, later):
    assert clock.rfc3339(first) <= clock.rfc3339(first + later)


def test_offset_is_that_of_the_moment(monkeypatch):
    summer, winter = 1_767_225_600, 1_782_864_000  # 1 January and 1 July 2026
    assert clock.offset_minutes(summer) == 13 * 60 + 45  # Pacific/Chatham, set by conftest
    assert clock.offset_minutes(winter) == 12 * 60 + 45
    monkeypatch.setenv("TZ", "America/St_Johns")
    time.tzset()
    assert clock.offset_minutes(summer) == -(3 * 60 + 30)


def test_one_reading_of_all_clocks():
    fixed = clock.SystemClock("boot", wall=lambda: 1_795_575_600_000_001_999, monotonic=lambda: 5, synchronised=lambda: None)
    moment = fixed.now()
    assert moment.utc == "2026-11-25T03:00:00.000001Z"
    assert (moment.offset_minutes, moment.monotonic_ns, moment.boot_id, moment.synchronised) == (13 * 60 + 45, 5, "boot", None)


def test_this_computer():
    ours = clock.system_clock()
    first, second = ours.now(), ours.now()
    assert re.fullmatch(r"[0-9a-f-]{36}", first.boot_id)
    assert first.boot_id == second.boot_id
    assert first.monotonic_ns < second.monotonic_ns
    assert first.utc <= second.utc
    assert first.synchronised in (True, False, None)


def test_boot_id_is_capped_and_may_be_missing(tmp_path):
    assert clock_linux.boot_id(tmp_path) == ""
    place = tmp_path / clock_linux.BOOT_ID
    place.parent.mkdir(parents=True)
    place.write_text("x" * 1000 + "\n")
    assert clock_linux.boot_id(tmp_path) == "x" * clock_linux.MOST_BOOT_ID


@pytest.mark.parametrize(
    ("state", "status", "answer"),
    [(0, 0, True), (0, 0x2001, True), (0, 0x0040, False), (5, 0, False), (5, 0x0040, False), (-1, 0, None)],
)
def test_what_the_kernel_says_of_synchronisation(state, status, answer):
    def adjtimex(timex):
        assert timex.modes == 0  # reads, sets nothing
        timex.status = status
        return state

    assert clock_linux.synchronised(adjtimex) is answer


def test_no_such_call_is_unknown():
    def missing(timex):
        raise AttributeError

    assert clock_linux.synchronised(missing) is None


def test_macos_by_a_fake():
    class Libc:
        @staticmethod
        def sysctlbyname(name, text, size, new, new_size):
            assert name == b"kern.bootsessionuuid"
            text.value = b"6A0D1F0E-1111-2222-3333-444455556666"
            return 0

    assert clock_macos.boot_id(Libc()) == "6A0D1F0E-1111-2222-3333-444455556666"
    assert clock_macos.boot_id(object()) == ""
    assert clock_macos.synchronised() is None


def test_windows_by_a_fake():
    def missing():
        raise FileNotFoundError

    assert clock_windows.boot_id(lambda: 217) == "boot-217"
    assert clock_windows.boot_id(lambda: "217") == ""
    assert clock_windows.boot_id(missing) == ""
    assert clock_windows.synchronised() is None
