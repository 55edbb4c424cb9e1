"""Before writing: space, the 4 GiB limit of FAT32, and passphrases that a ZIP can bear."""

import re
from pathlib import Path

import pytest

from intake import durable
from intake.bundle import passphrases, preflight, writing
from intake.bundle.preflight import FAT32_MOST_FILE, Load
from intake.bundle.writing import Form
from intake.errors import StorageError
from intake.ids import ItemId
from intake.progress import silent
from tests.bundle import making

GIB = 1024**3
ITEMS = [ItemId(f"K7Q4MX-0012-{ordinal:02d}") for ordinal in range(1, 4)]


def codes(load, form, filesystem, free=100 * GIB):
    return [(one.code, one.facts.get("item")) for one in preflight.obstacles(load, form, filesystem=filesystem, free=free)]


@pytest.mark.parametrize("filesystem", ["vfat", "FAT32", "msdos", "fat"])
def test_fat32_takes_no_file_of_4_gib(filesystem):
    load = Load({ITEMS[0]: FAT32_MOST_FILE, ITEMS[1]: FAT32_MOST_FILE + 1, ITEMS[2]: 0})
    assert codes(load, Form.FOLDER, filesystem) == [("file_too_large_for_medium", ITEMS[1])]
    assert codes(load, Form.ZIP, filesystem) == [("file_too_large_for_medium", None)]
    assert codes(Load({ITEMS[0]: 3 * GIB, ITEMS[1]: 3 * GIB}), Form.FOLDER, filesystem) == []
    assert codes(Load({ITEMS[0]: 3 * GIB}), Form.ZIP, filesystem) == []


@pytest.mark.parametrize("filesystem", ["exfat", "ext4", "ntfs", "apfs", ""])
def test_others_do(filesystem):
    assert codes(Load({ITEMS[0]: 50 * GIB}), Form.FOLDER, filesystem) == []
    assert codes(Load({ITEMS[0]: 50 * GIB}), Form.ZIP, filesystem) == []


@pytest.mark.parametrize("form", Form)
def test_space_is_needed_for_more_than_the_exhibits(form):
    load = Load({ITEMS[0]: GIB}, others=40, other_bytes=4_000_000)
    need = preflight.needed(load, form, "ext4")
    assert GIB + 5_000_000 < need < GIB + 7_000_000
    assert codes(load, form, "ext4", need) == []
    assert codes(load, form, "ext4", need - 1) == [("disk_full", None)]
    assert preflight.needed(load, Form.FOLDER, "exFAT") > preflight.needed(load, Form.FOLDER, "ext4") + 60 * 100_000


@pytest.mark.parametrize("form", Form)
def test_what_was_foreseen_is_enough(tmp_path, form):
    written = making.write(tmp_path, form)
    load = Load({one.item: len(one.data) for one in making.EXHIBITS}, others=6, other_bytes=1000)
    files = [written.path] if form is Form.ZIP else [path for path in written.path.rglob("*") if path.is_file()]
    assert sum(-(-path.stat().st_size // 4096) * 4096 for path in files) < preflight.needed(load, form, "ext4")


@pytest.mark.parametrize(("windows", "most"), [(True, 259), (False, 4095)])
def test_a_path_may_be_as_long_as_the_system_holds(windows, most):
    load, name = Load({ITEMS[0]: 1}), "K7Q4MX-bundle-3fa93c01"

    def found(form, length):
        target = Path("/" + "d" * (length - 1))
        said = preflight.obstacles(load, form, filesystem="", free=GIB, target=target, name=name, windows=windows)
        return [(one.code, one.facts["found"]) for one in said]

    for form, inside in (
        (Form.ZIP, f"/{name}.zip.partial"),
        (Form.FOLDER, f"/{name}.partial/data/derivatives/{ITEMS[0]}/storyboard-000000.jpg"),
    ):
        assert found(form, most - len(inside)) == []
        assert found(form, most - len(inside) + 1) == [("path_too_long", most + 1)]


def test_a_medium_that_is_read_only():
    said = preflight.obstacles(Load({ITEMS[0]: 1}), Form.ZIP, filesystem="udf", free=GIB, read_only=True)
    assert [one.code for one in said] == ["permission_denied"]


def test_without_space_nothing_is_begun(tmp_path):
    class Full(durable.System):
        def free(self, path):
            return 99

    plan = writing.Plan(making.BUNDLE, "K7Q4MX", "Office", "2026-11-25", Form.ZIP, whole=100)
    with durable.through(Full()), pytest.raises(StorageError) as caught, writing.begin(tmp_path, plan, silent):
        pass
    assert (caught.value.code, caught.value.facts["expected"], caught.value.facts["found"]) == ("disk_full", 100, 99)
    assert list(tmp_path.iterdir()) == []


def test_passphrases_have_more_than_100_bits_in_groups_that_can_be_read_out():
    made = {passphrases.new_passphrase() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch("([0-9A-HJKMNP-TV-Z]{5}-){4}[0-9A-HJKMNP-TV-Z]{5}", one) for one in made)
    assert passphrases.GROUPS * passphrases.GROUP * 5 >= 100
