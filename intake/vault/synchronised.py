"""Whether a folder lies in a place that a program copies to a cloud or to other machines.

A vault there would be copied while it is written, merged with older states of itself, and given to whoever runs the
service. Recognised by the names of folders on the way and by the marks that such programs leave; what leaves no mark is
not recognised.
"""

import re
from pathlib import Path

_FOLDERS = {
    "dropbox": "Dropbox",
    "dropbox (personal)": "Dropbox",
    "icloud drive": "iCloud Drive",
    "iclouddrive": "iCloud Drive",
    "mobile documents": "iCloud Drive",
    "com~apple~clouddocs": "iCloud Drive",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "google drive file stream": "Google Drive",
    "my drive": "Google Drive",
    "nextcloud": "Nextcloud",
    "owncloud": "ownCloud",
    "box sync": "Box",
    "pclouddrive": "pCloud",
    "megasync": "MEGA",
    "syncthing": "Syncthing",
    "tresorit": "Tresorit",
    "seafile": "Seafile",
    "proton drive": "Proton Drive",
    "cloudstorage": "a cloud drive",  # macOS: ~/Library/CloudStorage
}
_BEGINNINGS = {
    "onedrive": "OneDrive",
    "dropbox (": "Dropbox",
    "dropbox-": "Dropbox",
    "googledrive-": "Google Drive",
}
_MARKS = {
    ".dropbox": "Dropbox",
    ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing",
    ".stignore": "Syncthing",
    ".nextcloudsync.log": "Nextcloud",
    ".owncloudsync.log": "ownCloud",
    ".tmp.drivedownload": "Google Drive",
    ".tmp.driveupload": "Google Drive",
    ".849c9593-d756-4e56-8d6e-42412f2a707b": "OneDrive",
    ".pcloud": "pCloud",
    ".megaignore": "MEGA",
    "desktop.onedrive": "OneDrive",
    ".sync": "Resilio Sync",
}
_DATABASE = re.compile(r"\.?_?sync_[0-9a-f]{12}\.db|\._sync_[0-9a-f]+\.db")  # Nextcloud and ownCloud
MOST_NAMES = 10_000  # names looked at in each folder on the way


def service_of(folder: Path) -> str | None:
    """The service that copies this folder, by name, or None. The folder need not exist yet; links on the way are followed."""
    real = folder.resolve()
    for part in real.parts:
        name = part.casefold()
        if name in _FOLDERS:
            return _FOLDERS[name]
        for beginning, service in _BEGINNINGS.items():
            if name.startswith(beginning):
                return service
    for place in (real, *real.parents):
        found = _marked(place)
        if found is not None:
            return found
    return None


def _marked(place: Path) -> str | None:
    try:
        for count, entry in enumerate(place.iterdir()):
            name = entry.name.casefold()
            if name in _MARKS:
                return _MARKS[name]
            if _DATABASE.fullmatch(name):
                return "Nextcloud"
            if count >= MOST_NAMES:
                break
    except OSError:
        return None  # not there yet, or not ours to read
    return None
