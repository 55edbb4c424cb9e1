"""Bad bundles, each named by the finding that it must cause, with all that must be found; both verifiers are held to it."""

import io
import os
import re
import zipfile
from pathlib import Path

import pytest

from intake import archive
from intake.bundle import bag, checks, files, seal
from intake.bundle.writing import Form
from tests.bundle import making
from tests.bundle.conftest import verifier  # noqa: F401 - a fixture
from tests.custody.making import SECOND, STRANGER
from tests.tampering.forging import Forge, sha256

FIRST, SECOND_EXHIBIT = "data/evidence/K7Q4MX-0012-01.mov", "data/evidence/K7Q4MX-0012-03.jpg"
SEALED = "entry 8"
FORGED = {}


def forged(*expected):
    """A function that takes a Forge and a folder, and gives the path of the bad bundle."""

    def keep(made):
        FORGED[made.__name__] = (made, sorted(expected))
        return made

    return keep


# --- changed, and everything else made to fit


@forged()
def nothing_wrong(forge, target):
    return forge.relist().history(making.Vault()).reseal().as_folder(target)


@forged()
def nothing_wrong_in_a_zip(forge, target):
    return forge.relist().history(making.Vault()).reseal().as_zip(target)


@forged(("bundle_newer_format", "seal.txt"))
def bundle_newer_format(forge, target):
    return forge.sign(forge.files[seal.SEAL].replace(b"/v1", b"/v2")).as_folder(target)


@forged(("seal_malformed", "seal.txt"))
def seal_malformed(forge, target):
    return forge.sign(forge.files[seal.SEAL] + b"\n").as_folder(target)


@forged(("seal_malformed", "seal.txt"))
def seal_with_a_dangerous_name(forge, target):
    return forge.sign(forge.files[seal.SEAL].replace(making.NAME.encode(), b"con")).as_folder(target)


@forged(("seal_signature_wrong", "seal.sig"))
def seal_signature_wrong(forge, target):
    forge.files[seal.SIGNATURE] = STRANGER.sign(forge.files[seal.SEAL])
    return forge.as_folder(target)


@forged(("seal_signature_wrong", "seal.sig"))
def seal_signature_is_short(forge, target):
    forge.files[seal.SIGNATURE] = forge.files[seal.SIGNATURE][:-1]
    return forge.as_folder(target)


@forged(("file_too_large", "seal.sig"))
def file_too_large(forge, target):
    forge.files[seal.SIGNATURE] += b"\0"
    return forge.as_folder(target)


@forged(("key_malformed", "signer.pem"))
def key_malformed(forge, target):
    forge.files[seal.SIGNER] = forge.files[seal.SIGNER].replace(b"\n", b"\r\n")
    return forge.as_folder(target)


@forged(("key_malformed", "custody/log.pem"))
def log_key_malformed(forge, target):
    forge.files["custody/log.pem"] = forge.files["custody/log.pem"].strip()
    return forge.retag().reseal().as_folder(target)


@forged(("sealed_by_other_key", SEALED))
def sealed_by_other_key(forge, target):
    return forge.reseal(STRANGER).as_folder(target)


@forged(("signer_revoked", SEALED))
def sealed_by_a_revoked_key(forge, target):
    return forge.history(making.Vault(), key=SECOND).reseal(SECOND).as_folder(target)


@forged(("sealed_names_other_bundle", SEALED))
def sealed_names_other_bundle(forge, target):
    return forge.history(making.Vault(), bundle="00" * 16).reseal().as_folder(target)


@forged(("sealed_names_other_list", SEALED))
def sealed_names_other_list(forge, target):
    forge.files["data/papers/receipt.txt"] = b"Another receipt\n"
    return forge.relist().reseal().as_folder(target)


@forged(("sealed_malformed", SEALED))
def sealed_malformed(forge, target):
    return forge.history(making.Vault(), items=["../../etc"]).reseal().as_folder(target)


@forged(("sealed_malformed", SEALED))
def sealed_names_an_item_twice(forge, target):
    return forge.history(making.Vault(), items=[making.EXHIBITS[0].item] * 2).reseal().as_folder(target)


@forged(("seal_disagrees", "manifest-sha256.txt"))
def seal_disagrees(forge, target):
    tags = bag.parse_list(forge.files[bag.TAG_MANIFEST]).paths
    forge.files[bag.TAG_MANIFEST] = bag.encode_list({**tags, bag.MANIFEST: "00" * 32})
    return forge.reseal().as_folder(target)


# --- exhibits


@forged(("exhibit_differs_from_acquired", making.EXHIBITS[0].item))
def exhibit_differs_from_acquired(forge, target):
    forge.files[FIRST] = b"another film"
    return forge.relist().history(making.Vault()).reseal().as_folder(target)


@forged(("exhibit_differs_from_acquired", making.EXHIBITS[0].item), ("exhibit_differs_from_acquired", making.EXHIBITS[1].item))
def exhibits_under_each_others_numbers(forge, target):
    forge.files[FIRST], forge.files[SECOND_EXHIBIT] = forge.files[SECOND_EXHIBIT], forge.files[FIRST]
    return forge.relist().history(making.Vault()).reseal().as_folder(target)


@forged(("exhibit_missing", making.EXHIBITS[0].item))
def exhibit_missing(forge, target):
    del forge.files[FIRST]
    return forge.relist().history(making.Vault()).reseal().as_folder(target)


@forged(("exhibit_not_named", "data/evidence/K7Q4MX-0012-02.mov"))
def exhibit_not_named(forge, target):
    forge.files = {"data/evidence/K7Q4MX-0012-02.mov": b"one more"} | forge.files
    return forge.relist().history(making.Vault()).reseal().as_folder(target)


@forged(("exhibit_not_named", "data/evidence/K7Q4MX-0012-01.mp4"))
def exhibit_twice_under_one_number(forge, target):
    payload = {path: data for path, data in forge.files.items() if path.startswith("data/")}
    forge.files = payload | {"data/evidence/K7Q4MX-0012-01.mp4": b"one more"} | forge.files
    return forge.relist().history(making.Vault()).reseal().as_folder(target)


@forged(("acquired_missing", making.EXHIBITS[0].item), ("acquired_missing", making.EXHIBITS[1].item))
def acquired_missing(forge, target):
    vault = making.Vault()
    vault.seal(sha256(forge.files[bag.MANIFEST]))
    forge.files |= making.encoded(vault.extract(withheld=("giver_name", "digests")))
    return forge.retag().reseal().as_folder(target)


@forged(("acquired_twice", making.EXHIBITS[0].item))
def acquired_twice(forge, target):
    vault = making.Vault()
    vault.acquire_again(making.EXHIBITS[0])
    return forge.history(vault).reseal().as_folder(target)


# --- lists and bag


@forged(("list_not_in_form", "tagmanifest-sha256.txt"))
def list_not_in_form(forge, target):
    forge.files[bag.TAG_MANIFEST] += b"\n"
    return forge.reseal().as_folder(target)


@forged(("list_not_in_form", "tagmanifest-sha256.txt"), ("listed_twice", "index.csv"))
def listed_twice(forge, target):
    forge.files[bag.TAG_MANIFEST] += f"{sha256(forge.files['index.csv'])}  index.csv\n".encode()
    return forge.reseal().as_folder(target)


@forged(("listed_in_wrong_list", "data/papers/receipt.txt"))
def listed_in_wrong_list(forge, target):
    forge.files[bag.TAG_MANIFEST] += f"{sha256(forge.files['data/papers/receipt.txt'])}  data/papers/receipt.txt\n".encode()
    return forge.reseal().as_folder(target)


def with_line(forge, target, path):
    return forge.relist({path: sha256(b"x")}).history(making.Vault()).reseal().as_folder(target)


@forged(("name_traversal", "data/../../../../tmp/evil"), ("file_missing", "data/../../../../tmp/evil"))
def name_traversal(forge, target):
    return with_line(forge, target, "data/../../../../tmp/evil")


@forged(("name_absolute", "/etc/passwd"), ("file_missing", "/etc/passwd"))
def name_absolute(forge, target):
    return with_line(forge, target, "/etc/passwd")


@forged(("name_not_plain", "data/N\\u00FA\\u00F1ez.jpg"), ("file_missing", "data/N\\u00FA\\u00F1ez.jpg"))
def name_not_plain(forge, target):
    return with_line(forge, target, "data/N\u00fa\u00f1ez.jpg")


@forged(("name_reserved", "data/aux.jpg"), ("file_missing", "data/aux.jpg"))
def name_reserved(forge, target):
    return with_line(forge, target, "data/aux.jpg")


@forged(("name_too_long", "data/" + "x" * 81), ("file_missing", "data/" + "x" * 81))
def name_too_long(forge, target):
    return with_line(forge, target, "data/" + "x" * 81)


@forged(("name_collides", "index.csv"), ("file_unlisted", "INDEX.csv"))
def name_collides(forge, target):
    forge.files["INDEX.csv"] = b""
    return forge.as_folder(target)


@forged(("bagit_txt_differs", "bagit.txt"))
def bagit_txt_differs(forge, target):
    forge.files[bag.BAGIT] = forge.files[bag.BAGIT].replace(b"1.0", b"0.97")
    return forge.retag().reseal().as_folder(target)


@forged(("bag_info_malformed", "bag-info.txt"))
def bag_info_malformed(forge, target):
    forge.files[bag.BAG_INFO] += b"  more\n"
    return forge.retag().reseal().as_folder(target)


@forged(("bag_info_disagrees", "Payload-Oxum"), ("bag_info_disagrees", "External-Identifier"))
def bag_info_disagrees(forge, target):
    forge.files[bag.BAG_INFO] = b"External-Identifier: another\nPayload-Oxum: 1.1\n"
    return forge.retag().reseal().as_folder(target)


@forged(("custody_malformed", "custody/entries.jsonl"))
def custody_malformed(forge, target):
    forge.files["custody/entries.jsonl"] += b"{}"
    return forge.retag().reseal().as_folder(target)


@forged(("custody_malformed", "custody/proofs"))
def a_proof_too_many(forge, target):
    forge.files["custody/proofs"] += b"\n"
    return forge.retag().reseal().as_folder(target)


@forged(("custody_malformed", "custody/proofs"), *(("inclusion_wrong", f"entry {at}") for at in (0, 1, 3, 4, 5, 6, 7, 8)))
def proofs_in_another_form(forge, target):
    forge.files["custody/proofs"] = forge.files["custody/proofs"].replace(b"\n", b" \n")
    return forge.retag().reseal().as_folder(target)


@forged(("not_signed", ""))
def not_signed(forge, target):
    for path in [path for path in forge.files if path.startswith(("seal.", "signer.", "custody/"))]:
        del forge.files[path]
    del forge.files[bag.TAG_MANIFEST]
    return forge.as_folder(target)


# --- files


@forged(("file_differs", FIRST))
def file_differs(forge, target):
    forge.files[FIRST] += b"\0"
    return forge.as_folder(target)


@forged(("file_missing", FIRST))
def file_missing(forge, target):
    del forge.files[FIRST]
    return forge.as_folder(target)


@forged(("file_swapped", FIRST), ("file_swapped", SECOND_EXHIBIT))
def file_swapped(forge, target):
    forge.files[FIRST], forge.files[SECOND_EXHIBIT] = forge.files[SECOND_EXHIBIT], forge.files[FIRST]
    return forge.as_folder(target)


@forged(("file_unlisted", "data/extra/"), ("file_unlisted", "tool.exe"))
def file_unlisted(forge, target):
    forge.files["tool.exe"] = b"MZ"
    folder = forge.as_folder(target)
    (folder / "data" / "extra").mkdir()
    return folder


@forged(
    ("file_of_system", ".DS_Store"),
    ("file_of_system", "data/evidence/._K7Q4MX-0012-01.mov"),
    ("file_of_system", "data/Thumbs.db"),
)
def file_of_system(forge, target):
    forge.files |= {".DS_Store": b"x", "data/Thumbs.db": b"x", "data/evidence/._K7Q4MX-0012-01.mov": b"x"}
    return forge.as_folder(target)


@forged(("file_is_link", FIRST), ("file_is_link", "data/evidence/more"))
def file_is_link(forge, target):
    folder = forge.as_folder(target)
    (target / "elsewhere").write_bytes(forge.files[FIRST])
    (folder / FIRST).unlink()
    (folder / FIRST).symlink_to(target / "elsewhere")
    (folder / "data" / "evidence" / "more").symlink_to("/", target_is_directory=True)
    return folder


@forged(("file_is_special", FIRST))
def file_is_special(forge, target):
    folder = forge.as_folder(target)
    (folder / FIRST).unlink()
    os.mkfifo(folder / FIRST)
    return folder


# --- ZIPs


@forged(("zip_folder_differs", "another"))
def zip_folder_differs(forge, target):
    forge.name = "another"
    return forge.as_zip(target)


@forged(("zip_folder_differs", "tool.exe"), ("file_unlisted", "tool.exe"))
def zip_with_a_file_outside(forge, target):
    pairs = [(f"{forge.name}/{name}".encode(), data) for name, data in forge.files.items()]
    return forge.as_zip(target, [*pairs, (b"tool.exe", b"MZ")])


@forged(("zip_order_differs", ""))
def zip_order_differs(forge, target):
    pairs = [(f"{forge.name}/{name}".encode(), data) for name, data in forge.files.items()]
    return forge.as_zip(target, [*pairs[1:], pairs[0]])


@forged(("name_twice", f"{making.NAME}/{FIRST}"))
def name_twice(forge, target):
    pairs = [(f"{forge.name}/{name}".encode(), data) for name, data in forge.files.items()]
    return forge.as_zip(target, [*pairs, (f"{forge.name}/{FIRST}".encode(), b"another film")])


@forged(("name_traversal", "../../evil.exe"), ("zip_folder_differs", "../../evil.exe"), ("file_unlisted", "../../evil.exe"))
def zip_slip(forge, target):
    pairs = [(f"{forge.name}/{name}".encode(), data) for name, data in forge.files.items()]
    return forge.as_zip(target, [*pairs, (b"../../evil.exe", b"MZ")])


def rewritten(forge, target, change):
    """A ZIP whose bytes `change` takes and gives."""
    path = forge.as_zip(target)
    with path.open("rb") as file:
        members = archive.read_directory(file).members
    path.write_bytes(change(bytearray(path.read_bytes()), members))
    return path


@forged(("zip_record_differs", f"{making.NAME}/{FIRST}"))
def zip_record_differs(forge, target):
    def change(data, members):
        data[members[0].offset + 10] ^= 1
        return data

    return rewritten(forge, target, change)


@forged(("zip_check_differs", FIRST))
def zip_check_differs(forge, target):
    def change(data, members):
        first = members[0]
        wrong = archive.Member(first.name, first.size, first.crc ^ 1, first.offset)
        for before, after in ((archive.local_header, archive.local_header), (archive.central_record, archive.central_record)):
            data = data.replace(before(first), after(wrong))
        return data

    return rewritten(forge, target, change)


@forged(("zip_incomplete", ""))
def zip_incomplete(forge, target):
    return rewritten(forge, target, lambda data, _members: data[:-1])


@forged(("zip_directory_damaged", ""))
def zip_directory_damaged(forge, target):
    return rewritten(forge, target, lambda data, _members: b"MZ" + data)


@forged(("zip_gap", f"{making.NAME}/data/derivatives/K7Q4MX-0012-01/poster.jpg"))
def zip_gap(forge, target):
    def change(data, members):
        moved = [members[0], *(archive.Member(m.name, m.size, m.crc, m.offset + 6) for m in members[1:])]
        body = bytes(data[: members[1].offset]) + b"hidden" + bytes(data[members[1].offset : members[-1].end])
        records = b"".join(map(archive.central_record, moved))
        return body + records + archive.end_records(len(moved), len(records), len(body))

    return rewritten(forge, target, change)


@forged(("zip_packed_otherwise", ""))
def zip_packed_otherwise(forge, target):
    path = target / "packed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as other:
        for name, data in forge.files.items():
            other.writestr(f"{forge.name}/{name}", data * 2)
    return path


# --- the tests


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return making.write(tmp_path_factory.mktemp("good")).path


def found_by_us(path):
    return sorted((one.code, one.severity.value, one.subject) for one in checks.verify_bundle(path).findings)


def found_by_it(verifier, path):  # noqa: F811
    return sorted((one["code"], one["severity"], one["subject"]) for one in verifier.verify(str(path)).findings)


@pytest.mark.parametrize("name", FORGED)
def test_each_bad_bundle_causes_its_finding_and_no_other(tmp_path, good, verifier, name):  # noqa: F811
    make, expected = FORGED[name]
    path = make(Forge(good), tmp_path)
    found = found_by_us(path)
    assert [(code, subject) for code, _, subject in found] == sorted(expected)
    assert found_by_it(verifier, path) == found


def test_what_cannot_be_read_is_said_to_be_unread(tmp_path, good, verifier, monkeypatch):  # noqa: F811
    folder = Forge(good).as_folder(tmp_path)
    size = (folder / FIRST).stat().st_size
    real = os.read

    def read(fd, most):
        if os.fstat(fd).st_size == size:
            raise OSError(5, "injected")
        return real(fd, most)

    monkeypatch.setattr(os, "read", read)
    found = found_by_us(folder)
    assert found == found_by_it(verifier, folder) == [("file_unreadable", "attention", FIRST)]
    assert checks.verify_bundle(folder).verdict.value == "attention"


def test_a_folder_that_cannot_be_read_is_said_once(tmp_path, good, verifier, monkeypatch):  # noqa: F811
    folder = Forge(good).as_folder(tmp_path)
    real = os.scandir

    def scandir(path):
        if Path(path).name == "evidence":
            raise OSError(5, "injected")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = found_by_us(folder)
    assert found == found_by_it(verifier, folder) == [("file_unreadable", "attention", "data/evidence/")]


def test_a_report_has_an_end(tmp_path, good, verifier, monkeypatch):  # noqa: F811
    forge = Forge(good)
    forge.files |= {f"more{number}": b"" for number in range(20)}
    folder = forge.as_folder(tmp_path)
    monkeypatch.setattr(files, "MOST_FINDINGS", 5)
    monkeypatch.setattr(verifier, "MOST_FINDINGS", 5)
    assert [code for code, _, _ in found_by_us(folder)] == ["file_unlisted"] * 5 + ["more_findings"]
    assert found_by_it(verifier, folder) == found_by_us(folder)


def test_every_code_of_ours_has_a_bad_bundle():
    source = "".join(path.read_text() for path in Path(checks.__file__).parent.glob("*.py") if path.name != "plainbag.py")
    source += Path(archive.__file__).read_text()
    written = set(re.findall(r'(?:\badd|\bfault|Finding|Deviation|append)\(\s*"([a-z_]+)"', source))
    written |= set(re.findall(r'return "(name_[a-z_]+)"', source))
    caused = {code for _, expected in FORGED.values() for code, _ in expected}
    elsewhere = {"bundle_unfinished", "fingerprint_differs", "file_unreadable", "more_findings", "log_outside_bundle"}
    elsewhere |= {"fingerprint_not_compared", "contents_not_read"}
    assert written - caused == elsewhere & written


def test_an_encrypted_member_that_was_changed_is_named(tmp_path):
    """A damaged salt looks like a wrong passphrase for that member; it must not for the whole."""
    path = making.write(tmp_path, Form.ZIP, making.PASSPHRASE).path
    data = path.read_bytes()
    members = archive.read_directory(io.BytesIO(data)).members
    for member in (members[0], members[5]):
        for at in (member.start, member.start + 17, member.start + 18, member.end - 1):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            codes = {(one.code, one.subject) for one in checks.verify_bundle(path, passphrase=making.PASSPHRASE).findings}
            assert ("zip_check_differs", member.name.decode().partition("/")[2]) in codes
