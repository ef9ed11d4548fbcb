"""What the privacy page tells, topic by topic: what is kept, what for, who sees it, how long."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Topic:
    title: str | Promise
    what: str | Promise
    why: str | Promise
    who: str | Promise
    long: str | Promise


TOPICS = {
    "account": Topic(
        _("Your account"), _("E-mail address, name, language, time zone, since when you are here and when you last signed in."),
        _("To let you in and to write to you in your language."),
        _("You; the staff of the Centre; managers of organisations you belong to or ask to join."),
        _("As long as you have the account."),
    ),
    "access": Topic(
        _("Signing in"),
        _("A check value of your password, passkeys, second factors, links to ORCID or your university, and where you are signed "
          "in: device, network address, time."),
        _("To keep others out, and so that you can see and end your sessions."), _("You; of the secrets nobody, not even the staff."),
        _("A session two weeks after you last came; the rest as long as you have the account."),
    ),
    "profile": Topic(
        _("Your profile"),
        _("Names, posts, fields, languages, identifiers, offers and needs, a text about you; where each fact comes from and who changed what when."),
        _("So that partners find you."), _("Whom you choose, part by part: everybody, members, partners, or only you."),
        _("Until you take it out or close the account; a change history without its contents stays, so that partners’ copies can follow."),
    ),
    "belonging": Topic(
        _("Your organisations"),
        _("Where you belong, asked to join or were invited, in which role, since when, and what you wrote when asking; profiles you said are yours."),
        _("So that an organisation knows who acts for it."), _("You; the managers of the organisation; the staff."),
        _("As long as you have the account. Invitations and requests without an answer end by themselves."),
    ),
    "exchange": Topic(
        _("Exchange programmes"), _("Roles in programmes: who coordinates, who reviews, since when."), _("So that each programme knows who decides."),
        _("You; the coordinators of the programme; the staff."), _("As long as you have the account."),
    ),
    "application": Topic(
        _("Applications and exchanges"),
        _("What you write in an application and hand in with it, letters that referees write, reviews, decisions, offers, placements and reports; "
          "papers for a visa only after an offer. For statistics only, and only if you like: your gender and career stage."),
        _("So that you are judged fairly, and so that the exchange can take place."),
        _("You and those you invite; the coordinators of the programme; its reviewers what they judge; the host once you have an offer. Letters "
          "and the names of reviewers are not shown to applicants. What you say for statistics nobody reads; it is counted in groups of ten "
          "and more."),
        _("Drafts that were never sent: 180 days after the call closes. The rest: six years after the decision. Passports: at most 30 days."),
    ),
    "consent": Topic(
        _("Consents"), _("What you agreed to, in which exact words and language, when and where, and when you took it back."),
        _("To prove that we may, and to stop when we may not."), _("You and the staff."),
        _("Six years after the account is closed, because we must be able to prove it."),
    ),
    "mail": Topic(
        _("Mail and news"),
        _("The mails we sent you, the news on your page, and how often you want which."),
        _("So that nothing that concerns you is lost."),
        _("You; staff who look into a mail that did not arrive, which is written down."),
        _("Texts with a code or link: until they are sent. Other texts: 30 days; that a mail went out: 180 days. News: one year."),
    ),
    "audit": Topic(
        _("Who did what"),
        _("Acts that matter and refused tries: who, what, on whom, when, from which network address, with which right. No texts, no names."),
        _("To find and mend misuse, and to answer you who looked at your data."), _("The staff; you about yourself under “Where my data is seen”."),
        _("Six years."),
    ),
    "facts": Topic(
        _("Facts about organisations and places"),
        _("From public registers; about nobody."),
        _("So that the directory knows them."),
        _("Everybody."),
        _("As long as they are true."),
    ),
    "machine": Topic(
        _("The machine itself"),
        _("Counters, queues and settings; about nobody."),
        _("So that it runs."),
        _("The operator."),
        _("As long as it is needed."),
    ),
}
# What the privacy page leaves out: it is about nobody.
IMPERSONAL = ("facts", "machine")
