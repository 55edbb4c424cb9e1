"""What Qt's own file dialog notes of the folders it was in: put back to what it was before, since ours are none of anyone's business."""

from PySide6.QtCore import QSettings

NOTED = ("FileDialog/lastVisited", "FileDialog/history")

_before: dict[str, object] | None = None


def _settings() -> QSettings:
    return QSettings(QSettings.Scope.UserScope, "QtProject")  # shared by all programs of this person that use Qt


def note() -> None:
    """Remember what stands there before the first dialog of this process is opened."""
    global _before  # noqa: PLW0603 — one such file for the whole process
    settings = _settings()
    _before = {key: settings.value(key) for key in NOTED if settings.contains(key)}


def put_back() -> None:
    """As it was when it was noted; nothing where it was not."""
    if _before is None:
        return
    settings = _settings()
    for key in NOTED:
        if not settings.contains(key) or settings.value(key) == _before.get(key):
            continue
        if key in _before:
            settings.setValue(key, _before[key])
        else:
            settings.remove(key)
    settings.sync()
