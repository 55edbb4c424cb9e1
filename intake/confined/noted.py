"""What one reader notes down while it reads: claims, places and observations, within their caps."""

from collections import Counter
from dataclasses import dataclass, field

from intake.confined import iso6709
from intake.records.claims import (
    MOST_CLAIMS,
    MOST_NAME,
    MOST_OBSERVATIONS,
    MOST_PLACES,
    Claim,
    Observation,
    Place,
    State,
    shortened,
)

MOST_DETAIL = 300  # characters of an observation's detail
MOST_OF_ONE_CODE = 12  # observations with the same code


@dataclass(slots=True)
class Noted:
    """Lists that fill up while reading. reader: name and version that stands with every claim."""

    reader: str
    claims: list[Claim] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    truncated: set[str] = field(default_factory=set)
    _codes: Counter[str] = field(default_factory=Counter)

    def claim(self, name: str, value: str, state: State = State.RECORDED, reader: str | None = None) -> None:
        """Note a claim; beyond the cap only that there were more."""
        if len(self.claims) >= MOST_CLAIMS:
            self.truncated.add("claims")
            return
        self.claims.append(Claim(shortened(name, MOST_NAME), shortened(value), reader or self.reader, state))

    def observe(self, code: str, detail: str = "") -> None:
        """Note an observation once; many of one kind are cut off."""
        found = Observation(code, shortened(detail, MOST_DETAIL))
        if found in self.observations:
            return
        self._codes[code] += 1
        if self._codes[code] > MOST_OF_ONE_CODE or len(self.observations) >= MOST_OBSERVATIONS:
            self.truncated.add("observations")
            return
        self.observations.append(found)

    def place(self, name: str, position: iso6709.Position, reader: str | None = None) -> None:
        """Note where the file says it was recorded; a position of zeros is an observation and no place."""
        if position.is_zero:
            self.observe("position_zero", name)
        elif not position.is_possible:
            self.observe("position_impossible", name)
        elif len(self.places) >= MOST_PLACES:
            self.truncated.add("places")
        else:
            self.places.append(Place(name, *position.texts(), reader or self.reader))

    def coordinates(self, name: str, untrusted_text: str) -> None:
        """Note the place in an ISO 6709 text, or that it is none."""
        position = iso6709.parse(untrusted_text)
        if position is None:
            self.observe("position_not_understood", name)
        else:
            self.place(name, position)
