"""Which reader opens which kind of media; all are loaded, and have decoded a sample, before a child is confined."""

import os
from collections.abc import Mapping

from intake.confined.answering import Reader
from intake.records.claims import Kind


class MediaReaders:
    """The readers of this version."""

    def __init__(self) -> None:
        self._readers: Mapping[Kind, Reader] = {}

    def warm(self) -> None:
        """Load everything. One thread only: the process is forked afterwards."""
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when numpy is imported

    def __call__(self, kind: Kind, /) -> Reader | None:
        return self._readers.get(kind)
