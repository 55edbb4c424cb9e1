"""One thing that the window keeps for an operator of a vault on this computer, as ciphertext among the settings. vault.md, *Kept outside*."""

from intake.casework.door import Casework
from ui import remembered


class Outside:
    def __init__(self, casework: Casework, name: str) -> None:
        self._keeping = casework.keeping
        self._place = f"{name}/{casework.code}/{casework.operator.operator}"

    def read(self) -> bytes | None:
        """None where nothing was kept, or anything else stands there."""
        return self._keeping.open(remembered.closed(self._place))

    def write(self, plain: bytes) -> None:
        remembered.keep_closed(self._place, self._keeping.close(plain))

    def forget(self) -> None:
        remembered.keep_closed(self._place, "")
