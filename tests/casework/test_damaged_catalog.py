"""A damaged catalog never keeps anyone out: verification says so, and unlocking makes it anew from the log."""

import pytest

from intake.casework import door
from intake.progress import silent
from intake.records.findings import Severity
from intake.records.people import Person
from intake.settings import Settings

WORDS = b"correct horse battery staple"


@pytest.mark.parametrize("at", [0, 20, 4096 + 16, 5 * 4096 + 100, -4096 + 9, -1])
@pytest.mark.parametrize("behind", [False, True])
def test_a_flipped_byte(tmp_path, cheapest, at, behind):
    settings, vault = Settings(cost=cheapest), tmp_path / "v"
    door.create(vault, "Office", Person("R. Alvarez", "Hennepin"), bytearray(WORDS), settings)

    def unlocked(**choices):
        return door.unlock(vault, "R. Alvarez", bytearray(WORDS), settings, examines=False, **choices)

    with unlocked() as casework:
        casework.receiving.open_case("24-118", "Lake Street")
    kept = vault / "catalog.db"
    damaged = bytearray(kept.read_bytes())
    damaged[at] ^= 1
    if behind:
        unlocked().close()
    kept.write_bytes(damaged)
    with unlocked(read_only=True) as casework:
        (found,) = casework.verification.vault(None, silent).findings
        assert (found.code, found.severity, found.subject) == ("catalog_differs", Severity.ATTENTION, "catalog.db")
    with unlocked() as casework:
        assert [row.number for row in casework.library.cases()] == ["24-118"]
        assert casework.verification.vault(None, silent).findings == ()


@pytest.mark.parametrize("page", [2, 5, 11])
def test_another_passphrase_while_the_catalog_is_damaged(tmp_path, cheapest, page):
    """The change holds, and the catalog is made anew under its new key."""
    settings, vault, fresh = Settings(cost=cheapest), tmp_path / "v", b"a wholly new passphrase"
    door.create(vault, "Office", Person("R. Alvarez", "Hennepin"), bytearray(WORDS), settings)
    with door.unlock(vault, "R. Alvarez", bytearray(WORDS), settings, examines=False) as casework:
        casework.receiving.open_case("24-118", "Lake Street")
    with door.unlock(vault, "R. Alvarez", bytearray(WORDS), settings, examines=False) as casework:
        with (vault / "catalog.db").open("r+b") as file:
            file.seek(page * 4096 + 100)
            file.write(bytes(200))
        casework.people.change_passphrase(bytearray(fresh))
        assert [row.number for row in casework.library.cases()] == ["24-118"]
    with door.unlock(vault, "R. Alvarez", bytearray(fresh), settings, examines=False) as casework:
        assert [row.number for row in casework.library.cases()] == ["24-118"]
        assert casework.verification.vault(None, silent).findings == ()


def test_a_catalog_left_under_the_key_before_and_damaged(tmp_path, cheapest):
    settings, vault, fresh = Settings(cost=cheapest), tmp_path / "v", b"a wholly new passphrase"
    door.create(vault, "Office", Person("R. Alvarez", "Hennepin"), bytearray(WORDS), settings)
    door.unlock(vault, "R. Alvarez", bytearray(WORDS), settings, examines=False).close()
    before = bytearray((vault / "catalog.db").read_bytes())
    with door.unlock(vault, "R. Alvarez", bytearray(WORDS), settings, examines=False) as casework:
        casework.people.change_passphrase(bytearray(fresh))
    before[7 * 4096 + 50] ^= 1
    (vault / "catalog.db").write_bytes(before)
    with door.unlock(vault, "R. Alvarez", bytearray(fresh), settings, examines=False) as casework:
        assert casework.verification.vault(None, silent).findings == ()
