"""A confined side whose reader does what the object's text says: every story of a bad decoder, told by the file itself."""

import contextlib
import ctypes
import os
import sys
import time
from pathlib import Path

sys.path[0] = str(Path(__file__).parents[2])

from fractions import Fraction  # noqa: E402

from intake.confined import worker  # noqa: E402
from intake.examination import wire  # noqa: E402
from intake.records.claims import Answer, Claim, Keyframe, Kind, Observation, PictureRole  # noqa: E402
from tests.confined import attempts  # noqa: E402

FRAMES = tuple(Keyframe(n, n, Fraction(1, 25)) for n in range(100))


def said(**claims):
    made = tuple(Claim(name, value, "obedient 1") for name, value in claims.items())
    return Answer("text/plain", Kind.VIDEO, True, ("obedient 1",), made, keyframes=FRAMES)


def raw(data):
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]


def hang_deaf():
    import signal

    for number in (signal.SIGXCPU, signal.SIGTERM, signal.SIGALRM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


def many_threads():
    import threading

    gate = threading.Event()
    count = 0
    try:
        for _ in range(100_000):
            threading.Thread(target=gate.wait, daemon=True).start()
            count += 1
    except (RuntimeError, MemoryError) as error:
        gate.set()
        return said(threads=str(count), stopped=type(error).__name__)
    return said(threads=str(count))


def endless(chunk):
    while True:
        raw(chunk)


class Obedient:
    def warm(self):
        ctypes.CDLL(None)

    def __call__(self, kind):
        return self

    def still(self, stream, media_type, indexes, pictures):
        orders = stream.read(40).decode()
        for index in indexes:
            if orders == "die at 2" and index == 2:
                os.abort()
            shown = index + 1 if orders == "another still" else index
            pictures(PictureRole.STILL, shown, 4, 2, bytes([index]) * 24)
            if orders == "still twice":
                pictures(PictureRole.STILL, shown, 4, 2, bytes([index]) * 24)
        return (Observation("keyframe_damaged", "number 3"),) if orders == "damaged" else ()

    def tiles(self, stream, media_type, size, indexes, pictures):
        orders = stream.read(40).decode()
        for index in indexes:
            side = 2000 if orders == "large tile" else 4
            pictures(PictureRole.STILL, index + (orders == "another tile"), side, 1, bytes([index]) * 3 * side)
        return (Observation("picture_damaged"),)

    def examine(self, stream, media_type, pictures):
        order, _, rest = stream.read(200).decode().partition(" ")
        picture = (8, 8, bytes(192))
        if order == "attempt":
            return said(**attempts.everything())
        if order == "environment":
            return said(environ="\n".join(f"{k}={v}" for k, v in os.environ.items()), argv="\n".join(sys.orig_argv))
        if order == "descriptors":
            return said(open=" ".join(str(n) for n in range(2000) if attempts.LIBC.read(n, None, 0) == 0))
        if order == "thread":
            attempts.thread()
            return said(thread="done")
        if order == "threads":
            return many_threads()
        if order == "memory":
            kept = [bytearray(64 << 20) for _ in range(int(rest))]
            return said(kept=str(len(kept)))
        if order == "sleep":
            time.sleep(float(rest))
        elif order == "spin":
            hang_deaf()
        elif order == "abort":
            os.abort()
        elif order == "crash":
            ctypes.string_at(8)
        elif order == "leave":
            os._exit(int(rest))
        elif order == "raise":
            raise {"RuntimeError": RuntimeError, "KeyError": KeyError, "MemoryError": MemoryError}[rest]("a secret of the file")
        elif order == "recurse":
            return self.examine_again()
        elif order == "pictures":
            for index in range(int(rest)):
                pictures(PictureRole.STORYBOARD, index, *picture)
            pictures(PictureRole.THUMBNAIL, None, *picture)
        elif order == "many-swallowed":
            for index in range(50):
                with contextlib.suppress(Exception):
                    pictures(PictureRole.STORYBOARD, index, *picture)
        elif order == "twice":
            pictures(PictureRole.POSTER, None, *picture)
            pictures(PictureRole.POSTER, None, *picture)
        elif order == "nowhere":
            pictures(PictureRole.STORYBOARD, 5000, *picture)
        elif order == "large":
            pictures(PictureRole.POSTER, None, 8000, 8000, bytes(192_000_000))
        elif order == "mismatch":
            pictures(PictureRole.POSTER, None, 8, 8, bytes(191))
        elif order == "raw-junk":
            raw(b"\0" * 10_000)
        elif order == "raw-endless-frame":
            raw(wire.PREFIX.pack(wire.MAGIC, 100, 2**63))
        elif order == "raw-endless-pictures":
            endless(wire.encode_frame({"picture": ["storyboard", 1, 8, 8]}, 192) + bytes(192))
        elif order == "raw-still":
            raw(wire.encode_frame({"picture": ["still", 1, 8, 8]}, 192) + bytes(192))
        elif order == "raw-confined":
            raw(wire.encode_frame({"confined": {"system": "Heaven", "layers": [], "missing": {}, "details": {}}}))
        elif order == "raw-no-answer":
            raw(wire.encode_frame({"told": []}))
        elif order == "raw-half":
            raw(wire.encode_frame({"told": []})[:20])
            os._exit(0)
        elif order == "raw-deep":
            body = b'{"done":' + b"[" * 5000 + b"]" * 5000 + b"}"
            raw(wire.PREFIX.pack(wire.MAGIC, len(body), 0) + body)
        elif order == "raw-refused":
            raw(wire.encode_frame({"refused": ["worker_over_limits", {}]}))
        elif order == "many-claims":
            return Answer("text/plain", Kind.VIDEO, True, (), tuple(Claim(f"n{n}", "v" * int(rest), "r") for n in range(30_000)))
        elif order == "blind":
            while stream.read(1 << 20):
                pass
        elif order == "swallow":
            try:
                stream.seek(-1, 2)
                stream.read()
            except Exception:  # noqa: BLE001
                return said(swallowed="yes")
        return said(order=order, media_type=media_type)

    def examine_again(self):
        return self.examine_again()


if __name__ == "__main__":
    sys.exit(worker.main(sys.argv[1:], Obedient))
