"""What the fault tests share: fork servers, a disk in memory, a seed that is printed when something fails."""

import os
import random
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.faults.harness import MEMORY, Servers


@pytest.fixture(scope="module")
def servers():
    made = Servers()
    yield made
    made.close()


@pytest.fixture
def luck():
    """Another sample in each run on a developer's machine; the same in continuous integration. INTAKE_SEED repeats one."""
    seed = int(os.environ.get("INTAKE_SEED", "1" if os.environ.get("CI") else random.randrange(10**9)))
    print(f"INTAKE_SEED={seed}")  # shown with a failure
    return random.Random(seed)


@pytest.fixture
def memory():
    """A folder on a disk in memory, where there is one."""
    folder = Path(tempfile.mkdtemp(prefix="intake-faults-", dir=MEMORY if MEMORY.is_dir() else None))
    yield folder
    shutil.rmtree(folder)
