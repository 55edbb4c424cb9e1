"""Commands about what leaves and how it is checked: export, verify, log, checkpoint."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from intake import durable
from intake.casework import door
from intake.cli import secrets
from intake.cli.command import SETTINGS, folder, item_named, operator, unlocked
from intake.cli.entries import as_document
from intake.cli.output import FOUND, Output, safe
from intake.errors import CommandError, IntakeError, TamperError
from intake.records.findings import Report, Severity, Verdict
from intake.wording import amounts, codes
from intake.wording.events import sentence
from intake.wording.language import counted as ngettext
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _

MOST_NOTE = 64 * 1024  # bytes of a checkpoint
LOG = "custody/log"
_SEVERITIES = {Severity.FAULT: N_("differs"), Severity.ATTENTION: N_("needs a person"), Severity.NOTE: N_("note")}
VAULT_MARKS = ("vault.json", "vault.json.next", LOG)


def log(words: argparse.Namespace, output: Output) -> int:
    """All entries, or those about one item."""
    item = item_named(words.item) if words.item else None
    with unlocked(words, output) as casework:
        entries = casework.library.history(item) if item else casework.library.log()
        # As text at once: of a long log the entries themselves would fill the memory.
        if output.as_json:
            said = [output.as_text(as_document(entry)) for entry in entries]
        else:
            said = [f"{entry.position:>7}  {entry.time}  {sentence(entry)}" for entry in entries]
    for line in said:
        output.line(line)
    output.result_of("entries", said)
    return 0


def checkpoint(words: argparse.Namespace, output: Output) -> int:
    target = Path(words.to).absolute()
    door.require_outside(folder(words), target)
    with unlocked(words, output) as casework:
        note = casework.library.checkpoint()
        size, code = casework.library.log_size(), casework.library.short_code()
    durable.write_new(target, note)
    durable.sync_folder(target.parent)
    output.line(
        _("Checkpoint over {size} entries, code {code}, written to {path}. Keep it elsewhere.").format(
            size=f"{size:,}", code=code, path=safe(words.to)
        )
    )
    output.result({"to": str(target), "size": size, "short_code": code, "checkpoint": note.decode()})
    return 0


def verify(words: argparse.Namespace, output: Output) -> int:
    """A vault (its passphrase is needed), or a bundle (no vault is)."""
    path = folder(words)
    try:
        if any(os.path.lexists(path / name) for name in VAULT_MARKS):
            if words.bundle_passphrase_file is not None:
                raise CommandError("usage", reason=_("--bundle-passphrase-file is for a bundle, and this is a vault"))
            report = _verify_vault(words, output)
        else:
            if words.checkpoint is not None:
                raise CommandError("usage", reason=_("--checkpoint is for a vault; a bundle is compared with --fingerprint"))
            report = _verify_bundle(words, output, path)
    except ValueError as error:
        raise CommandError("usage", reason=_("the fingerprint is 64 hexadecimal characters")) from error
    output.finish()
    return _report(report, output)


def _held(words: argparse.Namespace) -> bytes | None:
    if words.checkpoint is None:
        return None
    try:
        return durable.read(Path(words.checkpoint).absolute(), MOST_NOTE)
    except IntakeError as error:
        raise CommandError(
            "usage", reason=_("the checkpoint {path} could not be read").format(path=safe(words.checkpoint))
        ) from error


def _verify_vault(words: argparse.Namespace, output: Output) -> Report:
    held = _held(words)
    try:
        who = operator(words)
        secret = secrets.asked(words.passphrase_file, _("Passphrase of {name}").format(name=safe(who)))
        try:
            casework = door.unlock(folder(words), who, secret, SETTINGS, progress=output.progress(), read_only=True)
        finally:
            secret[:] = bytes(len(secret))
        with casework:
            return casework.verification.vault(held, output.progress(), words.fingerprint)
    except IntakeError as error:
        found = error
        if error.code == "not_a_vault" and os.path.lexists(folder(words) / LOG):  # it was one
            found = TamperError("vault_file_differs", name="vault.json", found="of another program")
        report = door.report_of(found)
        if report is None:
            raise
        return report


def _verify_bundle(words: argparse.Namespace, output: Output, path: Path) -> Report:
    secret = None if words.bundle_passphrase_file is None else secrets.from_file(words.bundle_passphrase_file)
    return door.verify_bundle(path, words.fingerprint, secret, output.progress())


def _report(report: Report, output: Output) -> int:
    document: dict[str, Any] = {
        "verdict": report.verdict.value,
        "checked": dict(report.checked),
        "findings": [
            {
                "code": one.code,
                "severity": one.severity.value,
                "subject": one.subject,
                "expected": one.expected,
                "found": one.found,
                "sentence": codes.finding(one),
            }
            for one in report.findings
        ],
        "facts": dict(report.facts),
        "not_checked": list(report.not_checked),
    }
    output.line(codes.verdict(report.verdict))
    for one in report.findings:
        output.line(f"{_(_SEVERITIES[one.severity])}: {safe(one.subject)}: {codes.finding(one)}")
        if one.expected or one.found:
            output.line(
                "  "
                + _("expected {expected}, found {found}").format(expected=safe(one.expected) or "—", found=safe(one.found) or "—")
            )
    counts = ", ".join(f"{count:,} {name}" for name, count in report.checked.items())
    output.line(_("Checked: {counts}").format(counts=counts))
    if "fingerprint" in report.facts:
        output.line(_("Fingerprint of the log key: {groups}").format(groups=amounts.groups(report.facts["fingerprint"])))
        output.line(_("Compare it with one obtained elsewhere: only that shows whose key it is."))
    output.result(document)
    return 0 if report.verdict is Verdict.UNCHANGED else FOUND


def export(words: argparse.Namespace, output: Output) -> int:
    if words.encrypt and words.folder:
        raise CommandError("usage", reason=_("an encrypted bundle is a ZIP: leave --folder away"))
    if words.encrypt and words.bundle_passphrase_file is None:
        raise CommandError("usage", reason=_("--encrypt needs --bundle-passphrase-file: where the passphrase is written to"))
    if words.bundle_passphrase_file is not None and not words.encrypt:
        raise CommandError("usage", reason=_("--bundle-passphrase-file needs --encrypt: nothing would be encrypted"))
    if words.withheld_by and not words.withhold:
        raise CommandError("usage", reason=_("--withheld-by needs --withhold: nothing would be withheld"))
    request = door.ExportRequest(
        items=tuple(item_named(item) for item in words.items or ()),
        case=words.case,
        target=Path(words.to).absolute(),
        form=door.Form.ZIP if words.zip or words.encrypt else door.Form.FOLDER,
        encrypt=words.encrypt,
        withhold=tuple(dict.fromkeys(words.withhold)),
        purpose=words.purpose,
        authority=words.authority,
        recipient=words.recipient.strip(),
        withheld_by=words.withheld_by.strip(),
    )
    with _secret_file(words, request.target) as place:
        if place is not None:
            request = replace(request, keep=place.keep)
        with unlocked(words, output) as casework:
            written = casework.release.export(request, output.progress())
            output.finish()
    return _exported(written, words, output)


@contextmanager
def _secret_file(words: argparse.Namespace, target: Path) -> Iterator[secrets.Reserved | None]:
    """Where the passphrase of an encrypted bundle is kept; None where nothing is encrypted."""
    if not words.encrypt:
        yield None
        return
    path = Path(words.bundle_passphrase_file).absolute()
    door.require_outside(folder(words), path)
    if path.parent == target and not target.exists():
        durable.make_folder(target)
    with secrets.reserved(words.bundle_passphrase_file) as place:
        yield place


def _exported(written: door.Exported, words: argparse.Namespace, output: Output) -> int:
    if written.passphrase is not None:
        output.line(
            _("Its passphrase is in {path}. Hand it over by another way than the bundle.").format(
                path=safe(words.bundle_passphrase_file)
            )
        )
    output.line(_("Written, read back and verified: {path}").format(path=safe(str(written.path))))
    output.line(_("Bundle digest: {groups}").format(groups=amounts.groups(written.bundle_digest)))
    output.line(ngettext("{count} item.", "{count} items.", len(written.items)))
    if written.damaged:
        output.line(
            ngettext(
                "{count} item is in it whole, but without what was read from it: its examination is damaged in the vault.",
                "{count} items are in it whole, but without what was read from them: their examinations are damaged in the vault.",
                len(written.damaged),
            )
        )
        output.line("  " + " ".join(written.damaged))
    output.line(_("Checkpoint code: {code}").format(code=written.short_code))
    output.result(
        {
            "bundle": str(written.path),
            "bundle_digest": written.bundle_digest,
            "items": list(written.items),
            "damaged": list(written.damaged),
            "checkpoint": written.checkpoint.decode(),
            "short_code": written.short_code,
        }
    )
    return 0


ACTS = {"log": log, "checkpoint": checkpoint, "verify": verify, "export": export}
