"""By hand: every single byte of a bundle changed, as a folder and as a ZIP; both verifiers find it and agree.

    .venv/bin/python -m tests.endurance.endure_bundle_bytes [step]

Prints how many bytes were changed and how long it took; ends with 1 at the first that was not found or not agreed on.
"""

import functools
import importlib.util
import sys
import tempfile
import time
from pathlib import Path

from intake import assets
from intake.bundle import checks
from intake.bundle.writing import Form
from tests.bundle import making
from tests.tampering import mutations


def _verifier():
    spec = importlib.util.spec_from_file_location("bundle_verify", assets.path("verification", "verify.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.signature_holds = functools.cache(module.signature_holds)
    return module


def _both(verifier, path):
    report, other = checks.verify_bundle(path), verifier.verify(str(path))
    ours = report.verdict.value, sorted((one.code, one.subject) for one in report.findings)
    return ours, (other.verdict(), sorted((one["code"], one["subject"]) for one in other.findings))


def _endure(verifier, path, file, step) -> int:
    data = file.read_bytes()
    with file.open("r+b", buffering=0) as opened:
        for at in range(0, len(data), step):
            opened.seek(at)
            opened.write(bytes([data[at] ^ 1 << at % 8]))
            ours, theirs = _both(verifier, path)
            if ours[0] != "differs" or ours != theirs:
                print(f"{file.name} byte {at}: {ours} {theirs}")
                sys.exit(1)
            opened.seek(at)
            opened.write(data[at : at + 1])
    return -(-len(data) // step)


def main() -> None:
    step = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    verifier, started = _verifier(), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        whole = making.write(Path(folder), Form.FOLDER).path
        count = sum(_endure(verifier, whole, whole / path, step) for path in mutations.snapshot(whole))
        print(f"folder: {count} bytes changed, each found by both, {time.monotonic() - started:.0f} s")
        packed = making.write(Path(folder), Form.ZIP).path
        count = _endure(verifier, packed, packed, step)
        print(f"ZIP: {count} bytes changed, each found by both, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
