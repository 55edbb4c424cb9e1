"""What the command line accepts, in words. Nothing heavy is imported here, so `--help` answers at once."""

import argparse
from typing import Any, NoReturn

from intake.errors import CommandError
from intake.settings import TOOL, VERSION
from intake.wording.language import translated as _


class Parser(argparse.ArgumentParser):
    """Raises CommandError(usage) instead of leaving, so that `--json` can answer in JSON.

    Options are not shortened: a script that does would break with the next option that begins alike.
    """

    def __init__(self, **choices: Any) -> None:
        super().__init__(**choices, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise CommandError("usage", reason=message)


def _shared() -> Parser:
    shared = Parser(add_help=False)
    shared.add_argument("--json", action="store_true", help=_("print one JSON document on standard output"))
    shared.add_argument("--quiet", action="store_true", help=_("no progress"))
    shared.add_argument(
        "--progress", choices=["auto", "json"], default="auto", help=_("json: a line for each item, on standard error")
    )
    return shared


def _unlocking(shared: Parser) -> Parser:
    unlocking = Parser(add_help=False, parents=[shared])
    unlocking.add_argument("vault", metavar="VAULT", help=_("the vault's folder"))
    unlocking.add_argument("--operator", help=_("who is at the keyboard"))
    unlocking.add_argument("--passphrase-file", metavar="FILE", help=_("read the passphrase from FILE instead of asking"))
    return unlocking


def _creating(commands: "argparse._SubParsersAction[Parser]", shared: Parser) -> None:
    create = commands.add_parser("create", parents=[shared], help=_("make a new vault"))
    create.add_argument("vault", metavar="VAULT")
    create.add_argument("--name", required=True, metavar="OFFICE", help=_("the office or laptop, as people call it"))
    create.add_argument("--operator", required=True)
    create.add_argument("--agency", required=True)
    create.add_argument("--passphrase-file", metavar="FILE")
    create.add_argument(
        "--recovery-file", required=True, metavar="FILE", help=_("must not exist; the recovery code is written to it")
    )
    create.add_argument("--kdf", choices=["standard", "low"], default="standard", help=_("low: 64 MiB, for small laptops"))


def _importing(commands: "argparse._SubParsersAction[Parser]", unlocking: Parser) -> None:
    case = commands.add_parser("case", parents=[unlocking], help=_("open a case"))
    case.add_argument("number", metavar="NUMBER")
    case.add_argument("--title", default="")
    take = commands.add_parser("import", parents=[unlocking], help=_("acquire, compare and examine files and folders"))
    take.add_argument("paths", metavar="PATH", nargs="+")
    take.add_argument("--case", metavar="NUMBER")
    take.add_argument("--reach", type=int, choices=[1, 2, 3, 4], help=_("how near to the recording device it was read"))
    take.add_argument("--from", dest="giver", metavar="NAME", help=_("received from"))
    take.add_argument("--authority", metavar="TEXT", default="", help=_("by what authority: consent, warrant, order number"))
    take.add_argument("--digests", default="", metavar="LIST", help=_("further digests: sha512,sha1,md5"))
    take.add_argument("--only", choices=["acquire"], help=_("compare and examine later, with `resume`"))
    again = commands.add_parser(
        "examine", parents=[unlocking], help=_("examine items again; what was found before stays in the log")
    )
    again.add_argument("items", metavar="ITEM", nargs="+")
    commands.add_parser(
        "resume", parents=[unlocking], help=_("go on with what was interrupted, never compared or never examined")
    )


def _looking(commands: "argparse._SubParsersAction[Parser]", unlocking: Parser) -> None:
    items = commands.add_parser("list", parents=[unlocking], help=_("list items"))
    items.add_argument("--case", metavar="NUMBER")
    items.add_argument("--search", metavar="TEXT", default="")
    show = commands.add_parser("show", parents=[unlocking], help=_("everything about one item"))
    show.add_argument("item", metavar="ITEM")
    get = commands.add_parser("get", parents=[unlocking], help=_("a working copy; logged before a byte leaves"))
    get.add_argument("item", metavar="ITEM")
    get.add_argument("--to", required=True, metavar="FILE")
    keyframes = commands.add_parser("keyframes", parents=[unlocking], help=_("the storyboard, or every keyframe as PNG; logged"))
    keyframes.add_argument("item", metavar="ITEM")
    keyframes.add_argument("--to", required=True, metavar="FOLDER")
    keyframes.add_argument("--stills", action="store_true", help=_("every keyframe at full size"))
    log = commands.add_parser("log", parents=[unlocking], help=_("entries of the custody log"))
    log.add_argument("--item", metavar="ITEM")
    checkpoint = commands.add_parser("checkpoint", parents=[unlocking], help=_("the newest signed checkpoint, to keep elsewhere"))
    checkpoint.add_argument("--to", required=True, metavar="FILE")


def _handing_over(commands: "argparse._SubParsersAction[Parser]", unlocking: Parser) -> None:
    verify = commands.add_parser("verify", parents=[unlocking], help=_("verify a vault, or a bundle without any vault"))
    verify.add_argument("--checkpoint", metavar="FILE", help=_("a checkpoint of this vault that was kept elsewhere"))
    verify.add_argument("--fingerprint", metavar="F", help=_("of the log key, obtained by another way than the bundle"))
    verify.add_argument("--bundle-passphrase-file", metavar="F")
    export = commands.add_parser("export", parents=[unlocking], help=_("write a bundle"))
    what = export.add_mutually_exclusive_group(required=True)
    what.add_argument("--case", metavar="NUMBER")
    what.add_argument("--items", nargs="+", metavar="ITEM")
    export.add_argument("--to", required=True, metavar="FOLDER")
    form = export.add_mutually_exclusive_group()
    form.add_argument("--folder", action="store_true", help=_("as a folder (the default)"))
    form.add_argument("--zip", action="store_true", help=_("as one ZIP file"))
    export.add_argument("--encrypt", action="store_true", help=_("AES-256 ZIP; its passphrase is generated"))
    export.add_argument("--bundle-passphrase-file", metavar="F", help=_("must not exist; the passphrase is written to it"))
    export.add_argument("--withhold", action="append", choices=["giver"], default=[])
    export.add_argument("--purpose", required=True, metavar="TEXT")
    export.add_argument("--recipient", default="", metavar="TEXT", help=_("who receives it"))
    export.add_argument("--authority", required=True, metavar="TEXT")
    export.add_argument("--withheld-by", default="", metavar="TEXT", help=_("by which authority a name is withheld"))


def _keeping(commands: "argparse._SubParsersAction[Parser]", shared: Parser, unlocking: Parser) -> None:
    commands.add_parser("rebuild", parents=[unlocking], help=_("make the catalog anew from the log"))
    passphrase = commands.add_parser("passphrase", parents=[unlocking], help=_("change your passphrase"))
    passphrase.add_argument("--new-passphrase-file", metavar="F")
    operator = commands.add_parser("operator", help=_("people"))
    people = operator.add_subparsers(dest="act", required=True, parser_class=Parser, metavar="ACT")
    add = people.add_parser("add", parents=[unlocking], help=_("enrol another operator"))
    add.add_argument("--new-operator", required=True, metavar="N")
    add.add_argument("--agency", required=True, metavar="A")
    add.add_argument("--new-passphrase-file", metavar="F")
    recover = commands.add_parser("recover", parents=[shared], help=_("get in by the recovery code; enrols you anew"))
    recover.add_argument("vault", metavar="VAULT")
    recover.add_argument("--recovery-file", required=True, metavar="F")
    recover.add_argument("--new-operator", required=True, metavar="N")
    recover.add_argument("--agency", default="", metavar="A")
    recover.add_argument("--new-passphrase-file", metavar="F")


def parser() -> Parser:
    """The whole command line."""
    top = Parser(
        prog="main.py",
        description=f"{TOOL} {VERSION}: " + _("takes in evidence, keeps it, hands it over."),
        epilog=_("Nothing at all, or a bundle, opens the window; --demo runs the whole way on samples."),
    )
    top.add_argument("--version", action="version", version=f"{TOOL} {VERSION}")
    commands = top.add_subparsers(dest="command", required=True, parser_class=Parser, metavar="COMMAND")
    shared = _shared()
    unlocking = _unlocking(shared)
    _creating(commands, shared)
    _importing(commands, unlocking)
    _looking(commands, unlocking)
    _handing_over(commands, unlocking)
    _keeping(commands, shared, unlocking)
    return top


_PATHS = frozenset(
    {"vault", "paths", "to", "passphrase_file", "recovery_file", "new_passphrase_file", "bundle_passphrase_file", "checkpoint"}
)  # raw bytes of the file system; everything else is text
_NOT_EMPTY = {
    "create": ("name", "operator", "agency"),
    "case": ("number",),
    "export": ("purpose", "authority"),
    "operator": ("new_operator", "agency"),
    "recover": ("new_operator",),
}


def parse(words: list[str]) -> argparse.Namespace:
    """The arguments. CommandError(usage) when they are wrong."""
    parsed = parser().parse_args(words)
    for name, value in vars(parsed).items():
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and name not in _PATHS and not _is_text(text):
                raise CommandError("usage", reason=_("{option} is not text in UTF-8").format(option=_option(name)))
    for name in _NOT_EMPTY.get(parsed.command, ()):
        if not str(getattr(parsed, name)).strip():
            raise CommandError("usage", reason=_("{option} is empty").format(option=_option(name)))
    return parsed


def _option(name: str) -> str:
    if name in {"number", "item"}:
        return name.upper()
    return "--from" if name == "giver" else f"--{name.replace('_', '-')}"


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def options(words: list[str]) -> list[str]:
    """The words that can be options: those before `--`."""
    return words[: words.index("--")] if "--" in words else words
