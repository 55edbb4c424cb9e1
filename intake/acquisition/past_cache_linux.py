"""Reading from the medium and not from memory on Linux, where direct reading is refused: drop the pages, then look whether they are gone.

`posix_fadvise(DONTNEED)` drops what is clean and not in use, and reports nothing. `preadv2(RWF_NOWAIT)` answers EAGAIN
where a page is not in memory, so samples show whether it worked.
"""

import errno
import os

MOST_SAMPLES = 64
PAGE = 4096


def drop(descriptor: int, size: int) -> bool:
    """Drop the file's pages from the cache; whether all samples show that they are gone."""
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    except OSError:
        return False
    return not _any_in_memory(descriptor, size)


def _any_in_memory(descriptor: int, size: int) -> bool:
    pages = (size + PAGE - 1) // PAGE
    step = max(1, pages // MOST_SAMPLES)
    byte = bytearray(1)
    # From the end to the start: a sample may set off read-ahead, which goes forward.
    for page in range(pages - 1, -1, -step):
        try:
            if os.preadv(descriptor, [byte], page * PAGE, os.RWF_NOWAIT):
                return True
        except OSError as error:
            if error.errno != errno.EAGAIN:
                return True  # not to be told here: then nothing is claimed
    return False
