"""The only logging of the program: fixed codes and ids, never free text, names or paths.

A line is `code id id …`. It goes to Python's logging under the name `intake`, which is silent unless someone listens.
"""

import logging
import re

_LOGGER = logging.getLogger("intake")
_LOGGER.addHandler(logging.NullHandler())
_SAFE = re.compile(r"[A-Za-z0-9_.:-]{1,80}")


def note(code: str, *ids: str | int) -> None:
    """Write one line. Anything that is not a code, an id or a number is replaced by `?`."""
    words = [word if _SAFE.fullmatch(word) else "?" for word in map(str, (code, *ids))]
    _LOGGER.info(" ".join(words))
