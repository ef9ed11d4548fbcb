"""The records of accounts, one noun a file. Import them from here."""

from accounts.models.audit import AuditEvent, AuditSeal
from accounts.models.consents import ConsentRecord, ConsentText
from accounts.models.jobs import PeriodicJob
from accounts.models.messages import Message
from accounts.models.notices import Notice, NoticeChoice
from accounts.models.users import User, UserManager

__all__ = [
    "AuditEvent", "AuditSeal", "ConsentRecord", "ConsentText", "Message", "Notice", "NoticeChoice", "PeriodicJob", "User", "UserManager",
]
