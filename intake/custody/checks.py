"""The checks that every audit of custody entries shares; their numbers are those of log.md, *Verification*."""

from collections.abc import Sequence

from intake.custody import checkpoint, disclosures, entries
from intake.custody.chains import Chains, shown
from intake.custody.disclosures import Carried
from intake.custody.entries import LINK_PREFIX, Head
from intake.custody.signers import Signers, VaultFacts, VerifyMany
from intake.custody.telling import Report, Telling
from intake.errors import TamperError
from intake.records.events import Chain, Checkpoint, Disclosure, Entry, Link, Type, chain_of

# A correction goes where the event that it corrects went.
_ALLOWED = {kind: (Chain.CUSTODY, Chain.WORK) if kind is Type.CORRECTED else (chain_of(kind),) for kind in Type}


class Checks:
    """What both audits check of each entry, and of the checkpoint."""

    def __init__(self, report: Report, note: bytes | None, log_public: bytes | None, verify: VerifyMany) -> None:
        self._tell = Telling(report)
        self._signers = Signers(self._tell, verify)
        self._chains = Chains(self._tell)
        self._log_public = log_public
        self._begun = False
        self._restored = False
        self.taken = 0
        self.checkpoint = self._parse(note, "checkpoint", "checkpoint_malformed")

    @property
    def vault(self) -> VaultFacts | None:
        """What `vault_created` says, once it has been taken."""
        return self._signers.vault

    @property
    def signatures(self) -> int:
        """How many signatures of entries were verified."""
        return self._signers.signatures

    def _key(self) -> bytes | None:
        return self._log_public or (self.vault.log_public if self.vault else None)

    def _parse(self, note: bytes | None, subject: str, code: str) -> Checkpoint | None:
        try:
            return checkpoint.parse(note or b"")
        except TamperError as error:
            self._tell(code, subject, found=error.facts.get("reason", ""))
            return None

    def _head(self, signed: bytes, signature: bytes, subject: str) -> tuple[Head, tuple[str, ...]] | None:  # check 1
        self.taken += 1
        try:
            entries.require_length(signature)
            return entries.parse_head(signed)
        except TamperError as error:
            self._tell("entry_malformed", subject, found=error.facts.get("reason", ""))
            return None

    def _begin(self, entry: Entry | None, subject: str) -> None:
        if not self._begun:
            self._begun = True
            self._signers.begin(entry, subject)

    def _opened(
        self, digests: Sequence[str], carried: Sequence[Carried], subject: str, *, whole: bool
    ) -> tuple[Disclosure, ...]:  # check 3
        opened, refused = disclosures.examine(digests, carried)
        for one in refused:
            self._tell(one.code, subject, found=one.digest)
        if whole and len(opened) != len(digests):
            there = {disclosures.digest_of(one.encoded) for one in opened}
            for digest in digests:
                if digest not in there:
                    self._tell("disclosure_missing", subject, expected=digest)
        return opened

    def _links(self, kind: Type, opened: Sequence[Disclosure], subject: str) -> dict[str, Link]:  # check 4
        found: dict[str, Link] = {}
        allowed = _ALLOWED[kind]
        for one in [one for one in opened if one.name.startswith(LINK_PREFIX)]:
            try:
                link = entries.parse_link(one)
            except ValueError:
                self._tell("link_malformed", subject, found=shown(one.name))
                continue
            if link.chain not in allowed:
                self._tell("chain_wrong", subject, found=shown(one.name))
            found[one.name] = link
        return found

    def _follow(self, entry: Entry, links: dict[str, Link], subject: str) -> None:  # checks 5 to 8
        self._begin(entry, subject)
        self._signers.take(entry, subject)
        self._restored |= entry.type is Type.RESTORED
        for name, link in links.items():
            self._chains.take(name, link, entry.leaf)

    def _check_note(self) -> None:  # check 10, when every entry was taken
        self._signers.settle()
        vault, made, key = self.vault, self.checkpoint, self._key()
        if made is not None and key is not None and not checkpoint.is_signed_by(made, key):
            self._tell("checkpoint_signature_wrong", "checkpoint")
        if vault is not None and key != vault.log_public:
            self._tell("log_key_differs", "checkpoint", expected=vault.log_public.hex(), found=key.hex() if key else "")
        gone_on = False
        if made is not None:
            first, gone_on = checkpoint.first_origin(made.origin)
            if vault is not None and first != vault.origin:
                self._tell("checkpoint_origin_differs", "checkpoint", expected=vault.origin, found=made.origin)
        if gone_on or self._restored:
            self._tell("log_restored", "checkpoint", found=made.origin if made else "")

    def _check_held_note(self, held: Checkpoint, subject: str) -> bool:  # check 11
        if self.vault is not None and checkpoint.first_origin(held.origin)[0] != self.vault.origin:
            self._tell("held_checkpoint_origin_differs", subject, expected=self.vault.origin, found=held.origin)
            return False
        key = self._key()
        if key is not None and not checkpoint.is_signed_by(held, key):
            self._tell("held_checkpoint_signature_wrong", subject)
            return False
        return True
