"""ORCID's public records (XML, schema 3.0) into the directory: people, with the organisations they work and studied at."""

from directory.importers.orcid.running import import_path

__all__ = ["import_path"]
