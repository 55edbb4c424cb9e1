"""What opening gives: an open descriptor with what the system promised for it, and an entry of a folder."""

import os
from dataclasses import dataclass

Entry = tuple[bytes, os.stat_result | OSError]  # a name, and what the directory says of it or why it says nothing


@dataclass(frozen=True, slots=True)
class OpenFile:
    """status: of the opened file. untouched: the system accepted not to change the access time. direct: past its cache."""

    descriptor: int
    status: os.stat_result
    untouched: bool
    direct: bool
