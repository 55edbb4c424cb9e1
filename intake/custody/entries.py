"""Entries of the custody log: their signed bytes, how they are composed, how they are read back.

The specification is log.md, *Entry*. The signed part has exactly one form, so it is read by a pattern: what the pattern
takes is the canonical JSON of exactly these members, and tests hold it against `records.canonical`.
"""

import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import itemgetter, lt

from intake import ids
from intake.custody import disclosures
from intake.custody.disclosures import Carried
from intake.custody.tree import MOST_SIZE, leaf_hash
from intake.errors import TamperError
from intake.ids import KeyId
from intake.records import canonical
from intake.records.canonical import JSON
from intake.records.events import FIELDS, Chain, Disclosure, Entry, Link, Subject, SubjectKind, Type

TYPE_LINE = "evidence-intake/entry/v1"
FORMAT = 1
NONCE_BYTES = 32
SIGNATURE_BYTES = 64
MOST_SIGNED_BYTES = 4 * 1024 * 1024

Sign = Callable[[bytes], bytes]
"""Signs as the operator: message to 64 bytes of Ed25519."""

_DIGEST = r'"[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"'  # 32 bytes; the last character holds four bits
_TIME = r"[0-9]{4}-[01][0-9]-[0-3][0-9]T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z"
_SIGNED = re.compile(
    rf'{re.escape(TYPE_LINE)}\n{{"_sd":\[({_DIGEST}(?:,{_DIGEST})*)\],"_sd_alg":"sha-256","format":1,'
    r'"nonce":"([0-9a-f]{64})","operator_key":"([0-9a-f]{64})","position":(0|[1-9][0-9]{0,15}),'
    rf'"time":"({_TIME})","type":"([a-z_]{{1,40}})"}}'
)
LINK_PREFIX = "chain:"
_LINK = re.compile(r"chain:([a-z]+):([A-Za-z0-9-]+):([a-z]+)")
_LEAF = re.compile(r"[0-9a-f]{64}")
_TYPES = {one.value: one for one in Type}


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in clear in an entry, but for nonce and digests. time: RFC 3339 UTC with microseconds."""

    position: int
    type: Type
    time: str
    operator_key: KeyId


def is_time(untrusted_text: str) -> bool:
    """Whether it is `YYYY-MM-DDTHH:MM:SS.ffffffZ` and a moment that exists."""
    return re.fullmatch(_TIME, untrusted_text) is not None and _exists(untrusted_text)


def _exists(time: str) -> bool:
    # `fromisoformat` alone takes other forms too, and different ones in each Python.
    try:
        datetime.fromisoformat(time)
    except ValueError:
        return False
    return True


def link_name(subject: Subject, chain: Chain) -> str:
    """The name of the disclosure that holds an entry's place in one chain of one subject."""
    return f"chain:{subject.kind}:{subject.id}:{chain}"


@lru_cache(maxsize=4096)
def _place(name: str) -> tuple[Subject, Chain]:
    named = _LINK.fullmatch(name)
    if not named:
        raise ValueError("not a link")
    kind, untrusted_id = SubjectKind(named[1]), named[2]
    if kind is SubjectKind.ITEM:
        ids.parse_item_id(untrusted_id)
    elif kind is SubjectKind.SUBMISSION:
        ids.parse_submission_id(untrusted_id)
    else:
        ids.parse_random_id(untrusted_id)
    return Subject(kind, untrusted_id), Chain(named[3])


def parse_link(disclosure: Disclosure) -> Link:
    """The link in a disclosure whose name begins with `chain:`. ValueError when it is not one."""
    subject, chain = _place(disclosure.name)
    value = disclosure.value
    if not isinstance(value, dict) or len(value) != 2:
        raise ValueError("not a link")
    ordinal, previous = value.get("ordinal"), value.get("previous")
    if not isinstance(ordinal, int) or isinstance(ordinal, bool) or ordinal < 1 or not isinstance(previous, str):
        raise ValueError("not a link")
    if previous != "" if ordinal == 1 else not _LEAF.fullmatch(previous):
        raise ValueError("a link that begins in the middle, or goes on from nothing")
    return Link(subject, chain, ordinal, previous)


def _signed(head: Head, nonce: bytes, digests: Sequence[str]) -> bytes:
    value: dict[str, JSON] = {
        "_sd": list(digests),
        "_sd_alg": "sha-256",
        "format": FORMAT,
        "nonce": nonce.hex(),
        "operator_key": head.operator_key,
        "position": head.position,
        "time": head.time,
        "type": head.type.value,
    }
    return canonical.signed_bytes(TYPE_LINE, value)


def compose(
    head: Head,
    fields: Mapping[str, JSON],
    links: Sequence[Link],
    sign: Sign,
    draw: Callable[[int], bytes] = secrets.token_bytes,
) -> Entry:
    """A new signed entry. fields: names of `records.events.FIELDS` to values. draw: gives that many random bytes.

    ValueError when a name is unknown, a value has no canonical form, or the entry would not be read back as it is.
    """
    if unknown := set(fields) - set(FIELDS):
        raise ValueError(f"not fields: {sorted(unknown)}")
    values = dict(fields)
    for link in links:
        name = link_name(link.subject, link.chain)
        if name in values:
            raise ValueError(f"linked twice: {link.subject.kind}")
        values[name] = {"ordinal": link.ordinal, "previous": link.previous}
    raw = [disclosures.make_raw(name, value, draw(disclosures.SALT_BYTES)) for name, value in values.items()]
    carried = sorted(disclosures.carried_raw(raw), key=itemgetter(2))
    signed = _signed(head, draw(NONCE_BYTES), [digest for _, _, digest in carried])
    try:
        return read(signed, sign(signed), carried)
    except TamperError as error:
        raise ValueError(f"would not be read back: {error.facts.get('reason')}") from error


def _why(untrusted_signed: bytes) -> str:
    """In a word, why signed bytes are not those of an entry."""
    line, _, rest = untrusted_signed.partition(b"\n")
    if line != TYPE_LINE.encode():
        return "not an entry, or of a newer format"
    try:
        value = canonical.parse_object(rest, MOST_SIGNED_BYTES)
    except TamperError:
        return "not canonical JSON"
    return "another format" if value.get("format") != FORMAT else "a member is missing, added or of another form"


def parse_head(untrusted_signed: bytes) -> tuple[Head, tuple[str, ...]]:
    """What stands in clear, and the digests of the disclosures. TamperError(malformed) unless exactly as written."""
    if len(untrusted_signed) > MOST_SIGNED_BYTES:
        raise TamperError("malformed", reason="larger than its limit", expected=MOST_SIGNED_BYTES, found=len(untrusted_signed))
    found = _SIGNED.fullmatch(untrusted_signed.decode("ascii", "replace"))
    if not found:
        raise TamperError("malformed", reason=_why(untrusted_signed))
    digests = tuple(found[1][1:-1].split('","'))
    if len(digests) > disclosures.MOST_DISCLOSURES or not all(map(lt, digests, digests[1:])):
        raise TamperError("malformed", reason="digests not in ascending order, or too many")
    position, kind = int(found[4]), _TYPES.get(found[6])
    if position > MOST_SIZE or not _exists(found[5]):
        raise TamperError("malformed", reason="a position or time that does not exist")
    if kind is None:
        raise TamperError("malformed", reason="a type of event that this version does not know")
    return Head(position, kind, found[5], KeyId(found[3])), digests


def require_length(untrusted_signature: bytes) -> None:
    """TamperError(malformed) unless it has the 64 bytes of a signature."""
    if len(untrusted_signature) != SIGNATURE_BYTES:
        raise TamperError("malformed", reason="not a signature", expected=SIGNATURE_BYTES, found=len(untrusted_signature))


def parse_entry(untrusted_signed: bytes, untrusted_signature: bytes, untrusted_disclosures: Sequence[str]) -> Entry:
    """The entry, its form and its disclosures checked; whether the signature is right and counts is for `audit`.

    TamperError: malformed, digest_differs.
    """
    return read(untrusted_signed, untrusted_signature, disclosures.carried_encoded(untrusted_disclosures))


def read(untrusted_signed: bytes, untrusted_signature: bytes, untrusted_carried: Sequence[Carried]) -> Entry:
    """Like `parse_entry`, with disclosures as they were carried."""
    head, digests = parse_head(untrusted_signed)
    require_length(untrusted_signature)
    opened, refused = disclosures.examine(digests, untrusted_carried)
    disclosures.require_none(refused)
    try:
        links = tuple(parse_link(one) for one in opened if one.name.startswith(LINK_PREFIX))
    except ValueError as error:
        raise TamperError("malformed", reason="not a link") from error
    leaf = leaf_hash(untrusted_signed + untrusted_signature)
    return assemble(head, digests, untrusted_signed, untrusted_signature, opened, links, leaf)


def assemble(
    head: Head,
    digests: tuple[str, ...],
    signed: bytes,
    signature: bytes,
    opened: tuple[Disclosure, ...],
    links: tuple[Link, ...],
    leaf: bytes,
) -> Entry:
    """The entry of parts that were each read."""
    return Entry(
        position=head.position,
        type=head.type,
        time=head.time,
        operator_key=head.operator_key,
        signed=signed,
        signature=signature,
        leaf=leaf.hex(),
        digests=digests,
        disclosures=opened,
        links=links,
    )
