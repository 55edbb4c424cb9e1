"""Each error code's sentences: what happened, what that means for the evidence, what to do now.

`{fact}` is filled in from the exception's facts, in a form that cannot mislead. A code without a sentence fails a test.
"""

import errno
import string
from collections.abc import Mapping
from dataclasses import dataclass

from intake.errors import IntakeError
from intake.records.names import shown, shown_text
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _

UNCHANGED = N_("Nothing in the vault was changed.")
REST_GOES_ON = N_("Nothing else is affected; the other files go on.")
NOT_LOST = N_("What was reported as done is in the vault.")


@dataclass(frozen=True, slots=True)
class Words:
    """message: what happened. meaning: what it means for the evidence. hint: what to do now."""

    message: str
    meaning: str
    hint: str


# Where a name stands that was to be withheld: the fact `place`, with what the sentence names beside it.
PLACES: Mapping[str, str] = {
    "words": N_("it stands in what was written for this bundle: purpose, recipient, authority or reason"),
    "case": N_("it stands in the case's number"),
    "recorded": N_("it stands in what is recorded in item {item}, which is released bit for bit"),
    "called": N_("it stands in the name of item {item} or of whom it belongs to, in part"),
    "content": N_("it stands in the content of item {item}, which is released bit for bit"),
    "entry": N_("it stands in entry {position} of the custody log ({disclosure})"),
}

_TABLE: Mapping[str, tuple[str, str, str]] = {
    # SourceError
    "source_unreadable": (
        N_("{name} could not be read: {reason}."),
        REST_GOES_ON,
        N_("Check the cable and the medium, unlock the device if it is a phone, and try again."),
    ),
    "source_vanished": (
        N_("{name} was there and is gone."),
        REST_GOES_ON,
        N_("Connect its device if it is away. If it was deleted or moved there, it can be read only once it is put back."),
    ),
    "device_gone": (
        N_("“{name}” is not connected any more."),
        REST_GOES_ON,
        N_("Plug the device in again and go on with the interrupted import."),
    ),
    "source_changed": (
        N_("{name} changed while it was read."),
        REST_GOES_ON,
        N_("Wait until nothing writes to it any more (recording, synchronising), then try again."),
    ),
    "source_not_regular": (
        N_("{name} is not a file with content ({kind})."),
        REST_GOES_ON,
        N_("Choose files and folders. Pipes, sockets and devices cannot be taken in."),
    ),
    "source_is_link": (
        N_("{name} is a link to something else. Links are not followed."),
        REST_GOES_ON,
        N_("Choose the file that it points to, if that is what was handed over."),
    ),
    "source_is_placeholder": (
        N_("{name} is only a placeholder: its content lies in a cloud."),
        REST_GOES_ON,
        N_("Have the person who owns it download it on their own device, then take in the real file."),
    ),
    "source_short": (
        N_("{name} gave {found} bytes although the system stated {expected}."),
        REST_GOES_ON,
        N_("Copy it to another medium with the device's own software, and take in both."),
    ),
    "source_long": (
        N_("{name} gave {found} bytes although the system stated {expected}."),
        REST_GOES_ON,
        N_("Wait until nothing writes to it any more, then try again."),
    ),
    "source_loop": (N_("The folder {name} contains itself."), REST_GOES_ON, N_("Choose the files inside it one by one.")),
    "source_too_deep": (
        N_("The folders in {name} are nested more deeply than is followed."),
        REST_GOES_ON,
        N_("Choose the folder further inside by itself."),
    ),
    "source_too_many": (
        N_("{name} holds more files than one import takes."),
        N_("The files before that are in the plan; the others are not."),
        N_("Take in the folders inside it one by one."),
    ),
    "source_withdrawn": (
        N_("{name} was left out on request."),
        REST_GOES_ON,
        N_("If it is to be taken in after all, import it anew."),
    ),
    "source_in_vault": (N_("{name} lies inside the vault's own folder."), UNCHANGED, N_("Choose files outside the vault.")),
    "source_missing": (N_("There is nothing at {name}."), UNCHANGED, N_("Check the path and that the medium is connected.")),
    # VaultError
    "not_a_vault": (N_("{name} is not a vault."), UNCHANGED, N_("Choose the folder that contains vault.json.")),
    "vault_exists": (N_("There is something at {name} already."), UNCHANGED, N_("Choose a folder that does not exist yet.")),
    "vault_newer_format": (
        N_("This vault has format {found}; this version of the program reads up to {expected}."),
        UNCHANGED,
        N_("Open it with a newer version of the program."),
    ),
    "vault_in_use": (
        N_("This vault is open already, by {label} at {workstation} since {since}."),
        UNCHANGED,
        N_("Lock it there, then try again."),
    ),
    "vault_in_synchronised_folder": (
        N_("This folder is synchronised with a cloud ({found})."),
        UNCHANGED,
        N_("Put the vault where nothing synchronises it. Back it up by copying it while it is closed."),
    ),
    "vault_read_only": (
        N_("The vault's folder cannot be written to."),
        UNCHANGED,
        N_("Copy it to a disk that can be written to. It can be verified where it is: that writes nothing."),
    ),
    "object_missing": (
        N_("The stored copy {object} is missing from the vault."),
        N_("The log still names it: an item that was acquired has no stored copy here."),
        N_("Verify the vault, and bring the missing file back from a backup."),
    ),
    "unknown_item": (N_("There is no item {item} in this vault."), UNCHANGED, N_("List the items to see their numbers.")),
    "unknown_case": (N_("There is no case {number} in this vault."), UNCHANGED, N_("Open the case first.")),
    "case_exists": (N_("Case {number} is open already."), UNCHANGED, N_("Use it, or give another number.")),
    "unknown_submission": (N_("There is no submission {submission} in this vault."), UNCHANGED, N_("Check the number.")),
    "operator_exists": (N_("There is an operator {name} already."), UNCHANGED, N_("Choose another name for this one.")),
    # UnlockError
    "no_slot_matches": (
        N_("It does not open with this passphrase."),
        N_("Nothing was changed. The attempt is noted."),
        N_(
            "Check the operator, capital letters and the keyboard's language; then try the recovery code. "
            "If neither opens it, vault.json may be damaged: use a backup."
        ),
    ),
    "cost_beyond_limits": (
        N_("This vault asks for more memory or time to unlock than any vault of ours ({name})."),
        UNCHANGED,
        N_("It was not made by this program, or was changed. Use a backup."),
    ),
    "unknown_operator": (
        N_("Nobody of that name is enrolled in this vault."),
        UNCHANGED,
        N_("Check the spelling of the name."),
    ),
    "recovery_code_malformed": (
        N_("Group {group} of the recovery code is not right."),
        UNCHANGED,
        N_("Compare that group with the recovery sheet. O and 0, I and 1 do not matter."),
    ),
    "passphrase_too_short": (
        N_("The passphrase has fewer than {expected} characters."),
        UNCHANGED,
        N_("Use several words."),
    ),
    "passphrase_not_text": (
        N_("The passphrase is not text in UTF-8."),
        UNCHANGED,
        N_("Save the passphrase file as UTF-8 and try again."),
    ),
    # TamperError
    "authentication_failed": (
        N_("{name} does not authenticate: its bytes are not those that were written."),
        N_("What it held cannot be trusted, and is not shown."),
        N_("Verify the vault, keep this copy as it is, and use a backup."),
    ),
    "log_broken": (
        N_("The custody log is broken at entry {position}."),
        N_("Entries after it cannot be trusted."),
        N_("Keep this copy as it is, verify it, and use a backup."),
    ),
    "log_shorter_than_checkpoint": (
        N_("The custody log has {found} entries; its checkpoint says {expected}."),
        N_("Entries were removed."),
        N_("Keep this copy as it is, verify it, and use a backup."),
    ),
    "log_forked": (
        N_("The custody log does not continue the one that this computer saw before."),
        N_("It is another copy or an older one. It opens read-only until a person says why."),
        N_("If you restored a backup, say so when unlocking."),
    ),
    "digest_differs": (
        N_("The digest of {name} is not the one in the log."),
        N_("Its bytes are not those that were acquired."),
        N_("Keep this copy as it is, verify it, and use a backup."),
    ),
    "examination_damaged": (
        N_("What the examination of item {item} left in the vault is damaged or gone."),
        N_("The item's stored copy lies apart from it and is not touched by that; what was read from the item is missing here."),
        N_("Examine the item again; what is there now stays in the log."),
    ),
    "vault_file_differs": (
        N_("{name} is not the file that this vault wrote."),
        N_("It was changed from outside, or the disk is failing."),
        N_("Verify the vault and use a backup. The catalog alone can be rebuilt from the log."),
    ),
    "signature_wrong": (
        N_("A signature in {name} is wrong."),
        N_("It was not written by whom it names."),
        N_("Keep this copy as it is and verify it."),
    ),
    "malformed": (
        N_("{name} is not in the form that this program writes: {reason}."),
        N_("It is not used."),
        N_("Verify the vault or the bundle to see what else differs."),
    ),
    # StorageError
    "disk_full": (N_("The disk is full."), NOT_LOST, N_("Make room on the disk, then go on.")),
    "permission_denied": (
        N_("{name} may not be written to."),
        NOT_LOST,
        N_("Choose a place that you may write to."),
    ),
    "sync_failed": (
        N_("The disk did not confirm that it has written."),
        N_("What was reported as done before is in the vault. Nothing more is written until it is opened again."),
        N_("Check the disk, lock the vault and unlock it again."),
    ),
    "write_failed": (N_("Writing {name} failed: {reason}."), NOT_LOST, N_("Check the disk and try again.")),
    "read_failed": (
        N_("The disk gave an error while {name} was read: {reason}."),
        NOT_LOST,
        N_("Check the disk. Copy the vault to another one before anything else."),
    ),
    "target_exists": (N_("There is a file at {name} already."), UNCHANGED, N_("Choose another name. Nothing is overwritten.")),
    "file_too_large_for_medium": (
        N_("{name} is larger than this medium's file system can hold ({expected} bytes)."),
        UNCHANGED,
        N_("Use a medium formatted as exFAT or NTFS, write a folder instead of a ZIP, or release fewer items."),
    ),
    "path_too_long": (
        N_("The names in {name} would be longer than this system can hold ({found} of at most {expected})."),
        UNCHANGED,
        N_("Choose a folder with a shorter path, or write a ZIP."),
    ),
    "target_missing": (N_("{name} is not there any more."), NOT_LOST, N_("Connect the medium again and start anew.")),
    # RefusedError
    "read_only": (
        N_("The vault is open read-only."),
        UNCHANGED,
        N_("Unlock it for writing. Read-only shows no evidence, because access could not be logged."),
    ),
    "role_missing": (N_("This needs the role {role}."), UNCHANGED, N_("Ask someone who has it.")),
    "approval_missing": (N_("This needs a second person's approval."), UNCHANGED, N_("Ask for it.")),
    "withholding_impossible": (
        N_("{name} cannot be withheld from this bundle: {reason}."),
        UNCHANGED,
        N_("Leave out what contains it, or release it."),
    ),
    "nothing_to_export": (N_("No item matches, so there is nothing to release."), UNCHANGED, N_("Choose at least one item.")),
    "too_many_items": (
        N_("{count} items are more than one bundle can hold; the most are {most}."),
        UNCHANGED,
        N_("Choose fewer items, and write several bundles."),
    ),
    "not_examined": (N_("Item {item} has not been examined yet."), UNCHANGED, N_("Resume what is left to do, then try again.")),
    "target_in_vault": (
        N_("{name} would lie inside the vault's own folder."),
        N_("Nothing was written: in a vault's folder nothing may lie that can be read."),
        N_("Choose a place outside the vault."),
    ),
    "files_waiting": (
        N_("Files of this submission have not been read yet ({count})."),
        N_("It stays open. What was taken in is in the vault."),
        N_("Go on with the import, or leave out what cannot be had, with the reason. Then close it."),
    ),
    "submission_closed": (
        N_("Submission {submission} is closed; nothing more is taken into it."),
        UNCHANGED,
        N_("Take the file in with a new submission."),
    ),
    "not_now": (N_("This cannot be done while something else is running."), UNCHANGED, N_("Wait until it has finished.")),
    # ExaminationError
    "media_unreadable": (N_("No reader here can open it."), REST_GOES_ON, N_("It is kept whole; look at it with other tools.")),
    "worker_over_limits": (
        N_("Examining it needed more time or memory than is allowed."),
        REST_GOES_ON,
        N_("It is kept whole; look at it with other tools."),
    ),
    "worker_died": (N_("The reader broke off on this file."), REST_GOES_ON, N_("It is kept whole; look at it with other tools.")),
    "worker_answer_malformed": (
        N_("The reader gave an answer that does not hold together, so nothing of it was taken."),
        REST_GOES_ON,
        N_("It is kept whole. Treat the file with care: it may have been made to harm."),
    ),
    "worker_unavailable": (
        N_("The confined reader could not be started."),
        N_("Everything is acquired; nothing is examined yet."),
        N_("Resume later; if it stays so, install the program again."),
    ),
    # BundleError
    "not_a_bundle": (N_("{name} is not a bundle."), UNCHANGED, N_("Choose the folder or the ZIP that was handed over.")),
    "bundle_encrypted": (
        N_("This bundle is encrypted."),
        UNCHANGED,
        N_("Give its passphrase; it came to you by another way than the bundle."),
    ),
    "bundle_passphrase_wrong": (N_("The bundle does not open with this passphrase."), UNCHANGED, N_("Check each group.")),
    "bundle_beyond_limits": (
        N_("This bundle claims to hold more than any bundle of ours ({reason})."),
        N_("It was not unpacked."),
        N_("Ask the sender for it again."),
    ),
    "bundle_newer_format": (
        N_("This bundle has format {found}; this version of the program reads up to {expected}."),
        UNCHANGED,
        N_("Use a newer version, or the verify.py inside it."),
    ),
    # CommandError
    "usage": (N_("{reason}"), UNCHANGED, N_("See `main.py --help`.")),
    "passphrase_file_unreadable": (N_("The file {name} could not be read."), UNCHANGED, N_("Check its path and permissions.")),
    "secret_file_exists": (
        N_("{name} exists already; a secret is never written over a file."),
        UNCHANGED,
        N_("Name a file that does not exist yet."),
    ),
    "passphrases_differ": (N_("The two passphrases are not the same."), UNCHANGED, N_("Type it again.")),
}


# What stands for a fact that an exception does not carry. A sentence begins with a capital all the same.
ABSENT = {
    "name": N_("it"),
    "reason": N_("no reason was given"),
    "label": N_("someone"),
    "workstation": N_("a computer"),
    "since": N_("an unknown time"),
    "position": N_("of unknown number"),
}


class _Facts(string.Formatter):
    """Fills in facts as text that cannot mislead; what is absent is said, or a dash."""

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> str:  # noqa: ARG002 — as the base has it
        fact = kwargs.get(str(key))
        if fact is None:
            return _(ABSENT[str(key)]) if key in ABSENT else "—"
        return shown(fact) if isinstance(fact, bytes) else shown_text(str(fact))


def codes() -> frozenset[str]:
    """All codes that have sentences."""
    return frozenset(_TABLE)


def templates(code: str) -> tuple[str, str, str]:
    """A code's sentences before facts are filled in. KeyError for an unknown one."""
    return _TABLE[code]


def words(code: str, facts: Mapping[str, object]) -> Words:
    """The sentences for a code. KeyError for an unknown one."""
    known = dict(facts)
    place = PLACES.get(str(known.get("place")))
    if place is not None:
        known |= {"name": _("The giver's name"), "reason": _Facts().vformat(_(place), (), known)}
    number = known.get("errno")
    if "reason" not in known and isinstance(number, int) and number:
        known["reason"] = errno.errorcode.get(number, str(number))
    elif "reason" not in known and "what" in known:
        known["reason"] = known["what"]
    filled = (_Facts().vformat(_(sentence), (), known) for sentence in _TABLE[code])
    return Words(*(text[:1].upper() + text[1:] if "name" not in known else text for text in filled))


def error_words(error: IntakeError) -> Words:
    """The sentences for an error."""
    return words(error.code, error.facts)
