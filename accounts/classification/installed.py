"""The tables that libraries bring: Django's own and those of signing in."""

from accounts.classification.kinds import Erasure, Kind, Table, fields

P, S, X, T = Kind.PERSONAL, Kind.SENSITIVE, Kind.SECRET, Kind.TECHNICAL
KEEP = Erasure.KEEP

TABLES = {
    "account.EmailAddress": Table("An e-mail address and whether it was proved.", "account", {
        **fields(T, "id"), **fields(P, "user email verified primary"),
    }, subject="user"),
    "account.EmailConfirmation": Table("A link that proves an address, of an older kind.", "access", {
        **fields(T, "id"), **fields(P, "email_address created sent"), **fields(X, "key"),
    }, subject="email_address__user"),
    "mfa.Authenticator": Table("A passkey, a second factor or recovery codes.", "access", {
        **fields(T, "id"), **fields(P, "user type created_at last_used_at"), **fields(X, "data"),
    }, subject="user"),
    "usersessions.UserSession": Table("Where somebody is signed in.", "access", {
        **fields(T, "id"), **fields(P, "user created_at last_seen_at"), **fields(S, "ip user_agent"), **fields(X, "session_key data"),
    }, subject="user"),
    "sessions.Session": Table("What the site remembers between two pages.", "access", {
        **fields(X, "session_key session_data"), **fields(T, "expire_date"),
    }),
    "socialaccount.SocialAccount": Table("A link to ORCID, a university or WeChat.", "access", {
        **fields(T, "id"), **fields(P, "user provider uid last_login date_joined"), **fields(S, "extra_data"),
    }, subject="user"),
    "socialaccount.SocialToken": Table("What lets us ask ORCID or a university about somebody.", "access", {
        **fields(T, "id app expires_at"), **fields(P, "account"), **fields(X, "token token_secret"),
    }, subject="account__user"),
    "socialaccount.SocialApp": Table("The Centre's own keys at ORCID or a university.", "machine", {
        **fields(T, "id provider provider_id name client_id settings"), **fields(X, "secret key", erasure=KEEP, reason="ours, not a person's"),
    }),
    "admin.LogEntry": Table("What staff did in the administration.", "audit", {
        **fields(T, "id content_type action_flag", erasure=KEEP, reason="what staff did stays known"),
        **fields(P, "action_time user object_id object_repr change_message", erasure=Erasure.DELETE),
    }, subject="user"),
    "auth.Group": Table("A group of administration rights.", "machine", fields(T, "id name")),
    "auth.Group_permissions": Table("The rights of a group.", "machine", fields(T, "id group permission")),
    "auth.Permission": Table("A right of the administration.", "machine", fields(T, "id name content_type codename")),
    "contenttypes.ContentType": Table("A kind of record.", "machine", fields(T, "id app_label model")),
}
