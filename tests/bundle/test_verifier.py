"""verify.py: its own mathematics against vectors, its tables against ours, its command line, every Python that it promises."""

import base64
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import archive, assets
from intake.bundle import bag, checks, extracts, files, names, opening, seal
from intake.bundle.writing import Form
from intake.custody import checkpoint, disclosures, entries, proofs
from intake.custody.audit import ExtractAudit
from intake.custody.tree import Tree
from intake.errors import TamperError
from intake.records import canonical
from intake.records.events import Chain, SubjectKind, Type, chain_of
from intake.records.findings import Severity
from tests.bundle import making
from tests.custody import faulty
from tests.tampering import mutations

SOURCE = assets.path("verification", "verify.py")
ROOT = Path(__file__).parents[2]


# Its mathematics


def test_ed25519_by_the_vectors_that_all_verifiers_share(verifier):
    vectors = json.loads(assets.read("verification", "ed25519.json"))["vectors"]
    assert len(vectors) > 40
    for one in vectors:
        parts = (bytes.fromhex(one[name]) for name in ("public", "signature", "message"))
        assert verifier.signature_holds(*parts) is one["valid"], one["name"]


def test_ed25519_by_wycheproof(verifier, shared_media):
    count = 0
    groups = json.loads((shared_media("wycheproof") / "wycheproof" / "ed25519_test.json").read_text())["testGroups"]
    for group in groups:
        public = bytes.fromhex(group["publicKey"]["pk"])
        for one in group["tests"]:
            held = verifier.signature_holds(public, bytes.fromhex(one["sig"]), bytes.fromhex(one["msg"]))
            assert held is (one["result"] == "valid"), one["tcId"]
            count += 1
    assert count == 151


def test_inclusion_by_the_merkle_vectors(verifier, shared_media):
    count = 0
    for path in sorted((shared_media("merkle-vectors") / "testdata" / "inclusion").rglob("*.json")):
        one = json.loads(path.read_text())
        leaf, root = (base64.b64decode(one[name] or "") for name in ("leafHash", "root"))
        proof = [base64.b64decode(part) for part in one["proof"] or []]
        held = verifier.inclusion_holds(one["leafIdx"], one["treeSize"], leaf, proof, root)
        assert held is not one["wantErr"], path.name
        count += 1
    assert count == 98


# Its tables and forms


def test_its_codes_are_those_of_the_table(verifier):
    table = json.loads(assets.read("verification", "codes.json"))["findings"]
    for code, (severity, sentence) in verifier.CODES.items():
        assert table[code] == {"severity": severity, "sentence": sentence}
    text = SOURCE.read_text()
    emitted = set(re.findall(r'add\(\s*"([a-z_0-9]+)"', text)) | set(re.findall(r'append\(\(?"([a-z_0-9]+)"', text))
    assert len(emitted) > 60
    assert emitted <= verifier.CODES.keys()
    assert verifier.CODES.keys() <= set(re.findall(r'"([a-z_0-9]+)"', text[text.index("class NotABundle") :]))


def test_our_codes_are_in_the_table_with_their_severity():
    table = json.loads(assets.read("verification", "codes.json"))["findings"]
    emitted = {}
    for path in sorted((ROOT / "intake" / "bundle").glob("*.py")):
        text = path.read_text()
        emitted |= dict.fromkeys(re.findall(r'(?:\badd|\bfault)\(\s*"([a-z_]+)"', text), Severity.FAULT)
        emitted |= dict.fromkeys(re.findall(r'\bnote\(\s*"([a-z_]+)"', text), Severity.NOTE)
        emitted |= {
            code: Severity(level.lower()) for code, level in re.findall(r'Finding\("([a-z_]+)", Severity\.([A-Z]+)', text)
        }
    for code in re.findall(r'Deviation\("([a-z_]+)"|append\("([a-z_]+)"\)', (ROOT / "intake" / "archive.py").read_text()):
        emitted[code[0] or code[1]] = Severity.FAULT
    emitted |= dict.fromkeys(set(re.findall(r'return "(name_[a-z_]+)"', Path(names.__file__).read_text())), Severity.FAULT)
    emitted |= dict.fromkeys(("log_outside_bundle", "fingerprint_not_compared", "contents_not_read"), Severity.NOTE)
    emitted |= {"bundle_newer_format": Severity.FAULT, "file_swapped": Severity.FAULT}
    assert len(emitted) > 55
    assert {code: table[code]["severity"] for code in emitted} == {code: level.value for code, level in emitted.items()}


def test_it_knows_the_same_events_and_limits(verifier):
    assert {one.value for one in Type} == verifier.TYPES
    assert {one.value for one in Type if chain_of(one) is Chain.ACCESS} == verifier.ACCESS
    assert {one.value for one in Type if chain_of(one) is Chain.WORK} == verifier.WORK
    assert {one.value for one in SubjectKind} == verifier.SUBJECT_KINDS
    ours = (archive.MOST_MEMBERS, opening.MOST_FILES, bag.MOST_LISTED, extracts.MOST_ENTRIES, files.MOST_FINDINGS)
    assert ours == (verifier.MOST_FILES,) * 3 + (verifier.MOST_ENTRIES, verifier.MOST_FINDINGS)
    assert (archive.MOST_DIRECTORY, bag.MOST_LIST) == (verifier.MOST_LIST,) * 2
    assert opening.MOST_DEPTH == verifier.MOST_DEPTH
    assert (entries.MOST_SIGNED_BYTES, disclosures.MOST_DISCLOSURES) == (verifier.MOST_SIGNED, verifier.MOST_DISCLOSURES)
    assert (disclosures.MOST_RAW_BYTES, proofs.MOST_PROOF) == (verifier.MOST_RAW, verifier.MOST_PROOF)
    assert (files.MOST_CUSTODY_FILE, extracts.MOST_LINE) == (verifier.MOST_CUSTODY_FILE, verifier.MOST_LINE)
    assert files._LIMITS == verifier.LIMITS
    assert files.REQUIRED == verifier.REQUIRED
    assert opening.SYSTEM_FILES == verifier.SYSTEM_FILES


dangerous = st.text("./\\:~aZ0-_% \u00e9\u0301\u202e\x00\n", max_size=12) | st.sampled_from(["con", "a/COM1.x", "x" * 201, "C:x"])


@given(dangerous)
def test_it_judges_names_as_we_do(verifier, name):
    assert verifier.name_fault(name) == names.fault_of(name)
    assert verifier.quoted(name) == names.quoted(name)


@given(st.binary(max_size=30) | st.sampled_from([b"\xff" * 300, b"a" * 256, b"a" * 255]))
def test_it_shows_names_as_we_do(verifier, name):
    assert verifier.quoted(name) == names.quoted(name)


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(values, st.booleans(), st.booleans())
def test_it_reads_canonical_json_as_we_do(verifier, value, ascii_only, tight):
    data = json.dumps(value, sort_keys=True, ensure_ascii=ascii_only, separators=(",", ":") if tight else None).encode(
        "utf-8", "surrogatepass"
    )
    try:
        ours = canonical.parse(data)
    except TamperError:
        with pytest.raises(ValueError):
            verifier.canonical(data)
    else:
        assert verifier.canonical(data) == ours


@pytest.mark.parametrize(
    "bomb", [b"[" * 100_000, b'{"a":' * 100_000, b"1" * 100_000, b"[" * 34 + b"]" * 34, b"9" * 17, b'"\\ud800"']
)
def test_bombs_are_refused(verifier, bomb):
    with pytest.raises(ValueError):
        verifier.canonical(bomb)


def test_it_reads_checkpoints_as_we_do(verifier):
    note = making.Vault().log.note()
    assert verifier.parse_note(note)["size"] == checkpoint.parse(note).size
    assert verifier.short_code(verifier.parse_note(note)["text"]) == checkpoint.parse(note).short_code
    for at in range(len(note)):
        for bit in (0, 5, 7):
            changed = bytearray(note)
            changed[at] ^= 1 << bit
            try:
                ours = checkpoint.parse(bytes(changed))
            except TamperError:
                with pytest.raises(ValueError):
                    verifier.parse_note(bytes(changed))
            else:
                assert verifier.parse_note(bytes(changed))["origin"] == ours.origin


def test_it_reads_pem_and_seals_as_we_do(verifier):
    from intake.crypto import signing

    pem = signing.to_pem(making.OPERATOR.public)
    assert verifier.from_pem(pem) == making.OPERATOR.public
    sealed = seal.encode(seal.Seal(making.BUNDLE, making.NAME, "ab" * 32, "cd" * 32))
    assert verifier.SEAL_FORM.fullmatch(sealed)
    for at in range(len(pem)):
        changed = pem[:at] + bytes([pem[at] ^ 1]) + pem[at + 1 :]
        try:
            ours = signing.from_pem(changed)
        except TamperError:
            with pytest.raises(ValueError):
                verifier.from_pem(changed)
        else:
            assert verifier.from_pem(changed) == ours


@given(st.binary(max_size=300), st.booleans())
def test_noise_in_a_zip_is_told_as_we_tell_it(verifier, tmp_path_factory, noise, ended):
    path = tmp_path_factory.mktemp("noise") / "x.zip"
    path.write_bytes(b"PK\x03\x04" + noise + (archive.end_records(1, len(noise), 4) if ended else b""))
    report = checks.verify_bundle(path)
    assert [(one["code"], one["subject"]) for one in verifier.verify(str(path)).findings] == [
        (one.code, one.subject) for one in report.findings
    ]
    assert report.findings


# Its command line


def run(python, *arguments, cwd=None):
    return subprocess.run(
        [python, "-I", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        timeout=120,
        env={"LC_ALL": "C"},
    )


def interpreter(minor) -> str:
    homes = [os.environ.get("PYENV_ROOT"), os.path.join(pwd.getpwuid(os.getuid()).pw_dir, ".pyenv")]
    found = [path for home in homes if home for path in Path(home).glob(f"versions/3.{minor}.*/bin/python")]
    python = str(found[0]) if found else shutil.which(f"python3.{minor}")
    if python is None:
        pytest.skip(f"Python 3.{minor} is not installed")
    return python


@pytest.mark.parametrize("minor", range(8, 15))
def test_every_python_that_it_promises(tmp_path, minor):
    python = interpreter(minor)
    folder = making.write(tmp_path).path
    before = mutations.snapshot(folder)
    good = run(python, folder / "verify.py", "--json")
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["verdict"] == "unchanged"
    assert mutations.snapshot(folder) == before
    (folder / "index.csv").write_bytes(b"x")
    bad = run(python, "verify.py", cwd=folder)
    assert bad.returncode == 1
    assert "index.csv: The digest does not match the one in the signed list. [file_differs]" in bad.stdout


def test_what_it_prints_for_scripts(tmp_path):
    written = making.write(tmp_path, Form.ZIP)
    result = run(sys.executable, SOURCE, written.path, "--json")
    assert result.returncode == 0
    document = json.loads(result.stdout)
    assert set(document) == {"verdict", "checked", "findings", "facts", "not_checked"}
    assert document["checked"] == written.report.checked
    assert document["facts"] == written.report.facts
    assert document["not_checked"] == ["log_outside_bundle", "fingerprint_not_compared"]
    written.path.write_bytes(written.path.read_bytes()[:-1])
    document = json.loads(run(sys.executable, SOURCE, written.path, "--json").stdout)
    assert document["findings"] == [{"code": "zip_incomplete", "severity": "fault", "subject": "", "expected": "", "found": ""}]


def test_what_it_prints_for_people(tmp_path):
    written = making.write(tmp_path)
    result = run(sys.executable, written.path / "verify.py")
    assert result.returncode == 0
    first, second = "FE3B D6CF", "Compare it with one obtained elsewhere"
    assert result.stdout.startswith("Nothing differs from what was signed and closed.\n")
    for part in (first, second, written.bundle_digest, written.report.facts["short_code"], "Withheld from this copy: giver_name"):
        assert part in result.stdout
    for word in ("tamper", "FIPS", "admissible", "sealed"):
        assert word not in result.stdout


WORDS = {
    "purpose": "For the defence",
    "recipient": "Kim & <Partners>",
    "authority": "Rule 9",
    "withheld_by": "order 27-CR-26-118",
}


def test_who_receives_it_and_by_which_authority_names_stay_closed(tmp_path):
    written = making.write(tmp_path, words=WORDS)
    said = {name: written.report.facts[name] for name in ("recipient", "withheld_by")}
    assert said == {name: WORDS[name] for name in said}
    assert json.loads(run(sys.executable, SOURCE, written.path, "--json").stdout)["facts"] == written.report.facts
    printed = run(sys.executable, written.path / "verify.py").stdout
    assert "Handed over to: Kim & <Partners>\n" in printed
    assert "Withheld by this authority: order 27-CR-26-118\n" in printed
    text, page = ((written.path / f"START-HERE.{kind}").read_text("utf-8") for kind in ("txt", "html"))
    assert "\nhanded over to Kim & <Partners>\n" in text
    assert "  - Withheld by this authority: order 27-CR-26-118\n" in text
    assert "handed over to Kim &amp; &lt;Partners&gt;" in page
    assert "<li>Withheld by this authority: order 27-CR-26-118</li>" in page


def test_a_bundle_of_the_first_version_says_neither(tmp_path):
    written = making.write(tmp_path)
    assert not {"recipient", "withheld_by"} & set(written.report.facts)
    printed = run(sys.executable, written.path / "verify.py").stdout
    for text in (printed, *((written.path / f"START-HERE.{kind}").read_text("utf-8") for kind in ("txt", "html"))):
        assert "anded over to" not in text
        assert "this authority" not in text


@pytest.mark.parametrize("value", [7, {"name": "Kim"}, ["Kim"], None, ""])
def test_what_is_no_text_is_not_shown_and_breaks_nothing(tmp_path, value):
    written = making.write(tmp_path, words={"recipient": value, "withheld_by": value})
    assert not {"recipient", "withheld_by"} & set(written.report.facts)
    result = run(sys.executable, SOURCE, written.path, "--json")
    assert result.returncode == 0
    assert json.loads(result.stdout)["facts"] == written.report.facts


def test_the_fingerprint_is_compared(tmp_path):
    written = making.write(tmp_path)
    fingerprint = written.report.facts["fingerprint"]
    spoken = " ".join(fingerprint[at : at + 4].upper() for at in range(0, 64, 4))
    for text in (fingerprint, spoken, spoken.replace(" ", "-")):
        assert run(sys.executable, SOURCE, written.path, "--fingerprint", text).returncode == 0
        assert checks.verify_bundle(written.path, text).findings == ()
    other = run(sys.executable, SOURCE, written.path, "--fingerprint", "0" * 64, "--json")
    assert other.returncode == 1
    assert [one["code"] for one in json.loads(other.stdout)["findings"]] == ["fingerprint_differs"]
    assert [one.code for one in checks.verify_bundle(written.path, "0" * 64).findings] == ["fingerprint_differs"]
    assert run(sys.executable, SOURCE, written.path, "--fingerprint", "0" * 63).returncode == 2
    with pytest.raises(ValueError, match="not a fingerprint"):
        checks.verify_bundle(written.path, "0" * 63)


def test_exit_codes(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").write_text("x")
    encrypted = making.write(tmp_path, Form.ZIP, making.PASSPHRASE).path
    expected = {"--wrong": 2, tmp_path / "absent": 4, tmp_path / "empty": 4, tmp_path / "text": 4, encrypted: 3}
    assert {argument: run(sys.executable, SOURCE, argument).returncode for argument in expected} == expected
    told = run(sys.executable, SOURCE, encrypted)
    assert (told.stdout, "Unpack it first" in told.stderr) == ("", True)
    assert json.loads(run(sys.executable, SOURCE, encrypted, "--json").stdout)["error"]["code"] == "bundle_encrypted"


def test_it_imports_only_what_python_brings():
    imported = set(re.findall(r"^(?:import|from) (\w+)", SOURCE.read_text(), re.MULTILINE))
    assert imported <= sys.stdlib_module_names
    assert not imported & {"socket", "subprocess", "urllib", "http", "tempfile", "pickle"}


# The custody history, by the corpus of the custody log


def audited(verifier, rows, proofs_of_rows, note, log_public):
    report = verifier.Report()
    audit = verifier.Audit(report, note, log_public)
    for row, proof in zip(rows, proofs_of_rows, strict=True):
        audit.take(row.signed, row.signature, row.encoded, list(proof))
    audit.close()
    return sorted((one["code"], one["subject"]) for one in report.findings), audit


@pytest.mark.parametrize("name", faulty.EXTRACTS)
def test_it_finds_in_a_faulty_extract_what_must_be_found(verifier, name):
    made = faulty.EXTRACTS[name]()
    extract = made.extract
    assert audited(verifier, extract.rows, extract.proofs, extract.note, extract.log_public)[0] == made.expected


@pytest.mark.parametrize("name", faulty.LOGS)
def test_it_finds_in_a_faulty_log_what_we_find(verifier, name):
    """A whole log taken as an extract, everything opened and proofs made over what lies there now."""
    made = faulty.LOGS[name]()
    tree = Tree()
    stored = tree.extend(row.leaf for row in made.rows)
    paths = [proofs.make_inclusion(at, tree.size, lambda wanted: [stored[n] for n in wanted]) for at in range(tree.size)]
    found = []
    ours = ExtractAudit(found.append, made.note, made.log_public or b"")
    for row, proof in zip(made.rows, paths, strict=True):
        ours.take(row.signed, row.signature, row.carried, proof)
    ours.close()
    theirs, audit = audited(verifier, made.rows, paths, made.note, made.log_public or b"")
    assert theirs == sorted((one.code, one.subject) for one in found)
    assert (audit.taken, audit.signatures) == (ours.taken, ours.signatures)
