"""Something to do for each of the demo's sign-ins: requests, invitations and claims that wait, one that ran out. All people are invented."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db.models import Count
from django.utils import timezone

from accounts import consents
from accounts.actor import Actor, actor_for
from accounts.models import User
from accounts.vocabulary import Purpose
from directory import services as profiles
from directory.demo.rows import uid_for
from directory.membership import services
from directory.models import Affiliation, Claim, Invitation, Membership, MembershipRequest, Profile

PARTNER = uid_for("company:Yanqiaoxi Precision Instruments (Suzhou) Co., Ltd.")
PEOPLE = (
    ("lu.wenbo@example.org", "Lu Wenbo 陆文博", "zh-hans"), ("isla.penhale@example.org", "Isla Penhale", "en"),
    ("tang.yuwei@example.org", "Tang Yuwei 唐雨薇", "zh-hans"), ("rhys.calloway@example.org", "Rhys Calloway", "en"),
)


def make_belonging() -> None:
    """Write it once: a second start finds it there and adds nothing. Call after the demo's users are made, in their transaction."""
    company = Profile.objects.filter(uid=PARTNER).first()
    if company is None or User.objects.filter(email=PEOPLE[0][0]).exists():
        return
    lu, isla, tang, rhys = (_person(*one) for one in PEOPLE)
    others = list(Profile.objects.filter(is_demo=True, kind="company").exclude(pk=company.pk).order_by("pk")[:4])
    staff, partner, member, owner = (
        _actor(User.objects.get(email=f"{name}@example.org")) for name in ("staff", "partner", "member", "owner")
    )
    for actor, role in ((lu, "member"), (isla, "officer")):
        if actor.user:
            services.enter(company, user=actor.user, role=role, by=staff)
    services.ask(company, by=tang, message="我在研发部负责光学检测，工号可向姜经理核对。")
    services.ask(company, by=rhys, message="I look after the spindle project from the Sheffield side and would like to see what partners see.")
    services.invite(company, email="new.colleague@example.org", by=partner, language="zh-hans")
    services.invite(company, email="owner@example.org", by=partner, role="officer", language="zh-hans")
    _more(others, member, owner, staff, rhys)
    _claims(_staffed(company), partner, staff, tang, rhys)
    _ran_out(others[3], member)


def _more(others: list[Profile], member: Actor, owner: Actor, staff: Actor, rhys: Actor) -> None:
    """Elsewhere: a door that an address opens, an organisation without a manager, an invitation from the Centre."""
    profiles.revise(others[0], by=None, reason="demo", domains=["example.org"])
    services.ask(others[1], by=member, message="I have worked in their Nanjing office since September.")
    services.ask(others[1], by=rhys)
    services.invite(others[2], email="member@example.org", role="manager", by=staff)
    asked = services.ask(others[2], by=owner, message="我与贵公司有一个联合课题。")
    services.move(asked, "approve", by=staff)


def _staffed(company: Profile) -> Profile | None:
    """The other invented company at which most of the invented people work."""
    held = Affiliation.objects.filter(end="", person__owner=None)
    posts = held.filter(organisation__kind="company", organisation__is_demo=True).exclude(organisation=company)
    most = posts.values("organisation").annotate(count=Count("pk")).order_by("-count", "organisation").first()
    return Profile.objects.get(pk=most["organisation"]) if most else None


def _claims(company: Profile | None, partner: Actor, staff: Actor, tang: Actor, rhys: Actor) -> None:
    """One that a company's manager can answer, with posts to confirm; one of a profile that is somebody's: for the Centre alone."""
    if company and partner.user:
        services.enter(company, user=partner.user, role="manager", by=staff)
        post = Affiliation.objects.filter(organisation=company, end="", person__owner=None).select_related("person").order_by("pk")[0]
        services.claim(post.person, by=tang, message="这是我本人，照片见公司网站。")
    owned = Profile.objects.filter(is_demo=True, kind="researcher", owner__isnull=False).order_by("pk").first()
    if owned:
        services.claim(owned, by=rhys, message="I think this is a second record of me.")


def _ran_out(organisation: Profile, member: Actor) -> None:
    asked = services.ask(organisation, by=member)
    long_ago = timezone.now() - timedelta(days=91)
    MembershipRequest.objects.filter(pk=asked.pk).update(asked_at=long_ago, expires_at=long_ago + timedelta(days=90))
    services.expire(by=None)
    _age()


def _age() -> None:
    """Some of it has waited for a while."""
    now = timezone.now()
    for number, row in enumerate(MembershipRequest.objects.filter(status="open").order_by("pk")):
        asked = now - timedelta(days=3 + 5 * number)
        MembershipRequest.objects.filter(pk=row.pk).update(asked_at=asked, expires_at=asked + timedelta(days=90))
    Claim.objects.filter(status="open").update(claimed_at=now - timedelta(days=6), expires_at=now + timedelta(days=84))
    Invitation.objects.filter(status="open").update(invited_at=now - timedelta(days=2), expires_at=now + timedelta(days=28))
    Membership.objects.filter(user__email__in=[one[0] for one in PEOPLE]).update(started_at=now - timedelta(days=200))


def _person(email: str, name: str, language: str) -> Actor:
    """Somebody who exists and has confirmed their address, and can't sign in."""
    user = User.objects.create_user(email, None, full_name=name, language=language, is_verified=True)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    consents.give(user, Purpose.TERMS, on="sign-up", language=language)
    return _actor(user)


def _actor(user: User) -> Actor:
    return actor_for(user, second_factor_used=True)
