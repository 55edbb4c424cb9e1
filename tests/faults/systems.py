"""Systems that go wrong: they stand in for `durable.System` and kill, fail or write down at a chosen call."""

import errno
import os
from dataclasses import dataclass, field

from intake import durable

CHANGING = ("create", "write", "truncate", "sync", "sync_folder", "rename", "unlink", "mkdir", "rmdir", "chmod")
ALL = (*CHANGING, "open", "read", "close")
KILLED = 57  # exit status of a process that a `Killing` system ended

ERRORS = {
    "create": (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EROFS),
    "write": (errno.ENOSPC, errno.EIO, errno.EDQUOT),
    "truncate": (errno.EIO, errno.ENOSPC),
    "sync": (errno.EIO, errno.ENOSPC),
    "sync_folder": (errno.EIO,),
    "rename": (errno.EACCES, errno.EIO, errno.ENOSPC),
    "unlink": (errno.EACCES, errno.EIO),
    "mkdir": (errno.ENOSPC, errno.EACCES),
    "rmdir": (errno.EACCES,),
    "chmod": (errno.EPERM,),
    "open": (errno.EACCES, errno.EIO),
    "read": (errno.EIO,),
    "close": (errno.EIO,),
}


class Counting(durable.System):
    """Counts the calls that `which` names, and hands each to `at_call`."""

    which = CHANGING

    def __init__(self) -> None:
        self.count = 0

    def at_call(self, name, real, args):
        self.count += 1
        return self.intercept(name, real, args)

    def intercept(self, name, real, args):
        return real(self, *args)


def _method(name):
    def call(self, *args):
        real = getattr(durable.System, name)
        return self.at_call(name, real, args) if name in self.which else real(self, *args)

    return call


for _name in ALL:
    setattr(Counting, _name, _method(_name))


class Killing(Counting):
    """The process dies before the n-th call that changes anything; after: when it is done; torn: in the middle of a write."""

    def __init__(self, at: int, *, torn: bool, after: bool = False) -> None:
        super().__init__()
        self._at = at
        self._torn = torn
        self._after = after

    def intercept(self, name, real, args):
        if self.count == self._at:
            if self._torn and name == "write":
                fd, data, at = args
                real(self, fd, data[: len(data) // 2], at)
            elif self._after:
                real(self, *args)
            os._exit(KILLED)
        return real(self, *args)


class Failing(Counting):
    """The n-th call fails: not done, or done and reported as failed. lasting: so does every later call of its kind.

    A short write is one that does half and reports no error: that must not matter at all.
    """

    which = ALL

    def __init__(self, at: int, *, done: bool, error: int, lasting: bool) -> None:
        super().__init__()
        self._at = at
        self._done = done
        self._error = error
        self._lasting = lasting
        self.failed = ""

    def intercept(self, name, real, args):
        if self.count == self._at or (self._lasting and name == self.failed):
            self.failed = name
            if self._done and name != "open":
                real(self, *args)
            raise OSError(ERRORS[name][self._error % len(ERRORS[name])], "injected")
        return real(self, *args)


class ShortWrites(Counting):
    """Every write does a part of what it is given."""

    def intercept(self, name, real, args):
        if name == "write":
            fd, data, at = args
            return real(self, fd, data[: max(1, len(data) * 2 // 3)], at)
        return real(self, *args)


class NoWaiting(durable.System):
    """Does not wait for the disk; for looking at what is left."""

    def sync(self, fd):
        pass

    def sync_folder(self, path):
        pass


@dataclass
class Call:
    """One call that changed something: its name, arguments with bytes copied, and the inode of a file that is named by descriptor."""

    name: str
    args: tuple
    inode: int = 0


@dataclass
class Tracing(Counting):
    """Writes down every call that changes anything, in order, and what was reported as done in between."""

    calls: list[Call] = field(default_factory=list)
    count: int = 0

    def intercept(self, name, real, args):
        if name in {"write", "truncate", "sync"}:
            inode = os.fstat(args[0]).st_ino
            kept = tuple(bytes(one) if isinstance(one, memoryview) else one for one in args)
            result = None if name == "sync" else real(self, *args)
            if name == "write":
                kept = (kept[0], kept[1][:result], kept[2])
            self.calls.append(Call(name, kept, inode))
            return result
        if name == "sync_folder":  # the disk is not waited for: what a sync does is a matter of `powercut`
            self.calls.append(Call(name, args))
            return None
        result = real(self, *args)
        self.calls.append(Call(name, args, os.fstat(result).st_ino if name == "create" else 0))
        return result

    def done(self, *facts) -> None:
        self.calls.append(Call("done", facts))
