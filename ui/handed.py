"""What paths are that a person named when starting the program: a bundle to verify, a vault to open, or files to take in."""

import os
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from intake import durable


class Kind(StrEnum):
    NOTHING = "nothing"
    BUNDLE = "bundle"
    VAULT = "vault"
    FILES = "files"


def path(paths: Sequence[bytes]) -> Path:
    """The first of them."""
    return Path(os.fsdecode(paths[0]))


def kind(paths: Sequence[bytes]) -> Kind:
    """A ZIP by itself is taken for a bundle: other people's archives are dropped on the window to be taken in as they are."""
    if not paths:
        return Kind.NOTHING
    if len(paths) > 1:
        return Kind.FILES
    only = path(paths)
    if durable.is_file(only / "vault.json"):
        return Kind.VAULT
    if durable.is_file(only / "bagit.txt") or (only.suffix.lower() == ".zip" and durable.is_file(only)):
        return Kind.BUNDLE
    return Kind.FILES
