"""A new vault's folder."""

import pytest

from tests.vault.vaults import make_vault


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "vault"
    make_vault(path)
    return path
