"""Sentences for translators: `python -m tests.making_locale` extracts, merges and compiles everything in `resources/locale`.

From the code (`_`, `ngettext`, `N_`) and from the table of codes that all verifiers share. What is new in a language stays
empty until a person has translated it, and a test says so; nothing is guessed.
"""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from intake.settings import VERSION

ROOT: Final = Path(__file__).parents[1]
LOCALE: Final = ROOT / "resources" / "locale"
TEMPLATE: Final = LOCALE / "intake.pot"
SOURCES: Final = ("main.py", "intake", "ui")
CODES: Final = "resources/verification/codes.json"
KEYWORDS: Final = {"_": None, "N_": None, "ngettext": (1, 2)}
LANGUAGES: Final = ("es",)
HEADER: Final = "# Sentences of Evidence Intake; made by `python -m tests.making_locale`."
# Dates and people that are not known here; they would only make every making differ.
DROPPED: Final = (b'"POT-Creation', b'"PO-Revision', b'"Generated-By', b'"Report-Msgid', b'"Last-Translator', b'"Language-Team')

UNDATED = datetime(2026, 1, 1, tzinfo=UTC)

Found = tuple[str, str | tuple[str, ...], list[str]]  # file, sentence (or singular and plural), comments


def _files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def found() -> Iterator[Found]:
    """Every sentence, in order of the files."""
    for path in _files():
        with path.open("rb") as file:
            for _line, sentence, comments, _context in extract("python", file, KEYWORDS, options={"encoding": "utf-8"}):
                yield path.relative_to(ROOT).as_posix(), sentence, comments
    table = json.loads((ROOT / CODES).read_text(encoding="utf-8"))
    for kind in sorted(table):
        for entry in (table[kind][code] for code in sorted(table[kind])):
            yield CODES, entry["sentence"], []


def template() -> Catalog:
    """The catalogue without translations; without dates and line numbers, so that the same sentences give the same bytes."""
    catalog = Catalog(project="Evidence Intake", version=VERSION, charset="utf-8", fuzzy=False, header_comment=HEADER)
    for file, sentence, comments in found():
        if sentence:
            catalog.add(sentence, locations=[(file, None)], auto_comments=comments)
    return catalog


def written(catalog: Catalog) -> bytes:
    """As a `.po` or `.pot` file, in order of the sentences."""
    target = io.BytesIO()
    write_po(target, catalog, width=120, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True)
    lines = target.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(DROPPED))


def po_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "intake.po"


def mo_path(language: str) -> Path:
    return po_path(language).with_suffix(".mo")


def read(language: str) -> Catalog:
    """The translations as they stand."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8", fuzzy=False, header_comment=HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def compiled(catalog: Catalog) -> bytes:
    """As a `.mo` file; what is not translated is left out, so that it is shown in English."""
    target = io.BytesIO()
    catalog.creation_date = catalog.revision_date = UNDATED  # else the minute of compiling stands in it
    write_mo(target, catalog)
    return target.getvalue()


def merged(language: str) -> Catalog:
    """The translations that stand, for the sentences that there are now; a changed sentence is a new one."""
    catalog = read(language)
    catalog.update(template(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def main() -> None:
    LOCALE.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_bytes(written(template()))
    for language in LANGUAGES:
        catalog = merged(language)
        po_path(language).parent.mkdir(parents=True, exist_ok=True)
        po_path(language).write_bytes(written(catalog))
        with po_path(language).open("rb") as file:
            again = read_po(file, locale=language, charset="utf-8")
        mo_path(language).write_bytes(compiled(again))
        missing = [
            message.id
            for message in again
            if message.id and not (all(message.string) if message.pluralizable else message.string)
        ]
        print(f"{language}: {len(again)} sentences, {len(missing)} not translated")
        for sentence in missing:
            print(f"  {sentence}")


if __name__ == "__main__":
    main()
