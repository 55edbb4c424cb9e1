"""What the tests of bundles share: the verifier that travels in them, loaded as a module."""

import importlib.util
import sys

import pytest

from intake import assets


@pytest.fixture(scope="session")
def verifier():
    """resources/verification/verify.py."""
    spec = importlib.util.spec_from_file_location("bundle_verify", assets.path("verification", "verify.py"))
    module = importlib.util.module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    spec.loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module
