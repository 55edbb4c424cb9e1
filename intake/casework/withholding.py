"""What is withheld from a bundle is withheld everywhere in it, or the bundle is refused.

A giver's name is withheld with everything that often carries it: the volume's label and serial, the device, the path, marks
of a download, the giver's own words. Where it still stands in what leaves, above all inside the evidence itself, which is
bit-exact, the export says where and stops.
"""

import io
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from intake.casework.describing import texts
from intake.errors import RefusedError
from intake.records.canonical import JSON
from intake.records.events import Entry, Extract
from intake.wording.errors import PLACES

GIVER = "giver"

FIELDS = {
    GIVER: frozenset(
        {
            "giver_name",
            "giver_alias",
            "source_path",
            "source_relative",
            "source_marks",
            "source_volume_label",
            "source_volume_serial",
            "source_device",
            "device_said",
            "clock_source",
            "account_said",
            "hops_said",
            "safety_said",
            "failure",
            "reason",
        }
    )
}

ALWAYS = frozenset({"copy_target", "export_target", "system_user"})  # places on our own computers, and our accounts
SHORTEST = 2  # characters of a name that is looked for
SHORTEST_BYTES = 6  # of a name that is looked for in the evidence's own bytes
SHORTEST_PART = 4  # letters of a part of a name that is looked for where people write names: fewer would be any word
GIVEN = ("giver_name", "giver_alias")

# Claims in which people write whom a recording belongs to; anywhere else a part of a name is more often a word.
_OF_PEOPLE = re.compile(
    r"artist|author|by-?line|contact|copyright|creator|credit|host|owner|photographer|rights|user", re.IGNORECASE
)


def fields(withheld: Sequence[str]) -> frozenset[str]:
    """The names of fields that stay closed."""
    return ALWAYS.union(*(FIELDS[name] for name in withheld))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def names_given(history: Iterable[Entry]) -> frozenset[str]:
    """Every name and alias that the entries of a submission ever gave its giver, also those that were corrected since."""
    found = (entry.value(field) for entry in history for field in GIVEN)
    return frozenset(name for name in found if isinstance(name, str) and name.strip())


def _words(name: str) -> list[str]:
    return [word for word in re.split(r"[\W_]+", _folded(name)) if word]


def _alone(expression: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){expression}(?![^\W\d_])")


def patterns(names: Iterable[str]) -> list[re.Pattern[str]]:
    """What finds each name, accents and case aside: also with its last word first, and written as one word."""
    found = {tuple(words) for name in names if (words := _words(name)) and sum(map(len, words)) >= SHORTEST}
    found |= {(words[-1], *words[:-1]) for words in found}
    return [_alone(r"[\W\d_]*".join(map(re.escape, words))) for words in sorted(found)]


def parts(names: Iterable[str]) -> list[re.Pattern[str]]:
    """What finds the longer words of each name by themselves."""
    found = {word for name in names for word in _words(name) if len(word) >= SHORTEST_PART}
    return [_alone(rf"{re.escape(word)}(?:['\u2019]?s)?") for word in sorted(found)]


def needles(names: Iterable[str]) -> frozenset[bytes]:
    """What finds each name in bytes as it may be written in a text; short ones would be found in any video."""
    forms = {form for name in names if len(name.encode()) >= SHORTEST_BYTES for form in (name, name.lower(), name.upper())}
    return frozenset(form.encode(coding).lower() for form in forms for coding in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Where:
    """Where a name is looked for: a key of `wording.errors.PLACES`, and what its sentence names."""

    place: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def error(self) -> RefusedError:
        """It stands there. The reason is in English for whoever reads the facts; a sentence is made of the place."""
        reason = PLACES[self.place].format(**self.facts)
        return RefusedError("withholding_impossible", place=self.place, name="The giver's name", reason=reason, **self.facts)


class Watched(io.BufferedIOBase):
    """A stream that is looked through as it is read. RefusedError(withholding_impossible) where a name stands in it.

    Text only: what a format packs or a voice says is found by nobody but a person.
    """

    def __init__(self, stream: BinaryIO, searched: Collection[bytes], where: Where) -> None:
        self._stream, self._searched, self._where = stream, searched, where
        self._longest, self._before = max(map(len, searched), default=1), b""

    def read(self, size: int | None = -1, /) -> bytes:
        chunk = self._stream.read(-1 if size is None else size)
        if self._searched:
            text = (self._before + chunk).lower()
            if any(needle in text for needle in self._searched):
                raise self._where.error()
            self._before = text[-(self._longest - 1) :]
        return chunk


def written_by_people(described: Mapping[str, JSON]) -> list[JSON]:
    """What people wrote of an item as `describing.describe` has it: its name, and claims about whom it belongs to."""
    claims = described.get("claims")
    rows = [claim for claim in claims if isinstance(claim, Mapping)] if isinstance(claims, list | tuple) else []
    theirs = [claim.get("value") for claim in rows if _OF_PEOPLE.search(str(claim.get("name")).rpartition(":")[2])]
    return [described.get("name"), *theirs]


def require_absent(value: JSON, searched: Sequence[re.Pattern[str]], where: Where) -> None:
    """RefusedError(withholding_impossible) when one of the names stands in any text of a value."""
    for text in texts(value):
        folded = _folded(text)
        if any(pattern.search(folded) for pattern in searched):
            raise where.error()


def require_absent_from(extract: Extract, searched: Sequence[re.Pattern[str]]) -> None:
    """The same over everything that an extract opens."""
    for entry in extract.entries:
        for disclosure in entry.disclosures:
            require_absent(
                disclosure.value, searched, Where("entry", {"position": entry.position, "disclosure": disclosure.name})
            )
