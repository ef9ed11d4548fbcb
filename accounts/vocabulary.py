"""The closed lists of accounts: states of a message, purposes of consent, kinds of notices and how often, outcomes in the audit log."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("Waiting")  # also while it is being sent: then it carries a lease
    SENT = "sent", _("Sent")
    KEPT = "kept", _("On the mailbox page")  # there is no mail server: staff read it there
    DROPPED = "dropped", _("Not sent, on purpose")  # an unknown address, an erased person; `last_error` says which
    DEAD = "dead", _("Given up")  # waits for a person, who may send it again


class Purpose(models.TextChoices):
    """What a person may agree to. Each is asked separately and never ticked beforehand."""

    TERMS = "terms", _("Terms of use")
    PUBLICATION = "publication", _("Publishing my profile")
    TRANSFER = "transfer", _("Sending my data abroad")  # one record a recipient
    STATISTICS = "statistics", _("Anonymous statistics")
    NEWS = "news", _("News from the Centre")


class NoticeKind(models.TextChoices):
    """What we tell somebody, and they choose how often. Security mail (codes, new sign-ins) is no notice and always comes at once."""

    BELONGING = "belonging", _("My organisations: requests, invitations, roles")
    PROFILE = "profile", _("My profile: confirmations, changes by others")
    EXCHANGE = "exchange", _("Exchanges: applications, reviews, deadlines")
    WORK = "work", _("Work for staff: claims, requests, failures")


class Frequency(models.TextChoices):
    AT_ONCE = "at-once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", pgettext_lazy("frequency", "Never by e-mail")


class Outcome(models.TextChoices):
    DONE = "done", _("Done")
    REFUSED = "refused", pgettext_lazy("audit", "Refused")


class ActorKind(models.TextChoices):
    PERSON = "person", _("Person")
    TOKEN = "token", _("Partner system")
    REFEREE = "referee", _("Referee by link")
    VISITOR = "visitor", _("Visitor")
    SYSTEM = "system", _("Qiao itself")
