"""custody/: an extract comes back as it went in, and every line that is not in form is handed on for the audit to name."""

import pytest

from intake.bundle import extracts
from intake.custody import entries
from intake.errors import TamperError
from tests.bundle import making


def take_apart(files, size=1 << 20):
    """All parts, and what is said of the files when they are done; chunks of `size` bytes."""

    def chunks_of(path):
        data = files.get(path)
        return None if data is None else (data[at : at + size] for at in range(0, len(data), size))

    parts = extracts.Parts(chunks_of)
    return list(parts), parts


@pytest.fixture(scope="module")
def extract():
    vault = making.Vault()
    vault.seal("ab" * 32)
    return vault.extract()


def test_an_extract_comes_back(extract):
    encoded = extracts.encode(extract)
    assert tuple(encoded) == extracts.FILES
    found, parts = take_apart(encoded)
    assert (parts.count, parts.malformed) == (8, ())
    assert all(take_apart(encoded, size)[0] == found for size in (1, 2, 7, 1000))
    for entry, proof, part in zip(extract.entries, extract.proofs, found, strict=True):
        texts = [text for _, text, *_ in part.carried]
        assert entries.parse_entry(part.signed, part.signature, texts) == entry
        assert part.proof == proof


def test_the_lines_are_frozen(extract):
    encoded = extracts.encode(extract)
    first = encoded[extracts.ENTRIES].split(b"\n")[0]
    entry = extract.entries[0]
    assert first.startswith(b'{"entry":{"_sd":["')
    assert first.endswith(b'"type":"vault_created"},"signature":"' + first[-90:-2] + b'"}')
    assert b"evidence-intake/entry/v1\n" + first[len(b'{"entry":') : -len(b',"signature":""}') - 88] == entry.signed
    assert encoded[extracts.DISCLOSURES].split(b"\n")[0] == "~".join(one.encoded for one in entry.disclosures).encode()
    assert encoded[extracts.PROOFS].count(b" ") == sum(len(proof) - 1 for proof in extract.proofs)
    assert encoded[extracts.CHECKPOINT] == extract.checkpoint.note
    assert b"Ana N" not in b"".join(encoded.values())


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line[:-1],
        lambda line: b" " + line,
        lambda line: line.replace(b'"signature":"', b'"signature": "'),
        lambda line: line[:-5] + b"B==" + b'"}',
        lambda line: b"",
        lambda line: b"\xff" + line[1:],
    ],
)
def test_an_entry_in_another_form_is_handed_on(extract, change):
    encoded = extracts.encode(extract)
    lines = encoded[extracts.ENTRIES].split(b"\n")
    encoded[extracts.ENTRIES] = b"\n".join([change(lines[0]), *lines[1:]])
    first = take_apart(encoded)[0][0]
    assert first.signature == b""
    with pytest.raises(TamperError):
        entries.parse_entry(first.signed, first.signature, [])


@pytest.mark.parametrize(
    ("path", "change", "malformed"),
    [
        (extracts.ENTRIES, lambda data: data + b"more", (extracts.ENTRIES,)),
        (extracts.ENTRIES, lambda data: b"", (extracts.PROOFS, extracts.DISCLOSURES)),
        (extracts.PROOFS, lambda data: data[:-1], (extracts.PROOFS,)),
        (extracts.PROOFS, lambda data: b"x" + data, (extracts.PROOFS,)),
        (extracts.PROOFS, lambda data: b" ".join([data.split(b" ")[0]] * 65) + data, (extracts.PROOFS,)),
        (extracts.DISCLOSURES, lambda data: data + b"\n", (extracts.DISCLOSURES,)),
        (extracts.DISCLOSURES, lambda data: b"", (extracts.DISCLOSURES,)),
    ],
)
def test_files_in_another_form_are_named(extract, path, change, malformed):
    encoded = extracts.encode(extract)
    encoded[path] = change(encoded[path])
    found, parts = take_apart(encoded)
    assert parts.malformed == malformed
    assert len(found) == parts.count


def test_what_is_absent_counts_as_empty(extract):
    encoded = extracts.encode(extract)
    del encoded[extracts.PROOFS], encoded[extracts.DISCLOSURES]
    found, parts = take_apart(encoded)
    assert parts.malformed == ()
    assert {(part.proof, len(part.carried)) for part in found} == {((), 0)}
    assert take_apart({})[0] == []


def test_lines_and_entries_have_a_limit(extract, monkeypatch):
    encoded = extracts.encode(extract)
    monkeypatch.setattr(extracts, "MOST_ENTRIES", 3)
    found, parts = take_apart(encoded)
    assert (len(found), parts.malformed) == (3, (extracts.ENTRIES, extracts.PROOFS, extracts.DISCLOSURES))
    monkeypatch.setattr(extracts, "MOST_LINE", 100)
    found, parts = take_apart(encoded, 50)
    assert (found, extracts.ENTRIES in parts.malformed) == ([], True)
