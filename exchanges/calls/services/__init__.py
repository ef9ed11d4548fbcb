"""What may happen to a call; each act is one transaction that locks the call first."""

from exchanges.calls.versions import form_for, freeze

__all__ = ["form_for", "freeze"]
