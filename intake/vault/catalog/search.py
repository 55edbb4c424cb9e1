"""Words of an item, for search as one types: accents and case ignored, each word as a beginning.

SQLite's FTS5; with `engine` the only place that speaks SQL which only SQLite knows.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, select, text

MOST_WORDS = 12
MOST_TEXT = 16_384  # characters of one item that are searchable

CREATE = (
    "CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5"
    "(text, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 2\", prefix='1 2 3')"
)
DROP = "DROP TABLE IF EXISTS words"

# Letters that no decomposition takes apart, and that people type without their stroke.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})

_FORGET = text("DELETE FROM words WHERE rowid = :at")
_PUT = text("INSERT INTO words (rowid, text) VALUES (:at, :words)")


def folded(words: str) -> str:
    """Without case, accents and strokes: `Łukasz Muñoz` as `lukasz munoz`, `Straße` as `strasse`."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).translate(_PLAIN)


def put(connection: Connection, position: int, words: str) -> None:
    """Replaces what is searchable of the item that was acquired at `position`."""
    connection.execute(_FORGET, {"at": position})
    connection.execute(_PUT, {"at": position, "words": folded(words)[:MOST_TEXT]})


def in_one(connection: Connection, statement: Select[Any]) -> Sequence[list[str]]:
    """The columns of all rows, in the order of the statement; none holds a line end or null.

    One row for SQLite, which puts 50,000 ids together without coming back to Python, and so to its lock, for each of them.
    """
    inner = statement.subquery()  # SQLite keeps its order, since an aggregate that is not a count follows
    found = connection.execute(select(*(func.group_concat(column, "\n") for column in inner.c))).one()
    return [[] if joined is None else joined.split("\n") for joined in found]


def expression(untrusted_text: str) -> str | None:
    """The FTS5 expression for what was typed: each word as the beginning of a word, all of them; None when there is no word."""
    typed = untrusted_text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8")
    words = [word.replace('"', "") for word in folded(typed).split()]
    kept = [word for word in words if any(character.isalnum() for character in word)][:MOST_WORDS]
    return " AND ".join(f'"{word}"*' for word in kept) or None


# A list of ids as one value: each by itself would be a variable, of which a statement takes 32,766.
AMONG = "items.item IN (SELECT value FROM json_each(:among))"
MATCHING = "items.position IN (SELECT rowid FROM words WHERE words MATCH :words)"
