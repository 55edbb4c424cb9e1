"""Checkpoints against signed notes written down once more with hashlib and base64, and every other form refused."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.custody import checkpoint
from intake.errors import TamperError
from tests.custody import making

LOG = making.Key("log")
ORIGIN = checkpoint.origin(making.CODE, making.VAULT)
ROOT = hashlib.sha256(b"root").digest()
NOTE = checkpoint.encode(ORIGIN, 42, ROOT, LOG.sign, LOG.public).note


def written_again(origin=ORIGIN, size="42", root=ROOT, key=LOG):
    """A signed note as c2sp.org/signed-note and c2sp.org/tlog-checkpoint say, nothing of the code used."""
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    key_hash = hashlib.sha256(origin.encode() + b"\n\x01" + key.public).digest()[:4]
    return f"{text}\n\u2014 {origin} {base64.b64encode(key_hash + key.sign(text.encode())).decode()}\n".encode()


def cosignature(name="witness.example/w1", data=b"\x00\x01\x02\x03" + bytes(72)):
    return f"\u2014 {name} {base64.b64encode(data).decode()}\n".encode()


@given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32))
def test_written_and_read(size, root):
    made = checkpoint.encode(ORIGIN, size, root, LOG.sign, LOG.public)
    assert made.note == written_again(size=str(size), root=root)
    assert checkpoint.parse(made.note) == made
    assert (made.origin, made.size, made.root) == (ORIGIN, size, root)
    assert checkpoint.is_signed_by(made, LOG.public)
    assert checkpoint.own_note(made) == made.note


def test_key_name_and_key_of_the_specification():
    # The example of c2sp.org/signed-note: PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW
    text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    name, public = checkpoint.parse_verifier_key(text)
    assert checkpoint.key_hash(name, public).hex() == "c74f20a3"
    assert checkpoint.verifier_key(name, public) == text
    assert checkpoint.parse_verifier_key(checkpoint.verifier_key(ORIGIN, LOG.public)) == (ORIGIN, LOG.public)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_other_verifier_keys_are_refused(text):
    with pytest.raises(TamperError):
        checkpoint.parse_verifier_key(text)


def test_short_code_is_forty_bits_of_the_text():
    text = NOTE.partition(b"\n\n")[0] + b"\n"
    number = int.from_bytes(hashlib.sha256(text).digest(), "big") >> 216
    letters = ""
    for _ in range(8):
        letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[number % 32] + letters
        number //= 32
    assert checkpoint.parse(NOTE).short_code == f"{letters[:4]} {letters[4:]}"


def test_another_key_did_not_sign_it():
    made = checkpoint.parse(NOTE)
    assert not checkpoint.is_signed_by(made, making.Key("other").public)
    forged = NOTE.replace(b"\n42\n", b"\n43\n")
    assert not checkpoint.is_signed_by(checkpoint.parse(forged), LOG.public)


def test_cosignatures_are_kept_and_the_logs_own_stays_first():
    note = NOTE + cosignature() + cosignature("other.example")
    made = checkpoint.parse(note)
    assert checkpoint.is_signed_by(made, LOG.public)
    assert [line.name for line in checkpoint.signatures(made)] == [ORIGIN, "witness.example/w1", "other.example"]
    assert checkpoint.own_note(made) == NOTE
    assert made.short_code == checkpoint.parse(NOTE).short_code
    most = NOTE + b"".join(cosignature(f"w{n}") for n in range(checkpoint.MOST_SIGNATURES - 1))
    assert len(checkpoint.signatures(checkpoint.parse(most))) == checkpoint.MOST_SIGNATURES
    with pytest.raises(TamperError):
        checkpoint.parse(most + cosignature("one more"))


TEXT, _, SIGNATURE = NOTE.partition(b"\n\n")


@pytest.mark.parametrize(
    "note",
    [
        b"",
        TEXT,
        TEXT + b"\n",
        TEXT + b"\n\n",
        TEXT + b"\n" + SIGNATURE,
        NOTE[:-1],
        NOTE + b"\n",
        b"\n" + NOTE,
        NOTE.replace(b"\n", b"\r\n"),
        NOTE.replace(b"\n42\n", b"\n042\n"),
        NOTE.replace(b"\n42\n", b"\n+42\n"),
        NOTE.replace(b"\n42\n", b"\n-42\n"),
        NOTE.replace(b"\n42\n", b"\n\xd9\xa4\n"),
        NOTE.replace(b"\n42\n", b"\n9007199254740992\n"),
        NOTE.replace(b"\n42\n", b"\n42\nextension\n"),
        NOTE.replace(b"K7Q4MX", b"K7Q4MI"),
        NOTE.replace("\u2014".encode(), b"-"),
        NOTE.replace("\u2014 ".encode(), "\u2014  ".encode()),
        NOTE + NOTE.partition(b"\n\n")[2],
        cosignature().join([TEXT + b"\n\n", SIGNATURE]),
        NOTE + cosignature("two words"),
        NOTE + cosignature("a+b"),
        NOTE + cosignature(""),
        NOTE + cosignature(data=b"1234"),
        NOTE + b"\xff\n",
        NOTE + cosignature(data=bytes(checkpoint.MOST_NOTE_BYTES)),
        written_again(origin="example.com/log"),
        written_again(root=ROOT[:31]),
        written_again(root=b""),
    ],
)
def test_other_notes_are_malformed(note):
    with pytest.raises(TamperError) as caught:
        checkpoint.parse(note)
    assert caught.value.code == "malformed"


@given(st.data())
def test_any_changed_byte_is_found(data):
    at = data.draw(st.integers(0, len(NOTE) - 1))
    changed = bytearray(NOTE)
    changed[at] ^= data.draw(st.integers(1, 255))
    try:
        made = checkpoint.parse(bytes(changed))
    except TamperError:
        return
    assert not checkpoint.is_signed_by(made, LOG.public)


def test_origins():
    assert f"evidence-intake/K7Q4MX/{making.VAULT}" == ORIGIN
    later = checkpoint.origin(making.CODE, making.VAULT, restored="cd" * 16)
    assert checkpoint.first_origin(later) == (ORIGIN, True)
    assert checkpoint.first_origin(ORIGIN) == (ORIGIN, False)
    for wrong in ("", ORIGIN + "/", ORIGIN + "/2", ORIGIN + "\n", "evidence-intake/K7Q4MX/", later + "/" + "cd" * 16):
        with pytest.raises(ValueError):
            checkpoint.first_origin(wrong)
    with pytest.raises(ValueError):
        checkpoint.origin("K7Q4M", making.VAULT)
    for size, root in ((-1, ROOT), (2**53, ROOT), (1, ROOT[1:])):
        with pytest.raises(ValueError):
            checkpoint.encode(ORIGIN, size, root, LOG.sign, LOG.public)
