"""Writes data/stream.json: streams with fixed salt and prefix, from the plain second implementation.

Run from the top: python -m tests.crypto.make_stream_vectors. `test_stream` checks that the file still agrees.
"""

import hashlib
import json
from pathlib import Path

from tests.crypto import reference

TARGET = Path(__file__).parent / "data" / "stream.json"


def build() -> str:
    key = hashlib.sha256(b"object key").digest()
    salt = hashlib.sha256(b"salt").digest()
    prefix = hashlib.sha256(b"prefix").digest()[:7]
    associated = b"associated data"
    vectors = []
    for size in (*reference.SIZES, 1000):
        stream = reference.encrypt(key, associated, salt, prefix, reference.pattern(size))
        vector = {"plain_size": size, "stream_size": len(stream), "stream_sha256": hashlib.sha256(stream).hexdigest()}
        vectors.append(vector | ({"stream": stream.hex()} if len(stream) < 2000 else {}))
    shared = {"key": key.hex(), "salt": salt.hex(), "prefix": prefix.hex(), "associated": associated.hex()}
    return json.dumps({**shared, "plain": "SHAKE128('pattern')", "vectors": vectors}, indent=1) + "\n"


if __name__ == "__main__":
    TARGET.write_text(build())
