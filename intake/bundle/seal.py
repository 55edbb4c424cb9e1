"""The seal: the signed text that names both lists of a bundle, its signature, and the key that made it.

`seal.txt` is exactly what is signed: a line that names the type, LF, canonical JSON. It is checked by hand with
`openssl pkeyutl -verify -pubin -inkey signer.pem -rawin -in seal.txt -sigfile seal.sig`.
The bundle digest, which receipts name, is the SHA-256 of `seal.txt`.
"""

import re
from dataclasses import dataclass

from intake.bundle import names
from intake.errors import BundleError, TamperError
from intake.ids import BundleId
from intake.records import canonical
from intake.records.digests import sha256_of

SEAL = "seal.txt"
SIGNATURE = "seal.sig"
SIGNER = "signer.pem"

TYPE = "evidence-intake/seal/v1"
MOST_SEAL = 4096  # bytes
_TYPE_LINE = re.compile(rb"evidence-intake/seal/v([0-9]{1,6})\n")
_HEX32 = re.compile(r"[0-9a-f]{32}")
_HEX64 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Seal:
    """bundle: its random id. name: of the folder in a ZIP. manifest, tag_manifest: SHA-256 of the two lists."""

    bundle: BundleId
    name: str
    manifest: str
    tag_manifest: str


def encode(seal: Seal) -> bytes:
    """The bytes of `seal.txt`, which are signed."""
    return canonical.signed_bytes(
        TYPE,
        {
            "bundle": seal.bundle,
            "manifest_sha256": seal.manifest,
            "name": seal.name,
            "tagmanifest_sha256": seal.tag_manifest,
        },
    )


def parse(untrusted_bytes: bytes) -> Seal:
    """The seal. TamperError(malformed) unless the bytes are exactly what `encode` writes; BundleError(bundle_newer_format)."""
    match = _TYPE_LINE.match(untrusted_bytes)
    if match is None:
        raise TamperError("malformed", reason="not a seal")
    if match[1] != b"1":
        raise BundleError("bundle_newer_format", found=match[1].decode("ascii"), expected="1")
    value = canonical.parse_object(untrusted_bytes[match.end() :], MOST_SEAL)
    bundle, name = value.get("bundle"), value.get("name")
    manifest, tag_manifest = value.get("manifest_sha256"), value.get("tagmanifest_sha256")
    if not (isinstance(bundle, str) and isinstance(name, str) and isinstance(manifest, str) and isinstance(tag_manifest, str)):
        raise TamperError("malformed", reason="not a seal")
    seal = Seal(BundleId(bundle), name, manifest, tag_manifest)
    sound = _HEX32.fullmatch(bundle) and _HEX64.fullmatch(manifest) and _HEX64.fullmatch(tag_manifest)
    if not sound or "/" in name or names.fault_of(name) or encode(seal) != untrusted_bytes:
        raise TamperError("malformed", reason="not a seal")
    return seal


def bundle_digest(seal_bytes: bytes) -> str:
    """SHA-256 of `seal.txt` in hexadecimal: what receipts name."""
    return sha256_of(seal_bytes)
