"""The epoch keys of an unlocked vault, and the keys that are derived from them."""

from collections.abc import Mapping

from intake.crypto.keys import Label, RecordKey, derive
from intake.errors import TamperError


class Keyring:
    """Every epoch's key, by its number from 1. What is written uses the newest; what is read names its own."""

    def __init__(self, keys: Mapping[int, bytes]) -> None:
        """keys: epoch → 32 bytes, without a gap from 1. ValueError otherwise."""
        if not keys or set(keys) != set(range(1, len(keys) + 1)):
            raise ValueError("epochs run from 1 without a gap")
        self._keys = dict(keys)
        self._derived: dict[tuple[int, Label], bytes] = {}
        self._ciphers: dict[tuple[int, Label], RecordKey] = {}

    @property
    def newest(self) -> int:
        return len(self._keys)

    def epoch_key(self, epoch: int) -> bytes:
        """The key itself. TamperError when the vault has no such epoch."""
        if epoch not in self._keys:
            raise TamperError("authentication_failed", reason="unknown epoch", found=epoch)
        return self._keys[epoch]

    def key(self, epoch: int, label: Label) -> bytes:
        """The key for one purpose in one epoch. TamperError when the vault has no such epoch."""
        known = self._derived.get((epoch, label))
        if known is None:
            known = self._derived[epoch, label] = derive(self.epoch_key(epoch), label)
        return known

    def cipher(self, epoch: int, label: Label) -> RecordKey:
        """The same as a cipher for records. TamperError when the vault has no such epoch."""
        known = self._ciphers.get((epoch, label))
        if known is None:
            known = self._ciphers[epoch, label] = RecordKey(self.key(epoch, label))
        return known

    def started(self, key: bytes) -> "Keyring":
        """A keyring with one epoch more."""
        return Keyring({**self._keys, self.newest + 1: key})
