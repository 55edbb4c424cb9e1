"""Makes the golden files of this folder: python -m tests.custody.golden. Fixed keys and salts, so the same bytes each time.

`log.json` is a whole log, `extract.json` what a bundle would carry of it. An entry is its signed bytes as text (all ASCII),
its signature in base64, its disclosures encoded, its leaf hash in hex; a proof is a list of hashes in hex.
"""

import base64
import json
from pathlib import Path

from intake.custody import checkpoint
from tests.custody import making

FOLDER = Path(__file__).parent / "data"


def _row(row):
    return {
        "signed": row.signed.decode("ascii"),
        "signature": base64.b64encode(row.signature).decode("ascii"),
        "disclosures": row.encoded,
        "leaf_hash": row.leaf.hex(),
    }


def _head(note, log_public):
    made = checkpoint.parse(note)
    return {
        "log_public": log_public.hex(),
        "verifier_key": checkpoint.verifier_key(made.origin, log_public),
        "note": note.decode("utf-8"),
        "size": made.size,
        "root": made.root.hex(),
        "short_code": made.short_code,
    }


def made():
    """The text of each golden file."""
    log = making.whole()
    extract = making.take_extract(log)
    whole = _head(log.note(), making.LOG.public) | {"entries": [_row(row) for row in log.rows]}
    parts = [
        _row(row) | {"position": row.position, "proof": [one.hex() for one in proof]}
        for row, proof in zip(extract.rows, extract.proofs, strict=True)
    ]
    part = _head(extract.note, extract.log_public) | {"entries": parts}
    return {name: json.dumps(value, indent=1) + "\n" for name, value in {"log.json": whole, "extract.json": part}.items()}


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in made().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
