"""The administration: to look things up, and to do by a service what the pages have no door for. Nothing is written by hand."""

from accounts.admin import logs, sending, site, users
from accounts.admin.lookup import BoundedSearch, Lookup, ReadOnly

__all__ = ["BoundedSearch", "Lookup", "ReadOnly", "logs", "sending", "site", "users"]
