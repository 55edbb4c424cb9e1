"""Translations: complete, compiled, with the same placeholders, and every sentence of the table of codes is among them."""

import ast
import gettext
import re
import string

import pytest
from babel.messages.catalog import Message

from intake.errors import IntakeError, StorageError
from intake.wording import amounts, codes, errors, events, language
from tests import making_locale
from tests.pseudo import pseudo

TAGS = re.compile(
    r"main\.py|--[a-z-]+|vault\.json|verify\.py|bag(?:it|-info)\.txt|START-HERE\.txt|UTF-8|SHA-256|WGS 84|C2PA|BagIt|ZIP|XMP|GPS"
)


@pytest.fixture
def _spanish():
    language.use("es")
    yield
    language.use("en")


def _texts(message: Message) -> list[tuple[str, str]]:
    """Each sentence with its translation."""
    if message.pluralizable:
        return list(zip(message.id, message.string, strict=True))
    return [(str(message.id), str(message.string))]


def _fields(text: str) -> list[tuple[str, str]]:
    return sorted((name, form or "") for _, name, form, _ in string.Formatter().parse(text) if name is not None)


def test_the_template_is_what_the_code_says():
    assert making_locale.TEMPLATE.read_bytes() == making_locale.written(making_locale.template()), "python -m tests.making_locale"


@pytest.mark.parametrize("code", making_locale.LANGUAGES)
class TestEachLanguage:
    def test_it_has_the_sentences_of_today_and_no_others(self, code):
        assert making_locale.po_path(code).read_bytes() == making_locale.written(making_locale.merged(code))

    def test_nothing_is_untranslated_or_guessed(self, code):
        messages = [message for message in making_locale.read(code) if message.id]
        assert len(messages) > 400
        assert not [message.id for message in messages if message.fuzzy]
        assert not [sentence for message in messages for sentence, said in _texts(message) if not said.strip()]

    def test_placeholders_and_proper_names_agree(self, code):
        texts = [pair for message in making_locale.read(code) if message.id for pair in _texts(message)]
        assert not [pair for pair in texts if _fields(pair[0]) != _fields(pair[1])]
        assert not [pair for pair in texts if sorted(TAGS.findall(pair[0])) != sorted(TAGS.findall(pair[1]))]

    def test_sentences_end_alike(self, code):
        texts = [pair for message in making_locale.read(code) if message.id for pair in _texts(message)]
        assert not [(one, other) for one, other in texts if (one[-1] in ".:…") != (other[-1] in ".:…")]
        assert not [(one, other) for one, other in texts if (one[:1] + one[-1:]).isspace() != (other[:1] + other[-1:]).isspace()]

    def test_the_compiled_file_agrees(self, code):
        assert making_locale.mo_path(code).read_bytes() == making_locale.compiled(making_locale.read(code))
        with making_locale.mo_path(code).open("rb") as file:
            spoken = gettext.GNUTranslations(file)
        singles = [message for message in making_locale.read(code) if message.id and not message.pluralizable]
        assert all(spoken.gettext(str(message.id)) == message.string for message in singles)


def _inside_formatted(source: str) -> list[int]:
    """Lines on which a sentence is asked for inside a formatted text, where no extraction finds it."""
    asking = [
        call
        for text in ast.walk(ast.parse(source))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in making_locale.KEYWORDS
    ]
    return [call.lineno for call in asking if any(isinstance(one, ast.Constant) for one in call.args)]


def test_no_sentence_hides_inside_a_formatted_text():
    assert _inside_formatted('said = f\'{_("Lock")} {_(name)}\'\nmany = f\'{ngettext("one", "many", 2)}\'') == [1, 2]
    hidden = {path.name: lines for path in making_locale._files() if (lines := _inside_formatted(path.read_text("utf-8")))}
    assert not hidden


def test_every_code_of_the_shared_table_is_extracted():
    ids = {message.id for message in making_locale.template()}
    table = codes._table()
    assert len(table["findings"]) > 50
    assert len(table["observations"]) > 50
    assert all(entry["sentence"] in ids for kind in table for entry in table[kind].values())


@pytest.mark.usefixtures("_spanish")
def test_sentences_are_spoken_in_the_language_in_use():
    said = errors.error_words(StorageError("disk_full"))
    assert said.message == "El disco está lleno."
    assert language.counted("{count} item", "{count} items", 1) == "1 elemento"
    assert language.counted("{count} item", "{count} items", 1940) == "1,940 elementos"
    assert amounts.time_left(240) == "unos 4 min"
    assert codes.observation("time_in_future") == "Una hora registrada está en el futuro."


@pytest.mark.usefixtures("_spanish")
def test_no_sentence_of_an_error_stays_english():
    english = {code: errors._TABLE[code] for code in errors.codes() if code != "usage"}
    stayed = [code for code, row in english.items() if any(language.translated(text) == text for text in row)]
    assert not stayed
    assert isinstance(StorageError("disk_full"), IntakeError)


def test_every_kind_of_entry_can_be_spoken():
    ids = {message.id for message in making_locale.template()}
    assert "{who} unlocked the vault." in ids
    assert all(reach in ids for reach in events.REACHES.values())


def test_a_pseudo_language_shows_what_does_not_fit_and_what_is_not_marked():
    with pseudo():
        said = language.translated("The file {name} could not be read.")
        assert said.startswith("⟦")
        assert "{name}" in said
        assert len(said) > 1.3 * len("The file {name} could not be read.")
        assert language.counted("{count} item", "{count} items", 2).startswith("⟦2 ")
    assert language.translated("The disk is full.") == "The disk is full."
