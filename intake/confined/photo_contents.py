"""What a container holds before anybody interprets it: metadata blocks, stored size, how it is turned, what follows it."""

from dataclasses import dataclass, field
from typing import Final

from intake.confined.photo_bytes import Bytes
from intake.confined.photo_tiff import Tiff, walk
from intake.confined.photo_turn import Turn
from intake.records.claims import MOST_CLAIMS, MOST_NAME, MOST_OBSERVATIONS, Claim, Observation, State, shortened

OWN: Final = "own photo 1"  # the version of the readers in intake/confined/photo*; raise it when their answers change
MOST_BLOCKS = 8  # of one sort


@dataclass(frozen=True, slots=True)
class Block:
    """A TIFF block and the name of its first directory (Canon CR3 keeps each directory in a block of its own)."""

    source: Bytes
    tiff: Tiff | None
    root: str


@dataclass(slots=True)
class Contents:
    """Filled by one container's walker.

    exif: TIFF blocks, the first is the picture's own. turn: where the container itself turns
    the picture, which then overrides what Exif says. size: as stored. opened_size: as the decoder says. shown_size: as
    displayed, where the container says it. crop: what of it is displayed.
    components, scans, progressive: of a JPEG, what its decoding costs.
    """

    form: str
    exif: list[Block] = field(default_factory=list)
    xmp: list[bytes] = field(default_factory=list)
    iptc: list[bytes] = field(default_factory=list)
    profile: bytes | None = None
    turn: Turn | None = None
    size: tuple[int, int] | None = None
    shown_size: tuple[int, int] | None = None
    opened_size: tuple[int, int] | None = None
    crop: tuple[int, int, int, int] | None = None
    components: int = 3
    scans: int = 1
    progressive: bool = False
    cut_short: bool = False
    claims: list[Claim] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    truncated: set[str] = field(default_factory=set)

    def claim(self, name: str, value: object, state: State = State.RECORDED, reader: str = OWN) -> None:
        """One more claim, within its caps."""
        if len(self.claims) >= MOST_CLAIMS:
            self.truncated.add("claims")
            return
        self.claims.append(Claim(shortened(name, MOST_NAME), shortened(str(value)), reader, state))

    def observe(self, code: str, detail: str = "") -> None:
        """One more observation, once."""
        if len(self.observations) >= MOST_OBSERVATIONS - 20:
            self.truncated.add("observations")
            return
        observation = Observation(code, shortened(detail, 400))
        if observation not in self.observations:
            self.observations.append(observation)

    def sized(self, group: str, width: int | None, height: int | None) -> None:
        """The stored size in pixels, which is also two claims."""
        if width and height:
            self.size = (width, height)
            self.claim(f"{group}:ImageWidth", width)
            self.claim(f"{group}:ImageHeight", height)

    def block(self, blocks: list[bytes], data: bytes) -> None:
        """A metadata block within the cap on their number."""
        if len(blocks) < MOST_BLOCKS:
            blocks.append(data)
        else:
            self.truncated.add("blocks")

    def exif_block(self, data: bytes, root: str = "IFD0") -> None:
        """A TIFF block, also with the prefix that belongs into JPEG only."""
        self.exif_file(Bytes(data.removeprefix(b"Exif\0\0")), root)

    def exif_file(self, source: Bytes, root: str = "IFD0") -> Tiff | None:
        """A whole TIFF file; its directories, or None when it is none."""
        if len(self.exif) >= MOST_BLOCKS:
            self.truncated.add("blocks")
            return None
        tiff = walk(source, root)
        self.exif.append(Block(source, tiff, root))
        return tiff
