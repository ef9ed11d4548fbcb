"""What the worker does for offers by the clock."""

from datetime import timedelta

from accounts.periodic import Job

JOBS = [
    Job("offers-expire", "exchanges.offers.services.expire_due", every=timedelta(minutes=5)),
    Job("offers-remind", "exchanges.offers.services.remind_due", every=timedelta(hours=1)),
]
