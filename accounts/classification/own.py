"""The tables of accounts."""

from accounts.classification.kinds import Erasure, Kind, Table, fields

P, S, X, T = Kind.PERSONAL, Kind.SENSITIVE, Kind.SECRET, Kind.TECHNICAL
BLANK, KEEP = Erasure.BLANK, Erasure.KEEP
PROOF = "proves what was agreed to, for six years; the person is a number then"
LOG = "the log can't be changed; it holds numbers, no names"

TABLES = {
    "accounts.User": Table("A person who can sign in.", "account", {
        **fields(T, "id is_superuser", erasure=KEEP, reason="a number that nothing leads to any more"),
        **fields(X, "password", erasure=BLANK),
        **fields(P, "email full_name language time_zone last_login date_joined is_verified is_staff is_active", erasure=BLANK),
    }, subject="pk"),
    "accounts.User_groups": Table("Which administration group a user is in.", "account", {
        **fields(T, "id"), **fields(P, "user group"),
    }, subject="user"),
    "accounts.User_user_permissions": Table("Which administration rights a user has.", "account", {
        **fields(T, "id"), **fields(P, "user permission"),
    }, subject="user"),
    "accounts.ConsentText": Table("The exact words of a consent.", "consent", fields(T, "sha256 purpose version language text first_used_at")),
    "accounts.ConsentRecord": Table("One person agreed to one text.", "consent", {
        **fields(T, "id"),
        **fields(P, "person purpose text recipient jurisdiction given_at given_on withdrawn_at withdrawn_on", erasure=KEEP, reason=PROOF),
    }, subject="person"),
    "accounts.Message": Table("A mail, waiting or sent.", "mail", {
        **fields(T, "id channel topic language dedupe_key state attempts created_at next_at give_up_at ended_at lease_until lease_token last_error",
                 erasure=KEEP, reason="counts of what was sent; says nothing about the reader"),
        **fields(T, "is_secret", erasure=KEEP, reason="says only that the texts are wiped"),
        **fields(P, "destination recipient user subject", erasure=BLANK), **fields(X, "headers", erasure=BLANK),  # a link that ends mails
        **fields(S, "text html", erasure=BLANK),
    }, subject="user"),
    "accounts.NoticeChoice": Table("How often somebody wants a kind of news.", "mail", {
        **fields(T, "id"), **fields(P, "user kind frequency"),
    }, subject="user"),
    "accounts.Notice": Table("One thing told to one person.", "mail", {
        **fields(T, "id mail_due dedupe_key"), **fields(P, "user kind topic facts path at read_at"),
    }, subject="user"),
    "accounts.AuditEvent": Table("One act or refused try.", "audit", {
        **fields(T, "id request_id", erasure=KEEP, reason=LOG),
        **fields(P, "at actor actor_kind right act object_type object_id outcome reason facts", erasure=KEEP, reason=LOG),
        **fields(S, "address", erasure=KEEP, reason="finds misuse; goes with the log after six years"),
    }, subject="actor"),
    "accounts.AuditSeal": Table("The check value of a stretch of the audit log.", "machine", fields(T, "id first last events previous sha256 at")),
    "accounts.PeriodicJob": Table("When a job of the worker ran.", "machine", fields(
        T, "name next_at lease_until lease_token started_at ended_at result failures",
    )),
}
