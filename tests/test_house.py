"""The house rules that no linter knows: sizes of files and functions, no junk drawers, empty `__init__.py`."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[1]
CODE = sorted([*(ROOT / "intake").rglob("*.py"), *(ROOT / "ui").rglob("*.py"), ROOT / "main.py"])
MOST_LINES = 400
FUNCTION_P90 = 45


def test_no_file_only_grows():
    large = {str(path.relative_to(ROOT)): n for path in CODE if (n := len(path.read_text().splitlines())) > MOST_LINES}
    assert not large, large


def test_functions_stay_short():
    lengths = [
        node.end_lineno - node.lineno + 1
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert statistics.quantiles(lengths, n=10)[-1] <= FUNCTION_P90


def test_no_junk_drawers():
    assert not [path for path in CODE if path.stem in {"utils", "helpers", "common", "misc", "manager"}]


def test_packages_say_nothing():
    assert not [path for path in CODE if path.name == "__init__.py" and path.read_text()]


def test_each_file_says_its_idea():
    silent = [path for path in CODE if path.name != "__init__.py" and not ast.get_docstring(ast.parse(path.read_text()))]
    assert not silent
