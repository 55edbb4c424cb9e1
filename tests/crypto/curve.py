"""Ed25519 in plain integers (RFC 8032, section 6, affine): the slow reference that tests and the generator stand on."""

import hashlib

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P

Point = tuple[int, int]
IDENTITY: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    x1, y1 = a
    x2, y2 = b
    t = D * x1 * x2 * y1 * y2
    return ((x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P, (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P)


def times(n: int, a: Point) -> Point:
    result = IDENTITY
    while n:
        if n & 1:
            result = add(result, a)
        a = add(a, a)
        n >>= 1
    return result


def recover_x(y: int, sign: int) -> int | None:
    """The x of that parity, or None when no point of the curve has this y."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P:
        return None
    return P - x if x and x & 1 != sign else x


BASE: Point = (recover_x(4 * pow(5, -1, P) % P, 0) or 0, 4 * pow(5, -1, P) % P)


def encode(point: Point) -> bytes:
    x, y = point
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(encoded: bytes) -> Point | None:
    """As lax libraries do it: y is reduced, the sign of x = 0 ignored."""
    number = int.from_bytes(encoded, "little")
    y = (number & (1 << 255) - 1) % P
    x = recover_x(y, number >> 255)
    return None if x is None else (x, y)


def hash_number(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little")


def secret(seed: bytes) -> tuple[int, bytes]:
    """The clamped scalar and the prefix of a 32-byte seed."""
    digest = hashlib.sha512(seed).digest()
    a = int.from_bytes(digest[:32], "little")
    return a & (1 << 254) - 8 | 1 << 254, digest[32:]


def lax_verify(public: bytes, signature: bytes, message: bytes, *, cofactor: int = 1, reduced: bool = True) -> bool:
    """RFC 8032's equation and nothing else: any S, any encoding, any order.

    reduced: the hash is taken modulo L first, as RFC 8032's own code and all libraries do; under a key of mixed order
    this makes a difference.
    """
    a, r = decode(public), decode(signature[:32])
    if a is None or r is None:
        return False
    s = int.from_bytes(signature[32:], "little")
    h = hash_number(signature[:32], public, message) % (L if reduced else 1 << 512)
    return times(cofactor * s, BASE) == add(times(cofactor, r), times(cofactor * h, a))
