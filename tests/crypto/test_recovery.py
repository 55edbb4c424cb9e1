"""The recovery code: tired hands may type it as they like, and a slip is found where it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.crypto.recovery import DATA, GROUP, GROUPS, is_right, new_recovery_code, parse_recovery_code
from intake.errors import UnlockError
from intake.ids import CROCKFORD

CODE = "01237-4567K-89ABE-CDEFY-GHJKN-MNPQ1-RSTVW"


def wrong_group(text: str) -> int:
    with pytest.raises(UnlockError) as caught:
        parse_recovery_code(text)
    assert caught.value.code == "recovery_code_malformed"
    return caught.value.facts["group"]


def test_new_codes_are_right_and_random():
    codes = {new_recovery_code() for _ in range(50)}
    assert len(codes) == 50
    assert GROUPS * DATA * 5 >= 128
    for code in codes:
        assert parse_recovery_code(code) == code.replace("-", "").encode()
        assert [len(group) for group in code.split("-")] == [GROUP] * GROUPS


def test_the_arithmetic_is_frozen():
    assert parse_recovery_code(CODE) == CODE.replace("-", "").encode()


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        CODE.replace("-", " "),
        CODE.replace("-", "\n"),
        CODE.replace("-", " – "),
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
        f"  {CODE}\n",
        CODE.replace("-", "").lower()[:17] + " " + CODE.replace("-", "").lower()[17:],
        "-".join(CODE),
    ],
)
def test_typed_as_one_likes(typed):
    assert parse_recovery_code(typed) == CODE.replace("-", "").encode()


def test_every_wrong_character_names_its_group():
    for at, character in enumerate(CODE):
        if character == "-":
            continue
        for other in CROCKFORD.replace(character, "") + "U!ä":
            assert wrong_group(CODE[:at] + other + CODE[at + 1 :]) == 1 + at // (GROUP + 1)


def test_every_pair_swapped_names_its_group():
    for number, group in enumerate(CODE.split("-"), 1):
        for a in range(GROUP):
            for b in range(a):
                swapped = list(group)
                swapped[a], swapped[b] = swapped[b], swapped[a]
                if swapped != list(group):
                    assert (
                        wrong_group("-".join([*CODE.split("-")[: number - 1], "".join(swapped), *CODE.split("-")[number:]]))
                        == number
                    )


def test_groups_swapped_left_out_repeated_or_added():
    groups = CODE.split("-")
    for a in range(GROUPS):
        for b in range(a):
            swapped = list(groups)
            swapped[a], swapped[b] = swapped[b], swapped[a]
            assert wrong_group("-".join(swapped)) == b + 1
        assert wrong_group("-".join([*groups[:a], *groups[a + 1 :]])) == a + 1
    assert wrong_group(CODE + "-01234") == GROUPS + 1
    assert wrong_group(CODE + " " * 300 + "x") == GROUPS + 1
    assert wrong_group("") == 1
    assert wrong_group("-----") == 1


def test_a_character_too_few_or_too_many_names_its_group():
    for number in range(1, GROUPS + 1):
        groups = CODE.split("-")
        for group in (groups[number - 1][:-1], groups[number - 1] + "0"):
            assert wrong_group("-".join([*groups[: number - 1], group, *groups[number:]])) == number
    assert wrong_group(CODE.replace("-", "")[:-1]) == GROUPS
    assert wrong_group(CODE.replace("-", "") + "0") == GROUPS + 1


def test_groups_one_by_one():
    for number, group in enumerate(CODE.split("-"), 1):
        assert is_right(group.lower(), number)
        assert [other for other in range(-1, GROUPS + 3) if is_right(group, other)] == [number]


@given(st.text(max_size=60))
def test_noise_is_refused(text):
    assert 1 <= wrong_group(text) <= GROUPS + 1
