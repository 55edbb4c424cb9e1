"""The seal: exact bytes, and nothing but exact bytes."""

import pytest

from intake.bundle import seal
from intake.errors import BundleError, TamperError
from intake.ids import BundleId

SEAL = seal.Seal(BundleId("3f" * 16), "K7Q4MX-bundle-3f3f3f3f", "ab" * 32, "0c" * 32)
BYTES = (
    b"evidence-intake/seal/v1\n"
    b'{"bundle":"3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f","manifest_sha256":"abababababababababababababababababababababababababababababababab",'
    b'"name":"K7Q4MX-bundle-3f3f3f3f","tagmanifest_sha256":"0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c"}'
)


def test_the_bytes_are_frozen():
    assert seal.encode(SEAL) == BYTES
    assert seal.parse(BYTES) == SEAL


def test_every_byte_matters():
    for position in range(len(BYTES)):
        changed = bytearray(BYTES)
        changed[position] ^= 1
        try:
            assert seal.parse(bytes(changed)) != SEAL
        except (TamperError, BundleError):
            continue


@pytest.mark.parametrize(
    "data",
    [
        b"",
        BYTES + b"\n",
        BYTES.replace(b"3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f", b"3F3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f"),
        BYTES.replace(b"K7Q4MX-bundle-3f3f3f3f", b"../x"),
        BYTES.replace(b'"name"', b'"more":1,"name"'),
        BYTES.replace(b'"abab', b'null,"x":"'),
        BYTES.replace(b'"K7Q4MX-bundle-3f3f3f3f"', b"1"),
    ],
)
def test_another_form_is_refused(data):
    with pytest.raises(TamperError) as caught:
        seal.parse(data)
    assert caught.value.code == "malformed"


def test_a_newer_form_is_said_to_be():
    with pytest.raises(BundleError) as caught:
        seal.parse(BYTES.replace(b"/v1", b"/v2"))
    assert caught.value.code == "bundle_newer_format"
    assert caught.value.facts == {"found": "2", "expected": "1"}
