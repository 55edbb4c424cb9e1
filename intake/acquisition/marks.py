"""What a browser, a mail program or a transfer left beside a file's content: where it came from.

Read through the open descriptor, never written; the names are chosen, so that nothing else of the giver's is copied.
"""

import os
import sys
from collections.abc import Callable, Iterable

from intake.records.items import SourceMark

MOST_MARK = 4096  # bytes kept of one value
MOST_NAMES = 1000  # attributes looked at

# Lower case. The last ones are how other systems' marks look on a disk that Linux or Samba reads.
OF_INTEREST = frozenset(
    {
        "user.xdg.origin.url",
        "user.xdg.referrer.url",
        "user.xdg.publisher",
        "com.apple.metadata:kmditemwherefroms",
        "com.apple.metadata:kmditemdownloadeddate",
        "com.apple.quarantine",
        "user.zone.identifier",
        "user.com.apple.metadata:kmditemwherefroms",
        "user.com.apple.metadata:kmditemdownloadeddate",
        "user.com.apple.quarantine",
        "user.dosstream.zone.identifier:$data",
        "osx.com.apple.metadata:kmditemwherefroms",
        "osx.com.apple.quarantine",
    }
)


def of_interest(names: Iterable[str], value: Callable[[str], bytes]) -> tuple[SourceMark, ...]:
    """The marks among `names`, sorted; one that is there and cannot be read says so with size -1."""
    chosen = sorted(name for name, _ in zip(names, range(MOST_NAMES), strict=False) if name.lower() in OF_INTEREST)
    found = []
    for name in chosen:
        try:
            raw = value(name)
        except OSError:
            found.append(SourceMark(os.fsencode(name), b"", -1))
            continue
        found.append(SourceMark(os.fsencode(name), raw[:MOST_MARK], len(raw)))
    return tuple(found)


def read_marks(descriptor: int, path: bytes) -> tuple[SourceMark, ...]:
    """The marks of an open file; none where the filesystem keeps none. path: where a system knows them by path only."""
    if sys.platform == "win32":
        from intake.acquisition import marks_windows

        return marks_windows.zone(path)
    try:
        return of_interest(*_attributes(descriptor))
    except OSError:  # this filesystem has no such thing
        return ()


def _attributes(descriptor: int) -> tuple[Iterable[str], Callable[[str], bytes]]:
    if sys.platform == "linux":
        return os.listxattr(descriptor), lambda name: os.getxattr(descriptor, name)
    else:
        from intake.acquisition import marks_macos

        return marks_macos.attributes(descriptor)


def mark_names(path: bytes) -> tuple[str, ...]:
    """Names of all extended attributes of a path, links not followed, nothing opened; none where they are not to be told."""
    try:
        return tuple(os.listxattr(path, follow_symlinks=False)) if sys.platform == "linux" else ()
    except OSError:
        return ()
