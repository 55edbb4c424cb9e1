"""One item described as plain values: what `show` prints and what a bundle carries as metadata.

Canonical where it goes into a bundle: no floats; degrees and seconds stay text there, and become numbers on the screen.
"""

from collections.abc import Mapping
from fractions import Fraction

from intake.casework import recorded
from intake.casework.knowing import Details
from intake.records import digests as digest_forms
from intake.records.canonical import JSON
from intake.records.names import from_base64, shown, to_base64

MOST_PATH = 4096  # characters


def _keyframes(details: Details) -> list[JSON]:
    answer, board = details.answer, details.storyboard
    if answer is None:
        return []
    return [
        {
            "index": keyframe.index,
            "seconds": exact(keyframe.seconds),
            "pts": str(keyframe.pts),
            "time_base": exact(keyframe.time_base),
            "sha256": board[keyframe.index].sha256 if keyframe.index in board else None,
        }
        for keyframe in answer.keyframes
    ]


def exact(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _clock(details: Details) -> dict[str, JSON] | None:
    """The clock difference in force, with the entry that says it, and where it puts the time used for sorting; null without one."""
    row = details.item.row
    if row.clock is None:
        return None
    where = row.placed
    return {
        "seconds": row.clock.seconds,
        "offset_minutes": row.clock.offset_minutes,
        "position": details.item.clock_position,
        "value": where.value if where else None,
        "utc": where.utc if where else None,
    }


def describe(details: Details) -> dict[str, JSON]:
    """Everything about an item but its custody and its source's path. Observations are codes with their untrusted detail."""
    item, answer = details.item, details.answer
    row = item.row
    sorting = details.sorting
    return {
        "item": row.item,
        "name": row.name,
        "name_raw": to_base64(item.name_raw),
        "size": row.size,
        "digests": dict(digest_forms.to_json(item.digests)),
        "media_type": row.media_type,
        "kind": row.kind.value if row.kind else None,
        "readable": row.readable,
        "width": answer.width if answer else None,
        "height": answer.height if answer else None,
        "rotation": answer.rotation if answer else None,
        "mirrored": answer.mirrored if answer else None,
        "duration": exact(answer.duration) if answer else None,
        "times": [
            {"name": time.name, "value": time.value, "meaning": time.meaning.value, "utc": time.utc, "reader": time.reader}
            for time in details.times
        ],
        "sorting": {"name": sorting.name, "value": sorting.value, "utc": sorting.utc, "reason": sorting.reason}
        if sorting
        else None,
        "clock": _clock(details),
        "places": [
            {
                "name": place.name,
                "latitude": place.latitude,
                "longitude": place.longitude,
                "altitude": place.altitude,
                "reader": place.reader,
            }
            for place in (answer.places if answer else ())
        ],
        "claims": [
            {"name": claim.name, "value": claim.value, "reader": claim.reader, "state": claim.state.value}
            for claim in (answer.claims if answer else ())
        ],
        "observations": [{"code": one.code, "detail": one.detail} for one in details.observations],
        "keyframes": _keyframes(details),
        "derivatives": [
            {
                "role": placed.role.value,
                "index": placed.index,
                "width": placed.width,
                "height": placed.height,
                "size": placed.length,
                "sha256": placed.sha256,
            }
            for placed in details.pictures
        ],
        "readers": list(answer.readers) if answer else [],
        "truncated": list(answer.truncated) if answer else [],
    }


def source(details: Details) -> dict[str, JSON]:
    """The source as it was before it was read, as the `acquired` entry has it; the path in its shown form."""
    entry = details.acquired
    path = from_base64(str(entry.value("source_path") or ""))
    return {
        "path": shown(path, MOST_PATH),
        "path_raw": to_base64(path),
        "volume": recorded.value(entry, "source_volume"),
        "volume_label": entry.value("source_volume_label"),
        "volume_serial": entry.value("source_volume_serial"),
        "device": entry.value("source_device"),
        "facts": recorded.value(entry, "source_facts"),
        "times": recorded.value(entry, "source_times"),
        "marks": entry.value("source_marks"),
        "reading": recorded.value(entry, "reading"),
        "reach": None if details.item.reach is None else int(details.item.reach),
        "received_from": details.item.giver.name or None,
        "submission": details.item.submission,
    }


def texts(value: JSON) -> list[str]:
    """Every text in a value, keys left out: what a name that is withheld must not stand in."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in texts(inner)]
    return []
