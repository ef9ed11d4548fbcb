"""What happens to letters by the clock."""

from datetime import timedelta

from accounts.periodic import Job

JOBS = [
    Job("letters.expire", "exchanges.references.services.expire_due", every=timedelta(minutes=10)),
    Job("letters.remind", "exchanges.references.services.remind_due", every=timedelta(hours=1)),
]
