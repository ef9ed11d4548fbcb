"""The centre's own lists of people and organisations (CSV, XLSX) into the directory: looked through first, then applied, and taken back whole."""

from directory.importers.profiles.running import import_file
from directory.importers.profiles.undoing import undo

__all__ = ["import_file", "undo"]
