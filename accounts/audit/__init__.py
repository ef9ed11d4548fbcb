"""The audit log: writing to it, sealing it, asking it."""

from accounts.audit.writing import address_digest, record, refused, signed_in, signin_refused

__all__ = ["address_digest", "record", "refused", "signed_in", "signin_refused"]
