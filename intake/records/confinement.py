"""What holds a child that reads a stranger's media, as it was found to be in force; it stands in the `examined` event."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.records.canonical import JSON

MOST_TEXT = 200


class Layer(StrEnum):
    """One thing that a child cannot do, whatever runs in it."""

    OWN_PROCESS = "own_process"
    NO_FILES = "no_files"  # opens no file, neither for reading nor for writing
    NO_NETWORK = "no_network"  # makes no socket of any kind
    NO_PROGRAMS = "no_programs"  # starts no program and no further process
    NO_PRIVILEGES = "no_privileges"  # gains none, and has none left
    SYSTEM_CALLS = "system_calls"  # only those on a list
    OWN_NAMESPACES = "own_namespaces"
    LIMITED_MEMORY = "limited_memory"
    LIMITED_TIME = "limited_time"
    LIMITED_OUTPUT = "limited_output"  # by the parent, which stops reading


@dataclass(frozen=True, slots=True)
class Confinement:
    """layers: in force, each proved by the call that set it. missing: what this system did not grant, with its cause.

    details: how, for a reader who wants to know: `landlock` → "7", `seccomp` → "84 calls allowed", `namespaces` → "user net ipc".
    """

    system: str
    layers: tuple[Layer, ...]
    missing: Mapping[Layer, str]
    details: Mapping[str, str]

    def __post_init__(self) -> None:
        if set(self.layers) & set(self.missing):
            raise ValueError("a layer is both in force and missing")


def to_json(confinement: Confinement) -> dict[str, JSON]:
    return {
        "system": confinement.system,
        "layers": [layer.value for layer in confinement.layers],
        "missing": {layer.value: cause for layer, cause in confinement.missing.items()},
        "details": dict(confinement.details),
    }


def from_json(untrusted: Mapping[str, JSON]) -> Confinement:
    """ValueError or KeyError when anything is missing, of another type or beyond its cap."""
    layers, missing, details = untrusted["layers"], untrusted["missing"], untrusted["details"]
    if not isinstance(layers, list) or not isinstance(missing, dict) or not isinstance(details, dict):
        raise ValueError("confinement: another type")
    if len(layers) > len(Layer) or len(missing) > len(Layer) or len(details) > 20:
        raise ValueError("confinement: more than there are")
    return Confinement(
        system=_text(untrusted["system"]),
        layers=tuple(Layer(_text(layer)) for layer in layers),
        missing={Layer(layer): _text(cause) for layer, cause in missing.items()},
        details={_text(name): _text(value) for name, value in details.items()},
    )


def _text(value: JSON) -> str:
    if not isinstance(value, str) or len(value) > MOST_TEXT:
        raise ValueError("confinement: not a text within its cap")
    return value
