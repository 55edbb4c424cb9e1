"""Digests: which algorithms there are, and a value with its algorithm."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Algorithm(StrEnum):
    """SHA-256 always; the others on request, to match other people's lists."""

    SHA256 = "sha256"
    SHA512 = "sha512"
    SHA1 = "sha1"
    MD5 = "md5"


HEX_LENGTH = {Algorithm.SHA256: 64, Algorithm.SHA512: 128, Algorithm.SHA1: 40, Algorithm.MD5: 32}


@dataclass(frozen=True, slots=True, order=True)
class Digest:
    """A digest with its algorithm; `value` is lower-case hexadecimal of the algorithm's length."""

    algorithm: Algorithm
    value: str

    def __post_init__(self) -> None:
        if len(self.value) != HEX_LENGTH[self.algorithm] or set(self.value) - set("0123456789abcdef"):
            raise ValueError(f"not a {self.algorithm} digest")


Digests = tuple[Digest, ...]  # one for each algorithm, SHA-256 first


def sha256_of(data: bytes) -> str:
    """SHA-256 of bytes that lie in memory, in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def to_json(digests: Digests) -> dict[str, str]:
    return {digest.algorithm.value: digest.value for digest in digests}


def from_json(untrusted: Mapping[str, object]) -> Digests:
    """ValueError on an unknown algorithm or a value of the wrong form."""
    found = {Algorithm(name): Digest(Algorithm(name), str(value)) for name, value in untrusted.items()}
    return tuple(found[algorithm] for algorithm in Algorithm if algorithm in found)


def sha256_in(digests: Digests) -> str:
    """The SHA-256 value among them; KeyError when there is none."""
    for digest in digests:
        if digest.algorithm is Algorithm.SHA256:
            return digest.value
    raise KeyError("sha256")
