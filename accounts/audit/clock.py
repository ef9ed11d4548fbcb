"""What the audit log does by the clock: it is sealed."""

from datetime import timedelta

from accounts.audit import seals
from accounts.periodic import Job


def seal() -> str:
    """Seal what has settled."""
    return f"{seals.seal()} events sealed"


JOBS = [Job("audit.seal", "accounts.audit.clock.seal", every=timedelta(minutes=10))]
