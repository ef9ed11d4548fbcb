"""What we send: rows written with the change they tell of, sent by `manage.py worker`."""

from accounts.outbox.post import drop, forget, post

__all__ = ["drop", "forget", "post"]
