"""Loaded by Python into every process of the leak story: keeps what is deleted or cut, and tells what is opened for writing.

Where INTAKE_TEST_GRAVE is not set it does nothing. A failure in here must never change what the program does.
"""

import contextlib
import os
import sys

_GRAVE = os.environ.get("INTAKE_TEST_GRAVE", "")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_state = {"busy": False, "count": 0}


def _fresh(kind: str) -> str:
    _state["count"] += 1
    return f"{_GRAVE}/{kind}-{os.getpid()}-{_state['count']}"


def _tell(kind: str, text: object) -> None:
    fd = os.open(f"{_GRAVE}/{kind}-{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.write(fd, repr(text).encode("utf-8", "surrogateescape") + b"\n")
    os.close(fd)


def _keep(path: object, dir_fd: int = -1) -> None:
    with contextlib.suppress(FileNotFoundError):
        if not os.path.isdir(path):
            os.link(path, _fresh("deleted"), src_dir_fd=None if dir_fd == -1 else dir_fd, follow_symlinks=False)


def _copy(target: object) -> None:
    fd = target if isinstance(target, int) else os.open(target, os.O_RDONLY)
    size = os.fstat(fd).st_size
    kept = os.open(_fresh("cut"), os.O_WRONLY | os.O_CREAT, 0o600)
    os.write(kept, os.pread(fd, size, 0))
    os.close(kept)


def _heard(event: str, args: tuple) -> None:
    if event == "os.remove":
        _keep(*args)
    elif event == "os.rename":
        _keep(args[1], args[3])
    elif event == "os.truncate":
        _copy(args[0])
    elif event == "open" and isinstance(args[2], int) and args[2] & _WRITING:
        _tell("opened", args[0])
    elif event in {"subprocess.Popen", "os.exec", "os.posix_spawn", "os.system"}:
        _tell("started", args)


def _hook(event: str, args: tuple) -> None:
    if _state["busy"] or not (event.startswith(("os.", "subprocess.")) or event == "open"):
        return
    _state["busy"] = True
    try:
        _heard(event, args)
    except (OSError, TypeError) as error:
        with contextlib.suppress(OSError):
            _tell("failed", f"{event} {error}")
    finally:
        _state["busy"] = False


if _GRAVE:
    sys.addaudithook(_hook)
