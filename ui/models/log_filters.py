"""What the custody log is narrowed to, as words that can be taken away one by one."""

from collections.abc import Mapping
from dataclasses import replace

from intake.records.events import Type
from intake.records.names import shown_text
from intake.records.rows import LogWhere
from intake.wording.language import marked as N_  # noqa: N812 — gettext's usual name
from intake.wording.language import translated as _
from ui.models.filters import days_text

KINDS: tuple[tuple[str, frozenset[Type]], ...] = (
    (
        N_("Taken in"),
        frozenset(
            {
                Type.SUBMISSION_OPENED,
                Type.SUBMISSION_CLOSED,
                Type.BATCH_OPENED,
                Type.ACQUIRED,
                Type.ACQUISITION_FAILED,
                Type.CORRECTED,
            }
        ),
    ),
    (N_("Read again"), frozenset({Type.COMPARED, Type.FIXITY_OK, Type.FIXITY_FAILED, Type.READ_BACK_VERIFIED})),
    (N_("Examined"), frozenset({Type.EXAMINED})),
    (N_("Looked at and copied"), frozenset({Type.VIEWED, Type.WORKING_COPY_MADE, Type.STILL_MADE})),
    (N_("Notes, marks, cases"), frozenset({Type.NOTE_ADDED, Type.MARKED, Type.ASSIGNED, Type.CASE_OPENED, Type.CORRECTED})),
    (N_("Released"), frozenset({Type.SEALED, Type.EXPORTED, Type.READ_BACK_VERIFIED})),
    (N_("Unlocked and locked"), frozenset({Type.UNLOCKED, Type.LOCKED, Type.ACCESS_DENIED, Type.RECOVERY_USED})),
    (
        N_("People and keys"),
        frozenset({Type.VAULT_CREATED, Type.OPERATOR_ENROLLED, Type.OPERATOR_REVOKED, Type.SLOTS_CHANGED, Type.EPOCH_STARTED}),
    ),
    (
        N_("Upkeep"),
        frozenset(
            {
                Type.SET_APART,
                Type.SWEPT,
                Type.HEALED,
                Type.RESTORED,
                Type.SOFTWARE_CHANGED,
                Type.CLOCK_CHANGED,
                Type.POLICY_SET,
            }
        ),
    ),
)


def criteria(where: LogWhere, people: Mapping[str, str], item: str = "") -> list[tuple[str, LogWhere]]:
    """Every condition in words, with the conditions without it. people: names by key. item: the number as it is shown."""
    found: list[tuple[str, LogWhere]] = []
    if where.types:
        name = next((_(name) for name, types in KINDS if types == where.types), _("Chosen kinds"))
        found.append((name, replace(where, types=frozenset())))
    if where.operator_key is not None:
        name = shown_text(people.get(where.operator_key, where.operator_key[:16]))
        found.append((name, replace(where, operator_key=None)))
    if where.item is not None:
        found.append((_("Item {number}").format(number=item or where.item), replace(where, item=None)))
    if where.first_day is not None or where.last_day is not None:
        found.append((days_text(where.first_day, where.last_day), replace(where, first_day=None, last_day=None)))
    return found
