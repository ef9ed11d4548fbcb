"""Applications: a draft that is never lost, a submission that happens once, and what becomes of it."""
