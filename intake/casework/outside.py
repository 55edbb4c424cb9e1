"""Where copies and bundles may go: anywhere but into a vault's own folder, in which nothing readable may lie."""

import os
from pathlib import Path

from intake.errors import RefusedError


def require_outside(vault: Path, target: Path) -> None:
    """RefusedError(target_in_vault) when `target`, which need not exist, would lie in the vault's folder, also by a link."""
    real = Path(os.path.realpath(target))
    try:
        home = vault.stat()
    except OSError:
        return  # no vault there: whoever opens it says so
    for folder in (real, *real.parents):
        try:
            here = folder.stat()
        except OSError:
            continue
        if os.path.samestat(here, home):
            raise RefusedError("target_in_vault", name=target.name)
