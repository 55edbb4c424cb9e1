"""The generator of mutations: each changes something, each can be taken back, and the same seed gives the same ones."""

from tests.tampering import mutations


def test_each_mutation_changes_something_and_is_taken_back(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_bytes(b"one\ntwo\nthree\n")
    (tmp_path / "sub" / "b.bin").write_bytes(bytes(range(256)) * 4)
    (tmp_path / "sub" / "empty").write_bytes(b"")
    before = mutations.snapshot(tmp_path)
    kinds = set()
    for one in mutations.of_folder(tmp_path, seed=1):
        with one.applied(tmp_path) as root:
            now = mutations.snapshot(root)
            links = {path for path in one.paths if (root / path).is_symlink()}
            assert now != before or links, str(one)
            assert {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)} <= set(one.paths)
        assert mutations.snapshot(tmp_path) == before, str(one)
        kinds.add(one.kind)
    assert kinds == {
        "flipped", "truncated", "extended", "cut", "inserted", "doubled", "zeroed", "swapped lines", "removed line",
        "removed", "replaced by a link", "renamed", "swapped", "added",
    }  # fmt: skip


def test_small_files_are_changed_at_every_byte(tmp_path):
    (tmp_path / "a").write_bytes(bytes(100))
    found = {one.detail for one in mutations.of_folder(tmp_path, seed=1, every_byte_below=100) if one.kind == "flipped"}
    assert found == {f"byte {at}" for at in range(100)}


def test_a_seed_decides(tmp_path):
    (tmp_path / "a").write_bytes(bytes(range(250)) * 20)
    first, again, other = ([str(one) for one in mutations.of_folder(tmp_path, seed=seed)] for seed in (1, 1, 2))
    assert first == again != other
