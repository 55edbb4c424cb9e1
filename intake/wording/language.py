"""Which language sentences are in: gettext over `resources/locale`, English when nothing else is chosen."""

import gettext

from intake import assets

DOMAIN = "intake"

_chosen: gettext.NullTranslations = gettext.NullTranslations()


def use(code: str) -> None:
    """Speak this language (`en`, `es`) from now on; English where there is no catalogue for it."""
    global _chosen  # noqa: PLW0603 — one language for the whole process
    _chosen = gettext.translation(DOMAIN, str(assets.root() / "locale"), [code], fallback=True)


def translated(message: str) -> str:
    """The sentence in the language in use. Imported as `_`."""
    return _chosen.gettext(message)


def counted(one: str, many: str, count: int) -> str:
    """Singular or plural in the language in use, with `{count}` filled in. Imported as `ngettext`."""
    return _chosen.ngettext(one, many, count).replace("{count}", f"{count:,}")


def marked(message: str) -> str:
    """Marks a sentence in a table for extraction; it is translated where it is shown. Imported as `N_`."""
    return message


def in_use() -> str:
    """The code of the language in use."""
    return _chosen.info().get("language", "") or "en"
