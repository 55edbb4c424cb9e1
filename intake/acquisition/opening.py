"""The way of this system to open folders and files for reading only."""

import sys

if sys.platform == "win32":
    from intake.acquisition.opening_windows import Folder, open_file
else:
    from intake.acquisition.opening_posix import Folder, open_file

__all__ = ["Folder", "open_file"]
