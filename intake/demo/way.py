"""The whole way on the sample stick: vault, import, what the files hold, a signed and closed bundle, its verification."""

import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

from intake import durable
from intake.casework import door
from intake.demo import place, telling
from intake.demo.place import Places
from intake.demo.telling import Telling, shown_path
from intake.ids import ItemId
from intake.records.digests import Algorithm
from intake.records.findings import Report, Verdict
from intake.records.items import Comparison
from intake.records.people import Person
from intake.records.submissions import Giver, Kind, Reach, SubmissionDraft
from intake.settings import LOW_COST, Settings
from intake.wording import amounts, codes
from intake.wording.errors import words
from intake.wording.language import counted as ngettext
from intake.wording.language import translated as _

OFFICE, OPERATOR, AGENCY = "Field laptop 7 (demo)", "R. Alvarez", "Hennepin County Attorney (demo)"
CASE, GIVER = "24-118", "Dana Okafor"
# No secret: it stands here, so that the vault of a demo can be tried. A real one is chosen by a person and never shown.
PASSPHRASE = "four minutes past two"  # noqa: S105 — see above
SETTINGS = Settings(cost=LOW_COST)

Verifier = Callable[[Path], tuple[int, str] | None]  # runs a bundle's own verify.py: exit code and what it said, or None


class Way:
    """One demo, step by step; each says what it did."""

    def __init__(self, places: Places, told: Telling) -> None:
        self._places, self._told = places, told
        self._sound = True
        self._fingerprint = ""
        self._bundle = places.handed_over

    def go(self, verifier: Verifier | None) -> bool:
        """The whole way; whether every step did what it should. IntakeError when something stops it.

        verifier: None leaves the verification to be tried in the window.
        """
        self._vault()
        with door.unlock(self._places.vault, OPERATOR, bytearray(PASSPHRASE.encode()), SETTINGS) as casework:
            items = self._import(casework)
            self._contents(casework, items)
            self._hand_over(casework)
        if verifier is not None:
            self._verify(verifier)
            self._look()
        return self._sound

    def _vault(self) -> None:
        places, told = self._places, self._told
        told.heading(_("A vault is made"))
        made = door.create(places.vault, OFFICE, Person(OPERATOR, AGENCY), bytearray(PASSPHRASE.encode()), SETTINGS)
        durable.write_new(places.recovery, made.recovery_code.encode() + b"\n")
        durable.write_new(places.passphrase, PASSPHRASE.encode() + b"\n")
        self._fingerprint = made.fingerprint
        told.line(_("Vault {code}, encrypted, in {path}").format(code=made.code, path=shown_path(places.vault)))
        told.line(_("Operator: {operator}. Passphrase: {passphrase}").format(operator=OPERATOR, passphrase=PASSPHRASE))
        told.line(_("Recovery code, to be printed and kept apart: {path}").format(path=shown_path(places.recovery)))
        told.line(_("Fingerprint of the log key: {groups}").format(groups=amounts.groups(made.fingerprint)))

    def _import(self, casework: door.Casework) -> tuple[ItemId, ...]:
        told = self._told
        told.heading(_("What a witness handed over is taken in"))
        place.lay_out_stick(self._places)
        casework.receiving.open_case(CASE, _("The van at the corner"))
        said = SubmissionDraft(
            reach=Reach.MEDIUM, giver=Giver(name=GIVER), authority=_("consent"), kind=Kind.BYSTANDER, case=CASE
        )
        lines = casework.receiving.survey([os.fsencode(self._places.stick)], lambda _step: None)
        batch = casework.receiving.begin(lines, said, [Algorithm.SHA256])
        casework.agenda.work(batch, lambda _step: None)
        brought = casework.library.brought(batch.batch)
        for failure in brought.failed:
            told.line(words(failure.code, {"name": failure.name, "reason": failure.reason}).message)
        rows = casework.library.rows(brought.items)
        matched = sum(row.comparison is Comparison.IDENTICAL for row in rows)
        told.line(
            ngettext(
                "{count} file was read once, hashed and encrypted.",
                "{count} files were read once, hashed and encrypted.",
                len(rows),
            )
        )
        told.line(_("Then the stored copy was decrypted and hashed again, and the source was read again:"))
        told.line(_("digest matched for {matched} of {whole}.").format(matched=matched, whole=len(rows)))
        for row in rows:
            twin = casework.library.item(row.item).duplicate_of
            same = "  " + _("the same content as {item}").format(item=twin) if twin else ""
            told.line(f"  {row.item}  {amounts.size(row.size):>8}  {row.name}{same}")
        self._sound &= matched == len(rows) > 0 and not brought.failed
        return brought.items

    def _contents(self, casework: door.Casework, items: tuple[ItemId, ...]) -> None:
        told = self._told
        told.heading(_("What is recorded in the files, read in a confined process; unproven"))
        durable.make_folder(self._places.keyframes)
        stills = 0
        for item in items:
            details = casework.library.details(item)
            self._sound &= details.answer is not None  # whether or not a reader could open it
            first, *rest = telling.item(details)
            told.line(first)
            for line in rest:
                told.line(f"  {line}")
            if details.storyboard:
                stills += len(casework.library.storyboard(item, self._places.keyframes / item))
        told.line(
            ngettext("{count} keyframe as JPEG in {path}", "{count} keyframes as JPEG in {path}", stills).format(
                path=shown_path(self._places.keyframes)
            )
        )

    def _hand_over(self, casework: door.Casework) -> None:
        told = self._told
        told.heading(_("A bundle is written, signed and closed"))
        request = door.ExportRequest(
            items=(),
            case=CASE,
            target=self._places.handed_over,
            form=door.Form.FOLDER,
            encrypt=False,
            withhold=(),
            purpose=_("to be tried"),
            authority=_("none: a demo"),
        )
        written = casework.release.export(request, lambda _step: None)
        self._bundle = written.path
        told.line(_("Written, read back and verified: {path}").format(path=shown_path(written.path)))
        told.line(_("Bundle digest: {groups}").format(groups=amounts.groups(written.bundle_digest)))

    def _verify(self, verifier: Verifier) -> None:
        told = self._told
        told.heading(_("It is verified, as whoever receives it would"))
        self._report(_("By this program:"), door.verify_bundle(self._bundle, self._fingerprint, None), Verdict.UNCHANGED)
        self._by_its_own(verifier)
        with door.unlock(
            self._places.vault, OPERATOR, bytearray(PASSPHRASE.encode()), SETTINGS, read_only=True, examines=False
        ) as casework:
            report = casework.verification.vault(None, lambda _step: None)
        self._report(_("The vault itself, everything in it read again:"), report, Verdict.UNCHANGED)
        exhibit = max((self._bundle / "data" / "evidence").iterdir(), key=lambda path: path.stat().st_size)
        place.copy(self._bundle, self._places.altered, altered=exhibit)
        report = door.verify_bundle(self._places.altered, None, None)
        self._report(_("A copy of the bundle with one bit turned over in one exhibit:"), report, Verdict.DIFFERS)

    def _by_its_own(self, verifier: Verifier) -> None:
        ran = verifier(self._bundle)
        if ran is None:
            self._told.line(_("verify.py in the bundle was not run: no Python is at hand here."))
            return
        code, said = ran
        self._told.line(_("By verify.py in the bundle, which needs Python and nothing of ours:"))
        self._told.line(f"  {said.strip().partition(chr(10))[0]}")
        self._sound &= code == 0

    def _report(self, what: str, report: Report, expected: Verdict) -> None:
        self._told.line(what)
        self._told.line(f"  {codes.verdict(report.verdict)}")
        for line in telling.faults(report):
            self._told.line(f"  {line}")
        self._sound &= report.verdict is expected

    def _look(self) -> None:
        places, told = self._places, self._told
        told.heading(_("Look for yourself"))
        program, vault, secret = _program(), _quoted(places.vault), _quoted(places.passphrase)
        for text, command in (
            (_("The items:"), f"{program} list {vault} --passphrase-file {secret}"),
            (_("Who did what, when:"), f"{program} log {vault} --passphrase-file {secret}"),
            (_("The bundle, without a vault:"), f"{program} verify {_quoted(self._bundle)}"),
            (_("Only what every system has:"), f"(cd {_quoted(self._bundle)} && sha256sum -c manifest-sha256.txt)"),
            (_("All of it in the window:"), f"{program} --demo {_quoted(places.root)}"),
        ):
            told.line(text)
            told.line(f"  {command}")
        told.line(_("How to verify with openssl stands in START-HERE.txt in the bundle. To be rid of it, delete the folder:"))
        told.line(f"  {shown_path(places.root)}")


def _program() -> str:
    """How this program was called."""
    parts = [Path(sys.executable)] if getattr(sys, "frozen", False) else [Path(sys.executable), Path(sys.argv[0])]
    here = Path.cwd()
    return " ".join(_quoted(part.relative_to(here) if part.is_relative_to(here) else part) for part in parts)


def _quoted(path: Path) -> str:
    """To be pasted into a shell."""
    return shlex.quote(shown_path(path)) if os.name == "posix" else f'"{shown_path(path)}"'
