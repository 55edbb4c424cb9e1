"""What can go wrong that is the world's fault or the data's, each with a stable code.

An exception carries facts, never a sentence: `intake.wording` has the sentence and the hint for each code.
Whatever is raised that is neither an `IntakeError` nor `Cancelled` is a bug in this program.
"""

from typing import ClassVar


class IntakeError(Exception):
    """The world's fault or the data's.

    code: one of the class's `codes`, stable, for scripts and for `intake.wording`.
    facts: what the sentence needs (`expected`, `found`, `name` …). Values are str, int or bytes.
    """

    codes: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, code: str, /, **facts: object) -> None:
        if code not in self.codes:
            raise ValueError(f"{type(self).__name__} has no code {code!r}")
        super().__init__(code)
        self.code = code
        self.facts = facts


class SourceError(IntakeError):
    """The file outside could not be taken in as it is."""

    codes = frozenset(
        {
            "source_unreadable",  # open or read failed
            "source_vanished",
            "device_gone",  # everything on it, while an import runs: nothing is said of its files
            "source_changed",  # size, times or identity differ before and after, or the second reading differs
            "source_not_regular",  # socket, pipe, device, folder where a file was meant
            "source_is_link",
            "source_is_placeholder",  # its content lies in a cloud; opening would download it
            "source_short",  # fewer bytes than the device stated
            "source_long",  # more bytes than the device stated
            "source_in_vault",  # lies inside the vault's own folder
            "source_missing",  # the path that was named does not exist
            "source_loop",  # a folder that contains itself
            "source_too_deep",  # folders nested beyond the limit
            "source_withdrawn",  # a person no longer wants it taken in
            "source_too_many",  # more files than the limit; those before it are in the plan
        }
    )


class VaultError(IntakeError):
    """The vault's folder is not what it must be, or is not free."""

    codes = frozenset(
        {
            "not_a_vault",
            "vault_exists",
            "vault_newer_format",
            "vault_in_use",
            "vault_in_synchronised_folder",
            "vault_read_only",
            "object_missing",
            "unknown_item",
            "unknown_case",
            "case_exists",
            "unknown_submission",
            "operator_exists",
        }
    )


class UnlockError(IntakeError):
    """No key slot opened."""

    codes = frozenset(
        {
            "no_slot_matches",
            "cost_beyond_limits",
            "unknown_operator",
            "recovery_code_malformed",
            "passphrase_too_short",
            "passphrase_not_text",  # its bytes are not UTF-8
        }
    )


class TamperError(IntakeError):
    """Something is not what was written."""

    codes = frozenset(
        {
            "authentication_failed",
            "log_broken",
            "log_shorter_than_checkpoint",
            "log_forked",  # does not extend the checkpoint that this computer remembers
            "digest_differs",
            "vault_file_differs",
            "signature_wrong",
            "malformed",  # a file of ours that does not parse
            "examination_damaged",  # the pack that an examination left; the evidentiary copy is an object of its own
        }
    )


class StorageError(IntakeError):
    """The disk that is written to."""

    codes = frozenset(
        {
            "disk_full",
            "permission_denied",
            "sync_failed",
            "write_failed",
            "read_failed",  # the disk that holds the vault or the bundle gave an error
            "target_exists",
            "file_too_large_for_medium",
            "path_too_long",  # for the system, once the bundle's own names stand behind it
            "target_missing",
        }
    )


class RefusedError(IntakeError):
    """It could be done, but may not be."""

    codes = frozenset(
        {
            "read_only",
            "role_missing",
            "approval_missing",
            "withholding_impossible",
            "nothing_to_export",
            "too_many_items",  # more than one entry of the log can name
            "not_now",
            "files_waiting",  # a submission is to be closed while files of its plan have no outcome
            "submission_closed",  # what is closed takes in nothing more
            "not_examined",  # what was asked for comes from an examination
            "target_in_vault",  # what is readable would lie inside a vault's folder
        }
    )


class ExaminationError(IntakeError):
    """The confined reader gave no answer."""

    codes = frozenset({"media_unreadable", "worker_over_limits", "worker_died", "worker_unavailable", "worker_answer_malformed"})


class BundleError(IntakeError):
    """What was handed over as a bundle cannot be opened as one."""

    codes = frozenset(
        {"not_a_bundle", "bundle_encrypted", "bundle_passphrase_wrong", "bundle_beyond_limits", "bundle_newer_format"}
    )


class CommandError(IntakeError):
    """The command line is wrong."""

    codes = frozenset({"usage", "passphrase_file_unreadable", "secret_file_exists", "passphrases_differ"})


class Withdrawn(Exception):
    """A person no longer wants this one source; the others go on."""


class Cancelled(Exception):
    """A person stopped it; everything already reported as done stays done."""
