"""Every place that raises an error gives the facts that its sentence is made of, or there are words for what is absent."""

import ast
import string
from pathlib import Path

from intake import errors
from intake.errors import SourceError, StorageError, VaultError
from intake.wording.errors import ABSENT, codes, error_words, templates

ROOT = Path(__file__).parents[2]
CLASSES = {name for name in vars(errors) if name.endswith("Error")}


def _fields(code: str) -> set[str]:
    return {name for text in templates(code) for _, name, _, _ in string.Formatter().parse(text) if name}


def _raised():
    """(file, line, code, names of facts) of each error that is made with a code in plain sight."""
    for path in [*ROOT.glob("intake/**/*.py"), *ROOT.glob("ui/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                facts = {keyword.arg for keyword in node.keywords}
                if name in CLASSES and node.args[0].value in codes() and None not in facts:
                    yield path.name, node.lineno, node.args[0].value, facts


def test_no_sentence_lacks_a_fact():
    sites = list(_raised())
    assert len(sites) > 100
    lacking = [
        (file, line, code, missing)
        for file, line, code, facts in sites
        if (missing := _fields(code) - facts - set(ABSENT)) and code != "usage"
    ]
    assert lacking == []


def test_what_is_absent_has_words():
    assert error_words(SourceError("source_is_link")).message == "It is a link to something else. Links are not followed."
    assert error_words(StorageError("write_failed", name="log", errno=5)).message == "Writing log failed: EIO."
    assert error_words(VaultError("vault_in_use", label="R. Alvarez")).message == (
        "This vault is open already, by R. Alvarez at a computer since an unknown time."
    )


def test_a_name_keeps_its_first_letter():
    assert error_words(SourceError("source_is_link", name="img.jpg")).message.startswith("img.jpg is a link")
