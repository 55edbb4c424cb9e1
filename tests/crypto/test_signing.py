"""Signatures: strict, the same for every verifier; keys in one form only."""

import base64
import json

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.crypto import signing
from intake.crypto.signing import SigningKey, from_der, from_pem, key_id_of, to_der, to_pem, verify
from intake.errors import TamperError
from tests.crypto import curve, make_ed25519_vectors

VECTORS = json.loads(make_ed25519_vectors.TARGET.read_text())["vectors"]


def parts(vector: dict) -> tuple[bytes, bytes, bytes]:
    return bytes.fromhex(vector["public"]), bytes.fromhex(vector["signature"]), bytes.fromhex(vector["message"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_shared_vectors(vector):
    assert verify(*parts(vector)) is vector["valid"]


def test_the_shared_vectors_still_agree_with_their_generator():
    assert make_ed25519_vectors.TARGET.read_text() == make_ed25519_vectors.build()


def test_the_shared_vectors_bite():
    whole = [vector for vector in VECTORS if len(vector["public"]) == 64 and len(vector["signature"]) == 128]
    lax = {vector["name"] for vector in whole if curve.lax_verify(*parts(vector))}
    strange = [vector for vector in whole if not vector["valid"] and vector["name"].startswith(("R", "key"))]
    with_cofactor = {vector["name"] for vector in strange if curve.lax_verify(*parts(vector), cofactor=8)}
    assert {vector["name"] for vector in VECTORS if vector["valid"]} <= lax
    invalid = {vector["name"] for vector in VECTORS if not vector["valid"]}
    # Each of these a verifier without one of the rules would accept.
    assert {"S + L", "S + 14 L", "key and R are the identity, S = 0: fits any message"} <= lax & invalid
    assert len([name for name in lax & invalid if name.startswith("key: order")]) == 14
    assert len([name for name in lax & invalid if name.startswith("R: order 1,")]) == 4
    assert len([name for name in with_cofactor if name.startswith("R: order")]) == 14
    assert {name for name in with_cofactor if "mixed" in name} == {
        "R of mixed order, equation holds with cofactor only",
        "key of mixed order, equation holds with cofactor only",
        "key of mixed order, equation holds with hash not reduced only",
    }
    assert len({vector["name"] for vector in VECTORS}) == len(VECTORS)


def test_the_library_alone_would_accept_some():
    accepted = []
    for vector in VECTORS:
        public, signature, message = parts(vector)
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
        except (InvalidSignature, ValueError):
            continue
        if not vector["valid"]:
            accepted.append(vector["name"])
    assert "key and R are the identity, S = 0: fits any message" in accepted


def test_strictness_is_ours_and_not_the_librarys(monkeypatch):
    class AcceptsAll:
        @classmethod
        def from_public_bytes(cls, public):
            return cls()

        def verify(self, signature, message):
            """What another library, or a later version, might do."""

    monkeypatch.setattr(signing, "Ed25519PublicKey", AcceptsAll)
    ruled = ("S + ", "S all ones", "key: ", "R: ", "key and R are", "signature ", "key of 3", "key empty", "all zeros")
    refused = [vector["name"] for vector in VECTORS if vector["name"].startswith(ruled)]
    assert len(refused) > 40
    assert [name for name in refused for vector in VECTORS if vector["name"] == name and verify(*parts(vector))] == []
    assert all(verify(*parts(vector)) for vector in VECTORS if vector["valid"])


def test_wycheproof(shared_media):
    groups = json.loads((shared_media("wycheproof") / "wycheproof/ed25519_test.json").read_text())["testGroups"]
    seen = {"valid": 0, "invalid": 0}
    for group in groups:
        public = bytes.fromhex(group["publicKey"]["pk"])
        assert from_der(bytes.fromhex(group["publicKeyDer"])) == public
        for test in group["tests"]:
            result = verify(public, bytes.fromhex(test["sig"]), bytes.fromhex(test["msg"]))
            assert result is (test["result"] == "valid"), test["comment"]
            seen[test["result"]] += 1
    assert min(seen.values()) > 50


def test_small_orders_are_all_of_them():
    points = make_ed25519_vectors.torsion()
    assert len(set(points)) == 8
    assert all(curve.times(8, point) == curve.IDENTITY for point in points)
    assert {y for _, y in points} == signing.SMALL_ORDER_Y
    encodings = make_ed25519_vectors.small_order_encodings()
    assert len(encodings) == 14
    assert not any(signing._acceptable_point(encoded) for encoded in encodings)
    assert (signing.P, signing.L) == (curve.P, curve.L)


def test_x_of_zero_occurs_at_small_order_only():
    # -x² + y² = 1 + d x² y² with x = 0 leaves y² = 1, and both are refused, so no other sign bit can be wrong.
    assert {1, curve.P - 1} <= signing.SMALL_ORDER_Y
    assert {y for y in (1, curve.P - 1) if curve.recover_x(y, 0) == 0} == {1, curve.P - 1}


@settings(max_examples=25)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=300))
def test_signatures_agree_with_the_plain_reference(seed, message):
    key = SigningKey(seed)
    signature = key.sign(message)
    assert (key.public, signature) == make_ed25519_vectors.sign(seed, message)
    assert verify(key.public, signature, message)
    assert key.private_bytes() == seed


@given(st.binary(max_size=50), st.integers(0, 511))
def test_no_changed_bit_verifies(message, bit):
    key = SigningKey(bytes(32))
    changed = bytearray(key.sign(message))
    changed[bit // 8] ^= 1 << bit % 8
    assert not verify(key.public, bytes(changed), message)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64), st.binary(max_size=9))
def test_noise_is_refused_without_raising(public, signature, message):
    assert not verify(public, signature, message)


def test_new_keys_are_new():
    assert SigningKey.generate().public != SigningKey.generate().public
    with pytest.raises(ValueError):
        SigningKey(bytes(31))


def test_forms_are_those_of_the_library():
    key = SigningKey.generate()
    theirs = Ed25519PrivateKey.from_private_bytes(key.private_bytes()).public_key()
    assert to_der(key.public) == theirs.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    assert to_pem(key.public) == theirs.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert from_der(to_der(key.public)) == from_pem(to_pem(key.public)) == key.public
    for wrong in (to_der, to_pem, key_id_of):
        with pytest.raises(ValueError):
            wrong(bytes(31))


def test_a_key_has_its_id():
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    # openssl pkey -pubin -outform DER | sha256sum
    assert key_id_of(public) == "06e3fd8fda29bb60ab59557de61edb0aecdb231134be30e75b455f8e1b792fa9"


def test_every_changed_byte_of_a_key_file_shows():
    key = SigningKey(bytes(32))
    for form, load in ((to_pem(key.public), from_pem), (to_der(key.public), from_der)):
        for at in range(len(form)):
            for byte in {form[at] ^ 1, form[at] ^ 0x80, form[at] ^ 0x20, 0x0A, 0x20, 0x3D} - {form[at]}:
                changed = form[:at] + bytes([byte]) + form[at + 1 :]
                try:
                    loaded = load(changed)
                except TamperError:
                    continue
                assert loaded != key.public


def test_keys_in_any_other_form_are_refused():
    public = SigningKey(bytes(32)).public
    pem = to_pem(public)
    body = pem.split(b"\n")[1]
    last = body[:-2] + bytes([body[-2] + 1]) + body[-1:]  # the unused bits of the last character of base64
    wrong = [
        b"",
        b"-",
        pem[:-1],
        pem + b"\n",
        b"\n" + pem,
        pem.replace(b"\n", b"\r\n"),
        pem.replace(body, body[:30] + b"\n" + body[30:]),
        pem.replace(body, body + b"="),
        pem.replace(body, last),
        pem.replace(b"PUBLIC", b"public"),
        pem + pem,
        pem.replace(body, base64.b64encode(to_der(public)[:-1])),
        pem.replace(body, base64.b64encode(to_der(public).replace(b"\x70", b"\x6e", 1))),  # X25519's name
        to_der(public),
    ]
    for form in wrong:
        with pytest.raises(TamperError):
            from_pem(form)
    for der in (b"", public, to_der(public) + b"\0", to_der(public)[:-1], to_der(public).replace(b"\x70", b"\x6e", 1)):
        with pytest.raises(TamperError):
            from_der(der)
