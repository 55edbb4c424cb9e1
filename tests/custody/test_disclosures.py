"""Disclosures against the examples of RFC 9901, a digest computed with hashlib alone, and everything that does not belong."""

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.custody import disclosures
from intake.errors import TamperError
from tests.records.test_canonical import VALUES

SALT = bytes(range(16))
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)


def made(count=3):
    """Disclosures `a`, `b`, …, in the order of their digests, and those digests."""
    pairs = []
    for n in range(count):
        one = disclosures.make(chr(97 + n), {"n": n}, hashlib.sha256(bytes([n])).digest()[:16])
        pairs.append((disclosures.digest_of(one.encoded), one.encoded))
    pairs.sort()
    return [digest for digest, _ in pairs], [encoded for _, encoded in pairs]


def reason(caught):
    return caught.value.code, caught.value.facts.get("reason")


def test_digest_is_that_of_the_rfc():
    # RFC 9901 section 4.2.3
    encoded = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert disclosures.digest_of(encoded) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


@given(NAMES, VALUES, st.binary(min_size=16, max_size=16))
def test_round_trip_and_an_independent_digest(name, value, salt):
    one = disclosures.make(name, value, salt)
    raw = base64.urlsafe_b64decode(one.encoded + "=" * (-len(one.encoded) % 4))
    assert raw == disclosures.raw_of(one)
    digest = base64.urlsafe_b64encode(hashlib.sha256(one.encoded.encode()).digest()).decode().rstrip("=")
    assert disclosures.match([digest], [one.encoded]) == (one,)
    assert disclosures.examine([digest], disclosures.carried_raw([raw])) == ((one,), ())


@given(st.binary(max_size=70))
def test_base64url_has_one_form(data):
    text = disclosures.to_base64url(data)
    assert "=" not in text
    assert disclosures.from_base64url(text) == data


@pytest.mark.parametrize("text", ["QQ==", "QR", "Q Q", "QQ\n", "Q", "QUE/", "QUE+", "QÀ", "QQ=", "Q*Q"])
def test_other_base64_is_refused(text):
    with pytest.raises(ValueError):
        disclosures.from_base64url(text)


@pytest.mark.parametrize(
    ("name", "salt"), [("Name", SALT), ("_sd", SALT), ("...", SALT), ("", SALT), ("a" * 41, SALT), ("a", b"short")]
)
def test_what_has_no_place_is_not_made(name, salt):
    with pytest.raises(ValueError):
        disclosures.make(name, 1, salt)


def test_opened_in_part():
    digests, encoded = made(4)
    assert disclosures.match(digests, []) == ()
    assert [one.encoded for one in disclosures.match(digests, encoded[1:3])] == encoded[1:3]


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b'["AAAAAAAAAAAAAAAAAAAAAA","name"]', "two members"),
        (b'["AAAAAAAAAAAAAAAAAAAAAA","name",1,2]', "four"),
        (b'["AAAAAAAAAAAAAAAAAAAAAA", "name",1]', "a space"),
        (b'["AAAAAAAAAAAAAAAAAAAAA","name",1]', "a short salt"),
        (b'[1,"name",1]', "a number as salt"),
        (b'["AAAAAAAAAAAAAAAAAAAAAA",1,1]', "a number as name"),
        (b'["AAAAAAAAAAAAAAAAAAAAAA","_sd",1]', "a reserved name"),
        (b'["AAAAAAAAAAAAAAAAAAAAAA","Name",1]', "another alphabet"),
        (b'{"name":1}', "an object"),
        (b"", "nothing"),
    ],
)
def test_other_forms_are_malformed(raw, why):
    encoded = disclosures.to_base64url(raw)
    with pytest.raises(TamperError) as caught:
        disclosures.match([disclosures.digest_of(encoded)], [encoded])
    assert reason(caught) == ("malformed", "disclosure_malformed"), why


def test_each_that_does_not_belong_is_named_and_the_rest_is_kept():
    digests, encoded = made(5)
    stranger = disclosures.make("z", 1, SALT)
    stranger_digest = disclosures.digest_of(stranger.encoded)
    opened, refused = disclosures.examine(
        digests, disclosures.carried_encoded([encoded[1], "not base64!", stranger.encoded, encoded[0], encoded[3], encoded[3]])
    )
    assert [one.encoded for one in opened] == [encoded[1], encoded[0], encoded[3]]
    assert [one.code for one in refused] == [
        "disclosure_malformed",
        "disclosure_not_in_entry",
        "disclosure_out_of_order",
        "disclosure_repeated",
    ]
    assert refused[1].digest == stranger_digest
    assert refused[3].digest == digests[3]


def test_digest_of_another_text_is_not_in_the_entry():
    digests, encoded = made(2)
    with pytest.raises(TamperError) as caught:
        disclosures.match(digests[:1], encoded)
    assert reason(caught) == ("digest_differs", "disclosure_not_in_entry")


def test_one_name_twice_is_refused_even_under_two_digests():
    two = [disclosures.make("a", value, SALT) for value in (1, 2)]
    pairs = sorted((disclosures.digest_of(one.encoded), one.encoded) for one in two)
    with pytest.raises(TamperError) as caught:
        disclosures.match([digest for digest, _ in pairs], [encoded for _, encoded in pairs])
    assert reason(caught) == ("malformed", "disclosure_repeated")


@given(st.permutations(range(4)))
def test_only_one_order_is_accepted(order):
    digests, encoded = made(4)
    shuffled = [encoded[n] for n in order]
    if shuffled == encoded:
        assert len(disclosures.match(digests, shuffled)) == 4
    else:
        with pytest.raises(TamperError):
            disclosures.match(digests, shuffled)


@given(st.data())
def test_any_changed_character_is_found(data):
    digests, encoded = made(3)
    which = data.draw(st.integers(0, 2))
    text = encoded[which]
    at = data.draw(st.integers(0, len(text) - 1))
    character = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[at]))
    encoded[which] = text[:at] + character + text[at + 1 :]
    with pytest.raises(TamperError):
        disclosures.match(digests, encoded)


def test_together_they_have_a_limit(monkeypatch):
    digests, encoded = made(3)
    size = len(disclosures.from_base64url(encoded[0]))
    monkeypatch.setattr(disclosures, "MOST_RAW_BYTES", 3 * size)
    assert len(disclosures.match(digests, encoded)) == 3
    monkeypatch.setattr(disclosures, "MOST_RAW_BYTES", 3 * size - 1)
    opened, refused = disclosures.examine(digests, disclosures.carried_encoded(encoded))
    assert (len(opened), [one.code for one in refused]) == (2, ["disclosure_malformed"])
