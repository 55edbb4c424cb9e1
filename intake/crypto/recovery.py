"""The recovery code: 140 random bits on paper, written so that a slip of the pen is found and the group named.

Seven groups of four characters and a check character, in Crockford's base 32: `7K3QX-…`. The check catches any one wrong
character of a group, any two swapped, and any two groups swapped; keyslots.md has the arithmetic.
"""

import re
import secrets
from typing import Final

from intake.errors import UnlockError
from intake.ids import CROCKFORD

GROUPS: Final = 7
DATA: Final = 4
GROUP: Final = DATA + 1

_CONFUSABLE: Final = str.maketrans("OIL", "011")
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212.,_]+")
_MOST_CHARACTERS: Final = 200


def new_recovery_code() -> str:
    """`XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX`, to be printed once."""
    groups = ("".join(secrets.choice(CROCKFORD) for _ in range(DATA)) for _ in range(GROUPS))
    return "-".join(group + _check(group, number) for number, group in enumerate(groups, 1))


def parse_recovery_code(untrusted_text: str) -> bytearray:
    """The passphrase of the recovery slot: the code's 35 characters without separators, as ASCII.

    Case, separators, O for 0, I and L for 1 do not matter. UnlockError(recovery_code_malformed) with `group`, from 1, the
    first that is not right, one more than there are when something follows.
    """
    groups = _groups(untrusted_text[:_MOST_CHARACTERS])
    wrong = next((number for number in range(1, GROUPS + 1) if not is_right("".join(groups[number - 1 : number]), number)), 0)
    if not wrong and (len(groups) > GROUPS or len(untrusted_text) > _MOST_CHARACTERS):
        wrong = GROUPS + 1
    if wrong:
        raise UnlockError("recovery_code_malformed", group=wrong)
    return bytearray(_plain("".join(groups)), "ascii")


def is_right(untrusted_group: str, number: int) -> bool:
    """Whether the characters are group `number`, from 1, of some code; also for the window, while it is typed."""
    group = _plain(untrusted_group)
    if not 1 <= number <= GROUPS or len(group) != GROUP or any(character not in CROCKFORD for character in group):
        return False
    return _check(group[:DATA], number) == group[DATA]


def _plain(text: str) -> str:
    return text.upper().translate(_CONFUSABLE)


def _groups(text: str) -> list[str]:
    """By the separators, or every five characters where they were left out or stand elsewhere but the length is right."""
    groups = [group for group in _SEPARATORS.split(text) if group]
    whole = "".join(groups)
    if len(groups) == 1 or (len(groups) != GROUPS and len(whole) == GROUPS * GROUP):
        return [whole[at : at + GROUP] for at in range(0, len(whole), GROUP)]
    return groups


def _check(data: str, number: int) -> str:
    """Horner's rule over GF(32), x^5 + x^2 + 1, at x: every place has another factor, and the group's number is added."""
    total = 0
    for character in data:
        total = (total ^ CROCKFORD.index(character)) << 1
        total ^= 0x25 if total & 32 else 0
    return CROCKFORD[total ^ number]
