"""The pages of one person and of staff."""
