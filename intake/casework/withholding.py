"""What is withheld from a bundle is withheld everywhere in it, or the bundle is refused.

A giver's name is withheld with everything that often carries it: the volume's label and serial, the device, the path, marks
of a download, the giver's own words. Where it still stands in what leaves, above all inside the evidence itself, which is
bit-exact, the export says where and stops.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from intake.casework.describing import texts
from intake.errors import RefusedError
from intake.records.canonical import JSON
from intake.records.events import Extract
from intake.records.submissions import Giver

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
            "account_said",
            "hops_said",
            "safety_said",
            "failure",
        }
    )
}

ALWAYS = frozenset({"copy_target", "export_target", "system_user"})  # places on our own computers, and our accounts
SHORTEST = 3  # characters of a name that is looked for


def fields(withheld: Sequence[str]) -> frozenset[str]:
    """The names of fields that stay closed."""
    return ALWAYS.union(*(FIELDS[name] for name in withheld))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def patterns(givers: Iterable[Giver]) -> list[re.Pattern[str]]:
    """What finds each giver's name and alias as whole words, accents and case aside."""
    names = {_folded(name) for giver in givers for name in (giver.name, giver.alias) if len(name.strip()) >= SHORTEST}
    between = r"[\W_]+"
    return [re.compile(rf"(?<!\w){between.join(map(re.escape, name.split()))}(?!\w)") for name in sorted(names)]


def require_absent(value: JSON, searched: Sequence[re.Pattern[str]], where: str) -> None:
    """RefusedError(withholding_impossible) when one of the names stands in any text of a value."""
    for text in texts(value):
        folded = _folded(text)
        if any(pattern.search(folded) for pattern in searched):
            raise RefusedError("withholding_impossible", name="The giver's name", reason=f"it stands in {where}")


def require_absent_from(extract: Extract, searched: Sequence[re.Pattern[str]]) -> None:
    """The same over everything that an extract opens."""
    for entry in extract.entries:
        for disclosure in entry.disclosures:
            require_absent(disclosure.value, searched, f"entry {entry.position} of the custody log ({disclosure.name})")
