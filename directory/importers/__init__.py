"""Importers: public registers and the centre's own lists, read as they really are, reported on line by line, and safe to run again."""
