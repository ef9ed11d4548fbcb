"""What anybody may know of programmes and calls, as finished rows in memory: made from what a visitor sees and from nothing else."""

from exchanges.finding.cards.reading import PUBLIC, Snapshot, partners, snapshot
from exchanges.finding.cards.rows import Both, CallCard, Partner, ProgrammeCard, day, instant

__all__ = ["PUBLIC", "Both", "CallCard", "Partner", "ProgrammeCard", "Snapshot", "day", "instant", "partners", "snapshot"]
