"""The golden log: still what the code writes, and sound to a reader that shares nothing with the code but Ed25519 itself."""

import base64
import hashlib
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from intake.custody import audit, disclosures
from tests.custody import golden, naive

DER = bytes.fromhex("302a300506032b6570032100")


def read(name):
    return json.loads((golden.FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["log.json", "extract.json"])
def test_the_generator_still_agrees(name):
    assert (golden.FOLDER / name).read_text(encoding="utf-8") == golden.made()[name]


def _unpadded(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _opened(entry):
    """Names and values of an entry's disclosures, each digest computed and found in the entry."""
    signed = json.loads(entry["signed"].partition("\n")[2])
    values = {}
    for encoded in entry["disclosures"]:
        assert _unpadded(hashlib.sha256(encoded.encode()).digest()) in signed["_sd"]
        _, name, value = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        values[name] = value
    return signed, values


def _verify(public, signature, message):
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(base64.b64decode(signature), message)
    except InvalidSignature:
        return False
    return True


def _check_note(golden_log):
    text, _, line = golden_log["note"].partition("\n\n")
    origin, size, root = text.split("\n")
    dash, name, signature = line.strip("\n").split(" ")
    public = bytes.fromhex(golden_log["log_public"])
    key_hash, signature = base64.b64decode(signature)[:4], base64.b64decode(signature)[4:]
    assert (dash, name) == ("—", origin)
    assert (int(size), base64.b64decode(root).hex()) == (golden_log["size"], golden_log["root"])
    assert key_hash == hashlib.sha256(origin.encode() + b"\n\x01" + public).digest()[:4]
    assert _verify(public, base64.b64encode(signature), text.encode() + b"\n")
    key = base64.b64encode(b"\x01" + public).decode()
    assert golden_log["verifier_key"] == f"{origin}+{key_hash.hex()}+{key}"


def _check_entries(entries, keys):
    ends = {}
    for entry in entries:
        signed, values = _opened(entry)
        leaf = entry["signed"].encode() + base64.b64decode(entry["signature"])
        assert hashlib.sha256(b"\x00" + leaf).hexdigest() == entry["leaf_hash"]
        if "enrolment" in values:
            public = base64.b64decode(values["enrolment"]["signing_public"])
            keys[hashlib.sha256(DER + public).hexdigest()] = public
        assert _verify(keys[signed["operator_key"]], entry["signature"], entry["signed"].encode())
        for name, value in values.items():
            if name.startswith("chain:"):
                assert value == {"ordinal": ends.get(name, (0, ""))[0] + 1, "previous": ends.get(name, (0, ""))[1]}
                ends[name] = (value["ordinal"], entry["leaf_hash"])
    return ends


def test_the_log_is_sound_to_an_independent_reader():
    log = read("log.json")
    _check_note(log)
    ends = _check_entries(log["entries"], {})
    assert len(ends) == 11
    leaves = [bytes.fromhex(entry["leaf_hash"]) for entry in log["entries"]]
    assert naive.root(leaves).hex() == log["root"]
    for place, entry in enumerate(log["entries"]):
        signed, values = _opened(entry)
        assert signed["position"] == place
        assert len(values) == len(signed["_sd"])


def test_the_extract_is_sound_to_an_independent_reader():
    log, extract = read("log.json"), read("extract.json")
    _check_note(extract)
    ends = _check_entries(extract["entries"], {})
    leaves = [bytes.fromhex(entry["leaf_hash"]) for entry in log["entries"]][: extract["size"]]
    assert naive.root(leaves).hex() == extract["root"]
    for entry in extract["entries"]:
        assert [bytes.fromhex(one) for one in entry["proof"]] == naive.path(entry["position"], leaves)
    _, sealed = _opened(extract["entries"][-1])
    named = {f"chain:{end['subject']}:{end['chain']}": (end["ordinal"], end["leaf"]) for end in sealed["sealed"]["ends"]}
    assert {name: end for name, end in ends.items() if name not in sealed} == named
    assert "Maria Fernandez-Ortiz" not in json.dumps([_opened(entry)[1] for entry in extract["entries"]])


def test_the_audit_finds_nothing_in_them():
    for name, whole in (("log.json", True), ("extract.json", False)):
        one, found = read(name), []
        note, public = one["note"].encode(), bytes.fromhex(one["log_public"])
        made = audit.LogAudit(found.append, note, public) if whole else audit.ExtractAudit(found.append, note, public)
        for entry in one["entries"]:
            proof = [] if whole else [[bytes.fromhex(part) for part in entry["proof"]]]
            signature, carried = base64.b64decode(entry["signature"]), disclosures.carried_encoded(entry["disclosures"])
            assert made.take(entry["signed"].encode(), signature, carried, *proof).leaf == entry["leaf_hash"]
        made.close()
        assert not found
        assert made.checkpoint.short_code == one["short_code"]
