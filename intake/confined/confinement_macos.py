"""macOS: limits of the process, and nothing that is not so; written from setrlimit(2), not run on that system here."""

import math
import os
import resource

from intake.examination.wire import Limits
from intake.records.confinement import Confinement, Layer

_NOT_BUILT = "not set by this version on macOS"


def prepare() -> None:
    """Nothing is shared between children here."""


def die_with(parent: int) -> None:
    """The end of the question's pipe ends the child; macOS has no signal for a parent's death."""


def apply(limits: Limits, descriptors: int) -> Confinement:
    """Set the limits that the system has. RLIMIT_AS is accepted there, and not enforced: so it is not claimed."""
    seconds = math.ceil(limits.seconds) * (os.cpu_count() or 1) + 1
    wanted = [
        (Layer.LIMITED_TIME, resource.RLIMIT_CPU, seconds),
        (None, resource.RLIMIT_FSIZE, 0),
        (Layer.NO_PROGRAMS, resource.RLIMIT_NPROC, 1),
        (None, resource.RLIMIT_CORE, 0),
        (None, resource.RLIMIT_NOFILE, descriptors),
    ]
    layers = [Layer.OWN_PROCESS, Layer.LIMITED_OUTPUT]
    missing = dict.fromkeys(
        (Layer.NO_FILES, Layer.NO_NETWORK, Layer.NO_PRIVILEGES, Layer.SYSTEM_CALLS, Layer.OWN_NAMESPACES), _NOT_BUILT
    )
    missing[Layer.LIMITED_MEMORY] = "macOS does not enforce it"
    for layer, kind, value in wanted:
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError) as error:
            if layer is not None:
                missing[layer] = str(error)[:100]
        else:
            if layer is not None:
                layers.append(layer)
    return Confinement("macOS", tuple(layers), missing, {"processor": f"{seconds} s"})
