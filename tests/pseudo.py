"""A language that nobody speaks: longer and accented, in brackets, so that what is cut off or not marked for translation shows.

In window tests: `with pseudo(): …`; a text that is not in ⟦ ⟧ was never marked, one that lacks its ⟧ was cut off.
"""

import contextlib
import gettext
import re
from collections.abc import Iterator

from intake.wording import language

_ACCENTED = str.maketrans("aeiouAEIOUcnsyz", "àéîöûÀÉÎÖÛçñšýž")
_FIELD = re.compile(r"(\{[^{}]*\})")
LONGER = 0.4  # of a sentence's length is added, as German or Finnish would


def spoken(sentence: str) -> str:
    """The sentence in it; placeholders stay."""
    parts = [part if _FIELD.fullmatch(part) else part.translate(_ACCENTED) for part in _FIELD.split(sentence)]
    return f"⟦{''.join(parts)}{'·' * round(len(sentence) * LONGER)}⟧"


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return spoken(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return spoken(msgid1 if n == 1 else msgid2)


@contextlib.contextmanager
def pseudo() -> Iterator[None]:
    """Speak it until the block ends."""
    before, language._chosen = language._chosen, _Pseudo()
    try:
        yield
    finally:
        language._chosen = before
