"""Canonical JSON against the `rfc8785` package, and what it refuses."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import TamperError
from intake.records import canonical

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_same_bytes_as_rfc8785(value):
    encoded = canonical.encode(value)
    assert encoded == rfc8785.dumps(value)
    assert canonical.parse(encoded) == value


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), {"é": 1}, "\ud800", {1: 2}, b"x", float("nan")])
def test_values_without_a_canonical_form_are_refused(value):
    with pytest.raises(ValueError):
        canonical.encode(value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b"1.0",
        b"1e3",
        b"NaN",
        b"[1,]",
        b"\xff",
        b"",
        b'"\\u0061"',
        b"[" * 5000,
        b"1\n",
        b"9007199254740992",
    ],
)
def test_bytes_that_encode_would_not_write_are_refused(data):
    with pytest.raises(TamperError) as caught:
        canonical.parse(data)
    assert caught.value.code == "malformed"


def test_larger_than_its_limit():
    with pytest.raises(TamperError):
        canonical.parse(b'"aaaa"', most=5)


def test_signed_bytes_start_with_their_type():
    assert (
        canonical.signed_bytes("evidence-intake/entry/1", {"b": 1, "a": "é"})
        == 'evidence-intake/entry/1\n{"a":"é","b":1}'.encode()
    )
    with pytest.raises(ValueError):
        canonical.signed_bytes("two\nlines", {})


DEEP = b"[" * 33 + b"]" * 33
ARRAYS = st.lists(VALUES, max_size=4)


@given(st.lists(ARRAYS, max_size=5))
def test_arrays_read_together_are_the_arrays_read_alone(values):
    encoded = [canonical.encode(value) for value in values]
    assert canonical.parse_arrays(encoded) == values


@pytest.mark.parametrize(
    "parts",
    [
        [b'["a","b",1],["c"', b'"d",2]'],
        [b'["a",["b"]', b'["c"]]'],
        [b'["a"],null,["b"]', b'["c"'],
        [b'["a"],null,["b"]', b'["c"]'],
        [b'["a"]', b'null,["c"]'],
        [b'["a"],null', b'["c"]'],
        [b'["a"],null,null', b'["b"]', b'["c"]'],
        [b'["a",[1', b'2]],null,["c"]'],
        [b'["a",[1', b'[2]],null,["c"]'],
        [b'["a"', b'"b"],null,["c"],null,["d"]', b'["e"]'],
        [b'["a","x', b'y"],null,["b"]'],
        [b'["a"', b'["b"],null,["c"]]'],
        [b'[0,["a"]', b'["b"]]'],
        [b'["a"]\xc3', b'\xa9["b"]'],
        [b'["a\xc3', b'\xa9"]'],
        [b'["a"] ', b'["b"]'],
        [b'["a"]', b'["b"]\n'],
        [b' ["a"]', b'["b"]'],
        [b'["a"]', b'{"b":1}'],
        [b'["a"]', b"1"],
        [b'["a"]', b""],
        [b'["a"]', b"[1.0]"],
        [b'["a"]', b'[ "b"]'],
        [b'["a"]', b'["\xff"]'],
        [b'["a"]', b'[{"b":1,"b":1}]'],
        [b'["a"]', '[{"é":1}]'.encode()],
        [b"[1]"] * 40 + [b"[" * 34 + b"]" * 34],
        [b"[" * 34 + b"]" * 34],
        [b'["a",null,"b"]', b"[1.0]"],
    ],
)
def test_no_part_leans_on_its_neighbour(parts):
    with pytest.raises(TamperError) as caught:
        canonical.parse_arrays(parts)
    assert caught.value.code == "malformed"


@given(st.lists(st.lists(st.sampled_from(["[", "]", ",", "null", '"', "1", ",null,", "{", '"a":', "}"]), max_size=6), max_size=4))
def test_fragments_are_read_together_exactly_when_each_is_read_alone(fragments):
    parts = ["".join(one).encode() for one in fragments]
    assert _or_refused(lambda: canonical.parse_arrays(parts)) == _or_refused(lambda: [_array(one) for one in parts])


@given(st.lists(ARRAYS, min_size=1, max_size=5), st.data())
def test_a_text_that_is_cut_elsewhere_is_read_together_exactly_when_each_piece_is_read_alone(values, data):
    pieces = b",null,".join([canonical.encode(value) for value in values]).split(b",")
    parts, together = [pieces[0]], []
    for piece in pieces[1:]:
        if data.draw(st.booleans()):
            parts.append(piece)
        else:
            parts[-1] += b"," + piece
    together = [one for one in parts if one != b"null"]
    for some in (parts, together):
        assert _or_refused(lambda some=some: canonical.parse_arrays(some)) == _or_refused(
            lambda some=some: [_array(one) for one in some]
        )


def _array(part):
    value = canonical.parse(part)
    if not isinstance(value, list):
        raise TamperError("malformed")
    return value


def _or_refused(act):
    try:
        return act()
    except TamperError as error:
        return error.code


def test_arrays_as_deep_as_allowed_and_with_the_separating_text_inside():
    assert canonical.parse_arrays([DEEP] * 3) == [canonical.parse(DEEP)] * 3
    assert canonical.parse_arrays([b'["a",null,"b"]', b"[1]"]) == [["a", None, "b"], [1]]
    assert canonical.parse_arrays([b'["a,null,b"]', b"[1]"]) == [["a,null,b"], [1]]
    assert canonical.parse_arrays([b"[null,null,null]", b"[null]"]) == [[None] * 3, [None]]


def test_arrays_beyond_their_limit_together():
    assert canonical.parse_arrays([b"[1]"] * 4, most=12)
    with pytest.raises(TamperError):
        canonical.parse_arrays([b"[1]"] * 4, most=11)
