"""The administration: who may enter, and that nothing is written past the services."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from accounts import consents, services
from accounts.audit import seals
from accounts.errors import NotAllowed
from accounts.models import AuditEvent, Message, Notice, NoticeChoice, PeriodicJob, User
from directory.models import Change, Claim, ImportBatch, Invitation, Membership, MembershipRequest, Partnership, Profile
from exchanges.models import ProgrammeRole
from exchanges.programmes import services as programmes
from tests import make

pytestmark = pytest.mark.django_db
# Kept by others, derived, or shown on the page of a profile.
NOT_LISTED = {"Card", "ChangeCounter"}
# Seen on the pages of exchanges alone: what staff may see of them differs from row to row (drafts, letters, papers), and each reading has its right.
ON_PAGES = {model.__name__ for model in apps.get_app_config("exchanges").get_models()} - {"Programme", "ProgrammeRole"}
OURS = [model for label in ("accounts", "directory", "exchanges") for model in apps.get_app_config(label).get_models()]
LISTS = sorted(f"{model._meta.app_label}/{model._meta.model_name}" for model in OURS if admin.site.is_registered(model))
# What comes with an address and can't be meant.
HOSTILE = (
    "q=%00", "q=" + "a+" * 1500, "o=99.-4", "p=999999", "p=x", "all=1", "e=1", "_facets=x", "id__exact=99999999999999999999", "status__exact=%00",
    "password__startswith=md5", "user__password__contains=a", "actor__email__regex=(", "outcome__exact=x&outcome__exact=y", "is_staff__exact=perhaps",
    "token_sha256__startswith=0", "nothing=1", "role__in=a,b", "%00=1", "kind__regex=%5B",
)


def staff_client(**fields: object) -> Client:
    return make.sign_in(make.staff(**fields))


def act(client: Client, page: str, name: str, *things: object) -> str:
    """The page after doing `name` to the things."""
    chosen = [getattr(one, "pk", one) for one in things]
    return client.post(f"/admin/{page}/", {"action": name, "_selected_action": chosen}, follow=True).content.decode()


def something_of_everything() -> None:
    """A row in every list."""
    AuditEvent.objects.create(act="x.y", actor_kind="system", at=timezone.now() - timedelta(days=1))
    seals.seal()
    ana, institute, person = make.member(), make.institute(), make.person("Maren Oakhollow", place=make.cambridge(), subjects=["1.1"])
    now = timezone.now()
    later = now + timedelta(days=9)
    make.partner()
    Membership.objects.create(user=ana, organisation=institute, way_in="staff")
    MembershipRequest.objects.create(user=ana, organisation=institute, expires_at=later)
    Invitation.objects.create(organisation=institute, email="new@example.org", token_sha256="0" * 64, expires_at=later)
    Claim.objects.create(user=ana, profile=person, expires_at=later)
    ImportBatch.objects.create(importer="profiles", filename="people.csv", state="done", finished_at=now)
    consents.give(ana, "news", on="my-page", language="en")
    Notice.objects.create(user=ana, kind="work", topic="x/y")
    NoticeChoice.objects.create(user=ana, kind="work", frequency="daily")
    PeriodicJob.objects.create(name="some.job")
    Message.objects.create(topic="x/y", destination="example.org", recipient=ana.email, user=ana, subject="Hush", text="a secret code", html="<p>")
    programme = programmes.enter(name_en="River Fellows", name_zh="江河访问学者", by=None)
    programmes.give_role(programme, to=ana, role="reviewer", by=None)


def test_the_administration_is_entered_through_our_own_sign_in():
    response = Client().get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/en/account/login?next=")
    member = Client()
    make.sign_in(make.member(), member)
    assert member.get("/admin/login/").status_code == 403
    assert member.get("/admin/directory/profile/").status_code == 302


def test_staff_need_the_second_factor_here_too_and_no_superuser_for_looking():
    sleeping = make.sign_in(make.staff(), second_factor=False)
    assert "second-factor" in sleeping.get("/admin/", follow=True).redirect_chain[-1][0]
    plain = staff_client(email="plain@example.org", is_superuser=False)
    html = plain.get("/admin/").content.decode()
    assert all(f'href="/admin/{address}/"' in html for address in LISTS)


def test_a_refused_try_to_enter_is_written_down():
    make.sign_in(make.member()).get("/admin/", follow=True)
    event = AuditEvent.objects.get(act="page.staff")
    assert (event.outcome, event.object_id, event.right) == ("refused", "admin", "staff")


def test_every_record_of_ours_can_be_looked_up_and_nothing_of_the_libraries_is_open():
    inlines = {inline.model for model in OURS if admin.site.is_registered(model) for inline in admin.site._registry[model].inlines}
    details = {"Organisation", "Company", "Researcher"}
    missing = [model.__name__ for model in OURS if not admin.site.is_registered(model) and model not in inlines]
    assert set(missing) <= NOT_LISTED | ON_PAGES | details
    assert {model._meta.app_label for model in admin.site._registry} == {"accounts", "directory", "exchanges"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_of_the_administration_is_there_in_both_languages_and_keeps_the_policy(language):
    something_of_everything()
    client = staff_client(language=language)
    pages = ["/admin/", "/admin/accounts/user/add/"]
    for address in LISTS:
        model = apps.get_model(address.replace("/", "."))
        row = model._default_manager.first()
        assert row is not None, address
        pages += [f"/admin/{address}/", f"/admin/{address}/?q=maren", f"/admin/{address}/{row.pk}/change/", f"/admin/{address}/{row.pk}/history/"]
    for page in pages:
        response = client.get(page)
        html = response.content.decode()
        assert response.status_code == 200, page
        assert ('lang="zh-hans"' in html) is (language == "zh-hans"), page
        assert not re.search(r"<script(?![^>]*(\bsrc=|type=\"application/json\"))|<style|\sstyle=\"|\son(click|change|load|submit)=", html), page
        assert "a secret code" not in html, page
        assert "md5$" not in html, page


def test_the_cookie_decides_before_the_account():
    client = staff_client(language="zh-hans")
    client.cookies["django_language"] = "en"
    assert 'lang="en"' in client.get("/admin/").content.decode()


def test_hostile_addresses_are_no_failure_and_spell_out_nothing():
    something_of_everything()
    client = staff_client()
    client.raise_request_exception = False
    for number, address in enumerate(LISTS):  # each address meets five of them, and each of them five addresses
        for asked in (HOSTILE * 2)[number * 5 % len(HOSTILE):][:5]:
            assert client.get(f"/admin/{address}/?{asked}").status_code in (200, 302, 400), f"{address}?{asked[:60]}"
    for odd in ("%00", "9" * 30, "x" * 200, "-1", "1_00"):
        assert client.get(f"/admin/accounts/user/{odd}/change/").status_code in (302, 404), odd


def test_nothing_is_added_changed_or_deleted_by_hand():
    something_of_everything()
    client = staff_client()
    before = AuditEvent.objects.exclude(act__endswith=".read").count()
    for address in LISTS:
        row = apps.get_model(address.replace("/", "."))._default_manager.first()
        doors = ["add/", f"{row.pk}/change/", f"{row.pk}/delete/"] if address != "accounts/user" else [f"{row.pk}/change/", f"{row.pk}/delete/"]
        for door in doors:
            answer = client.post(f"/admin/{address}/{door}", {"status": "withdrawn", "state": "sent", "is_staff": "on", "post": "yes"})
            assert answer.status_code == 403, f"{address}/{door}"
        assert client.post(f"/admin/{address}/", {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}).status_code in (200, 302)
        assert type(row)._default_manager.filter(pk=row.pk).exists()
    assert AuditEvent.objects.exclude(act__endswith=".read").count() == before


def test_nobody_sets_or_sees_a_password_of_somebody_else():
    ana = make.member()
    client = staff_client()
    assert client.post(f"/admin/accounts/user/{ana.pk}/password/", {"password1": "x", "password2": "x"}, follow=True).status_code in (404, 200)
    ana.refresh_from_db()
    assert ana.check_password("a good password")
    assert "password" not in client.get(f"/admin/accounts/user/{ana.pk}/change/").content.decode().lower()
    assert client.get("/admin/password_change/").url == "/en/account/password/change"


def test_looking_at_a_person_is_an_event():
    ana = make.member()
    staff_client().get(f"/admin/accounts/user/{ana.pk}/change/")
    assert AuditEvent.objects.get(act="user.read").object_id == str(ana.pk)


def test_a_deactivated_account_is_out_on_the_next_request_everywhere():
    ana, client = make.member(), staff_client()
    theirs = make.sign_in(ana)
    assert theirs.get("/en/account").status_code == 200
    assert "1 account: done." in act(client, "accounts/user", "deactivate", ana)
    assert theirs.get("/en/account").status_code == 302
    assert "_auth_user_id" not in theirs.session
    assert AuditEvent.objects.get(act="user.deactivate").facts == {"sessions": 1}
    act(client, "accounts/user", "reactivate", ana)
    assert theirs.get("/en/account").status_code == 302, "an ended session stays ended"
    assert make.sign_in(User.objects.get(pk=ana.pk)).get("/en/account").status_code == 200


def test_signing_somebody_out_ends_every_session():
    ana, client = make.member(), staff_client()
    sessions = [make.sign_in(ana), make.sign_in(ana)]
    for one in sessions:
        one.get("/en/account")
    act(client, "accounts/user", "sign_out", ana)
    assert [one.get("/en/account").status_code for one in sessions] == [302, 302]


def test_only_superusers_say_who_is_staff():
    ana = make.member()
    plain = staff_client(email="plain@example.org", is_superuser=False)
    assert "make_staff" not in plain.get("/admin/accounts/user/").content.decode()
    act(plain, "accounts/user", "make_superuser", ana)
    assert not User.objects.get(pk=ana.pk).is_staff
    act(staff_client(), "accounts/user", "make_staff", ana)
    assert User.objects.get(pk=ana.pk).is_staff
    assert AuditEvent.objects.get(act="user.make-staff").right == "superuser"


ACTS = ("deactivate", "reactivate", "make_staff", "end_staff", "make_superuser", "end_superuser", "sign_out", "vouch", "reset_factors")


def test_services_of_accounts_refuse_who_may_not():
    boss = make.staff("boss@example.org")
    ana, plain = make.member(), make.staff("plain@example.org", is_superuser=False)
    others = [(name, by) for name in ACTS for by in (ana, plain)]
    others += [(name, boss) for name in ("deactivate", "end_staff", "end_superuser", "reset_factors")]
    for name, by in others:
        with pytest.raises(NotAllowed):
            getattr(services, name)(boss, by=by)
    assert not AuditEvent.objects.exists()


def test_making_and_ending_staff_and_superusers_is_each_one_event():
    ana, boss = make.member(), make.staff("boss@example.org")
    for name in ("make_staff", "make_staff", "make_superuser", "end_superuser", "end_staff", "end_staff", "vouch"):
        getattr(services, name)(ana, by=boss)
    assert list(AuditEvent.objects.order_by("pk").values_list("act", flat=True)) == [
        "user.make-staff", "user.make-superuser", "user.end-superuser", "user.end-staff",
    ]
    services.deactivate(ana, by=boss)
    for name in ("make_staff", "make_superuser"):
        with pytest.raises(NotAllowed):
            getattr(services, name)(ana, by=boss)


def test_requests_claims_memberships_and_partnerships_are_answered_by_services():
    ana, institute, person = make.member(), make.institute(), make.person()
    later = timezone.now() + timedelta(days=9)
    asked = MembershipRequest.objects.create(user=ana, organisation=institute, expires_at=later)
    claim = Claim.objects.create(user=ana, profile=person, expires_at=later)
    client = staff_client()
    assert "1 done." in act(client, "directory/membershiprequest", "approve", asked)
    held = Membership.objects.get(user=ana)
    act(client, "directory/claim", "confirm", claim)
    assert Profile.objects.get(pk=person.pk).owner == ana
    act(client, "directory/membership", "end", held)
    assert not Membership.objects.filter(ended_at=None).exists()
    act(client, "directory/profile", "confirm_partner", institute)
    act(client, "directory/partnership", "end", Partnership.objects.get())
    assert not Partnership.objects.filter(ended_at=None).exists()
    acts = set(AuditEvent.objects.filter(right="staff").values_list("act", flat=True))
    assert {"request.approve", "claim.confirm", "membership.remove", "partnership.confirm", "partnership.end"} <= acts
    assert "done" in act(client, "directory/claim", "refuse", claim), "what was answered is said, not changed"
    assert Claim.objects.get().status == "confirmed"


def test_a_dead_letter_is_sent_again_and_a_role_in_a_programme_ended():
    ana, client = make.member(), staff_client()
    now = timezone.now()
    dead = {"state": "dead", "created_at": now, "ended_at": now}
    letter = Message.objects.create(topic="x/y", destination="example.org", recipient=ana.email, text="Hello", **dead)
    assert "1 message waits to be sent." in act(client, "accounts/message", "send_again", letter)
    assert Message.objects.get(pk=letter.pk).state == "queued"
    held = programmes.give_role(programmes.enter(name_en="A", name_zh="甲", by=None), to=ana, role="reviewer", by=None)
    assert "1 role ended." in act(client, "exchanges/programmerole", "end", held)
    assert ProgrammeRole.objects.get().ended_at




def test_a_profile_can_be_looked_at_but_not_written_by_hand():
    person = make.person("Maren Oakhollow", affiliations=[{"organisation": make.institute()}], interests=[make.interest()])
    client = staff_client()
    html = client.get(f"/admin/directory/profile/{person.pk}/change/").content.decode()
    assert "Maren Oakhollow" in html
    assert 'name="status"' not in html
    assert client.post(f"/admin/directory/profile/{person.pk}/change/", {"status": "withdrawn"}).status_code == 403
    assert client.get("/admin/directory/profile/add/").status_code == 403


def test_withdrawing_and_publishing_go_through_the_services():
    person, draft = make.person("Maren Oakhollow"), make.person("Quiet Draft", publish=False)
    client = staff_client()

    def act(name: str, *profiles: Profile):
        return client.post("/admin/directory/profile/", {"action": name, "_selected_action": [one.pk for one in profiles]}, follow=True)

    assert "1 profile withdrawn." in act("withdraw", person).content.decode()
    assert Client().get(f"/en/profiles/{person.uid}").status_code == 404
    assert "2 profiles published." in act("publish", person, draft).content.decode()
    last = Change.objects.order_by("-seq")[0]
    assert (last.operation, last.reason, last.actor.email) == ("upsert", "administration", "staff@example.org")


def test_what_cannot_be_is_said_and_the_rest_is_done():
    old, new, other = make.institute("Old"), make.institute("New"), make.institute("Other")
    from directory import services

    services.merge(old, into=new, by=None)
    html = staff_client().post(
        "/admin/directory/profile/", {"action": "withdraw", "_selected_action": [old.pk, other.pk]}, follow=True,
    ).content.decode()
    assert "1 profile withdrawn." in html
    assert old.uid in html


def test_a_new_user_is_kept_in_lower_case_without_a_password_and_told():
    client = staff_client()
    fields = {"email": "New.Person@Example.org", "full_name": "New Person", "language": "zh-hans", "is_verified": "on", "is_staff": "on"}
    response = client.post("/admin/accounts/user/add/", fields)
    assert response.status_code == 302, response.content.decode()
    entered = User.objects.get(email="new.person@example.org")
    assert (entered.has_usable_password(), entered.is_staff, entered.is_verified) == (False, False, True)
    assert "/zh-hans/account/password" in Message.objects.get(user=entered).text
    assert AuditEvent.objects.get(act="user.enter").object_id == str(entered.pk)
    again = client.post("/admin/accounts/user/add/", fields | {"email": "NEW.person@example.org"})
    assert again.status_code == 200
    assert User.objects.filter(email__iexact="new.person@example.org").count() == 1


def test_a_search_of_a_thousand_words_is_answered():
    client = Client()
    make.sign_in(make.staff(), client)
    for page in ("directory/profile", "directory/change", "directory/place", "directory/subject", "accounts/user"):
        assert client.get(f"/admin/{page}/", {"q": "a " * 1500}).status_code == 200
