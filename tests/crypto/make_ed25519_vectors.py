"""Writes resources/verification/ed25519.json: the signatures on which all verifiers must agree.

Run from the top: python -m tests.crypto.make_ed25519_vectors. `test_signing` checks that the file still agrees. Made with
the plain integers of `curve`, because no library makes such signatures. Where it can be, an invalid vector satisfies
RFC 8032's equation, so that a verifier without the strict rules would accept it.
"""

import hashlib
import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from tests.crypto import curve
from tests.crypto.curve import BASE, IDENTITY, L, P, Point

TARGET = Path(__file__).parents[2] / "resources" / "verification" / "ed25519.json"
MESSAGE = b"evidence-intake/entry/v1\n{}"

_RFC_8032 = {  # section 7.1: seed, message
    "test 1": ("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", ""),
    "test 2": ("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72"),
    "test 3": ("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "af82"),
    "test SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        hashlib.sha512(b"abc").hexdigest(),
    ),
}


def sign(seed: bytes, message: bytes) -> tuple[bytes, bytes]:
    """Public key and signature."""
    a, prefix = curve.secret(seed)
    return signed_as(curve.encode(curve.times(a, BASE)), a, curve.hash_number(prefix, message) % L, message)


def signed_as(public: bytes, a: int, r: int, message: bytes, encoded_r: bytes | None = None) -> tuple[bytes, bytes]:
    """The signature under these public bytes by scalar and nonce, R encoded as given."""
    first = encoded_r or curve.encode(curve.times(r, BASE))
    s = (r + curve.hash_number(first, public, message) * a) % L
    return public, first + s.to_bytes(32, "little")


def torsion() -> list[Point]:
    """The eight points whose order divides 8, multiples of one of order 8."""
    for y in count(2):
        x = curve.recover_x(y, 0)
        if x is not None and curve.times(4, point := curve.times(L, (x, y))) != IDENTITY:
            return [curve.times(i, point) for i in range(8)]
    raise AssertionError


def small_order_encodings() -> dict[bytes, str]:
    """All 14 strings that lax libraries decode to a point of small order, with what they are."""
    found = {}
    for y in sorted({point[1] for point in torsion()}):
        for name, number in (("", y), (", y not reduced", y + P)):
            for sign in (0, 1):
                if number >= 1 << 255:
                    continue
                point = curve.decode(encoded := (number | sign << 255).to_bytes(32, "little"))
                order = next(n for n in (1, 2, 4, 8) if curve.times(n, point or BASE) == IDENTITY)
                odd = ", sign of zero" if point and point[0] == 0 and sign else ""
                found[encoded] = f"order {order}, {encoded[:2].hex()}..{encoded[-2:].hex()}{name}{odd}"
    return found


def _valid() -> Iterator[tuple[str, bytes, bytes, bytes]]:
    for name, (seed, message) in _RFC_8032.items():
        public, signature = sign(bytes.fromhex(seed), bytes.fromhex(message))
        yield f"RFC 8032 {name}", public, bytes.fromhex(message), signature
    for size in (0, 1, 63, 64, 65, 111, 112, 127, 128, 1023, 5000):
        message = hashlib.shake_128(b"message").digest(size)
        public, signature = sign(hashlib.sha256(b"signer %d" % size).digest(), message)
        yield f"message of {size} bytes", public, message, signature
    # A key of mixed order is odd but harmless: all verifiers agree, since none multiplies by the cofactor.
    a, _ = curve.secret(hashlib.sha256(b"mixed").digest())
    public = curve.encode(curve.add(curve.times(a, BASE), torsion()[1]))
    for number in count():
        message = b"mixed order %d" % number
        _, signature = signed_as(public, a, 12345, message)
        if curve.lax_verify(public, signature, message):
            yield "key of mixed order, equation holds without cofactor, hash reduced", public, message, signature
            return


def _changed() -> Iterator[tuple[str, bytes, bytes, bytes]]:
    public, signature = sign(hashlib.sha256(b"operator").digest(), MESSAGE)
    other, _ = sign(hashlib.sha256(b"another").digest(), MESSAGE)
    r, s = signature[:32], int.from_bytes(signature[32:], "little")

    def with_s(number: int) -> bytes:
        return r + number.to_bytes(32, "little")

    yield "wrong message", public, MESSAGE + b" ", signature
    yield "empty message", public, b"", signature
    yield "wrong key", other, MESSAGE, signature
    yield "bit of R changed", public, MESSAGE, bytes([signature[0] ^ 1]) + signature[1:]
    yield "sign of R changed", public, MESSAGE, signature[:31] + bytes([signature[31] ^ 128]) + signature[32:]
    yield "sign of the key changed", public[:31] + bytes([public[31] ^ 128]), MESSAGE, signature
    yield "bit of S changed", public, MESSAGE, with_s(s ^ 1)
    yield "S negated", public, MESSAGE, with_s(L - s)
    yield "S = 0", public, MESSAGE, with_s(0)
    yield "S + L", public, MESSAGE, with_s(s + L)
    yield "S + 2 L", public, MESSAGE, with_s(s + 2 * L)
    yield "S + 14 L", public, MESSAGE, with_s(s + 14 * L)
    yield "S all ones", public, MESSAGE, r + b"\xff" * 32
    yield "R and S swapped", public, MESSAGE, signature[32:] + r
    yield "all zeros", public, MESSAGE, bytes(64)
    yield "signature of 63 bytes", public, MESSAGE, signature[:-1]
    yield "signature of 65 bytes", public, MESSAGE, signature + b"\0"
    yield "signature empty", public, MESSAGE, b""
    yield "key of 31 bytes", public[:-1], MESSAGE, signature
    yield "key of 33 bytes", public + b"\0", MESSAGE, signature
    yield "key empty", b"", MESSAGE, signature


def _small_order() -> Iterator[tuple[str, bytes, bytes, bytes]]:
    a, _ = curve.secret(hashlib.sha256(b"operator").digest())
    public = curve.encode(curve.times(a, BASE))
    encodings = small_order_encodings()
    for encoded, what in encodings.items():
        # Under a key of small order, R = S·B fits every eighth message at least, and any message under the identity.
        for number in count():
            message = b"small order %d" % number
            _, signature = signed_as(encoded, 0, 777, message)
            if curve.lax_verify(encoded, signature, message):
                yield f"key: {what}", encoded, message, signature
                break
        _, signature = signed_as(public, a, 0, MESSAGE, encoded)
        yield f"R: {what}", public, MESSAGE, signature
    one = curve.encode(IDENTITY)
    yield "key and R are the identity, S = 0: fits any message", one, MESSAGE, one + bytes(32)


def _not_canonical_or_no_point() -> Iterator[tuple[str, bytes, bytes, bytes]]:
    a, _ = curve.secret(hashlib.sha256(b"operator").digest())
    public, signature = signed_as(curve.encode(curve.times(a, BASE)), a, 777, MESSAGE)
    for number in (P + 3, P + 18):
        encoded = number.to_bytes(32, "little")
        yield f"key: y = {number - P} not reduced", encoded, MESSAGE, signature
        yield f"R: y = {number - P} not reduced", public, MESSAGE, encoded + signature[32:]
    no_point = next(y for y in count(2) if curve.recover_x(y, 0) is None).to_bytes(32, "little")
    yield "key is no point of the curve", no_point, MESSAGE, signature
    yield "R is no point of the curve", public, MESSAGE, no_point + signature[32:]
    # Holds only when both sides are multiplied by 8; verifiers that do so would disagree with the others.
    mixed = curve.encode(curve.add(curve.times(777, BASE), torsion()[1]))
    yield "R of mixed order, equation holds with cofactor only", *_rearranged(signed_as(public, a, 777, MESSAGE, mixed))
    mixed = curve.encode(curve.add(curve.times(a, BASE), torsion()[4]))
    for name, unreduced in (("hash not reduced", True), ("cofactor", False)):
        for number in count():
            message = b"%s %d" % (name.encode(), number)
            _, signature = signed_as(mixed, a, 777, message)
            if curve.lax_verify(mixed, signature, message):
                continue
            if curve.lax_verify(mixed, signature, message, reduced=False) is unreduced:
                yield f"key of mixed order, equation holds with {name} only", mixed, message, signature
                break


def _rearranged(made: tuple[bytes, bytes]) -> tuple[bytes, bytes, bytes]:
    return made[0], MESSAGE, made[1]


def build() -> str:
    vectors = [
        {"name": name, "valid": valid, "public": public.hex(), "message": message.hex(), "signature": signature.hex()}
        for valid, group in (
            (True, _valid()),
            (False, _changed()),
            (False, _small_order()),
            (False, _not_canonical_or_no_point()),
        )
        for name, public, message, signature in group
    ]
    about = "Ed25519, strict: S < L, canonical encodings, no small-order key or R, no cofactor. All values hexadecimal."
    return json.dumps({"about": about, "vectors": vectors}, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(build())
