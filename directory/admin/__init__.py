"""The directory in the administration: to look things up, and to do by a service what may be done. Nothing here writes a status or a fact by hand."""

from directory.admin import belonging, profiles, sources

__all__ = ["belonging", "profiles", "sources"]
