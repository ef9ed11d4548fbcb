"""ROR's data release (schema 2.0 and 2.1) into the directory: records, what differs, writing, and the links between organisations."""

from directory.importers.ror.running import BATCH, import_file

__all__ = ["BATCH", "import_file"]
