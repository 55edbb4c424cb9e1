"""Commands about the vault itself: create, rebuild, people, recovery."""

import argparse

from intake.casework import door
from intake.cli import secrets
from intake.cli.command import COSTS, SETTINGS, folder, unlocked
from intake.cli.output import Output, safe
from intake.records.people import Person
from intake.settings import Settings
from intake.wording import amounts
from intake.wording.language import translated as _


def create(words: argparse.Namespace, output: Output) -> int:
    """A new vault; the recovery code goes to its file and nowhere else."""
    with secrets.reserved(words.recovery_file) as place:
        passphrase = secrets.chosen(words.passphrase_file, _("New passphrase"))
        settings = Settings(cost=COSTS[words.kdf])
        made = door.create(folder(words), words.name, Person(words.operator, words.agency), passphrase, settings)
        place.keep(made.recovery_code)
    output.line(_("Vault {code} was made in {path}.").format(code=made.code, path=safe(str(folder(words)))))
    output.line(
        _("Recovery code: in {path}. Print it, keep it apart from the vault, and delete the file.").format(
            path=safe(words.recovery_file)
        )
    )
    output.line(_("Fingerprint of the log key: {groups}").format(groups=amounts.groups(made.fingerprint)))
    output.line(_("Keep the fingerprint elsewhere: whoever verifies a bundle compares it."))
    output.result({"vault": made.vault, "code": made.code, "fingerprint": made.fingerprint})
    return 0


def rebuild(words: argparse.Namespace, output: Output) -> int:
    """The catalog anew from the log."""
    with unlocked(words, output) as casework:
        count = casework.rebuild(output.progress())
        items = casework.library.count()
    output.line(
        _("The catalog was made anew from the log: {entries} entries, {items} items.").format(
            entries=f"{count:,}", items=f"{items:,}"
        )
    )
    output.result({"entries": count, "items": items})
    return 0


def passphrase(words: argparse.Namespace, output: Output) -> int:
    with unlocked(words, output) as casework:
        fresh = secrets.chosen(words.new_passphrase_file, _("New passphrase"))
        casework.people.change_passphrase(fresh)
        name = casework.operator.person.name
    output.line(_("{name} unlocks with the new passphrase from now on.").format(name=safe(name)))
    output.line(_("Copies of this vault that were made before still open with the old one."))
    output.result({"operator": name})
    return 0


def add_operator(words: argparse.Namespace, output: Output) -> int:
    with unlocked(words, output) as casework:
        fresh = secrets.chosen(words.new_passphrase_file, _("Passphrase of {name}").format(name=safe(words.new_operator)))
        added = casework.people.add(Person(words.new_operator, words.agency), fresh)
    output.line(_("{name} is enrolled.").format(name=safe(words.new_operator)))
    output.result({"operator": added.person.name, "id": added.operator, "key": added.key_id})
    return 0


def recover(words: argparse.Namespace, output: Output) -> int:
    """In by the recovery code; the person is enrolled anew, with a key of their own."""
    code = secrets.from_file(words.recovery_file)
    fresh = secrets.chosen(words.new_passphrase_file, _("Passphrase of {name}").format(name=safe(words.new_operator)))
    with door.unlock(folder(words), None, code, SETTINGS, progress=output.progress(), examines=False) as casework:
        agency = words.agency or casework.operator.person.agency
        added = casework.people.add(Person(words.new_operator, agency), fresh)
    output.line(
        _("{name} is enrolled and unlocks with the new passphrase. The recovery was logged.").format(
            name=safe(words.new_operator)
        )
    )
    output.result({"operator": added.person.name, "id": added.operator, "key": added.key_id})
    return 0


ACTS = {"create": create, "rebuild": rebuild, "passphrase": passphrase, "operator": add_operator, "recover": recover}
