"""The administration: who may enter, and that nothing is written past the services."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from accounts import consents
from accounts.audit import seals
from accounts.models import AuditEvent, Message, Notice, NoticeChoice, PeriodicJob
from directory.models import Claim, ImportBatch, Invitation, Membership, MembershipRequest
from exchanges.programmes import services as programmes
from tests import make
from tests.accounts.administration import staff_client

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


def test_a_profile_can_be_looked_at_but_not_written_by_hand():
    person = make.person("Maren Oakhollow", affiliations=[{"organisation": make.institute()}], interests=[make.interest()])
    client = staff_client()
    html = client.get(f"/admin/directory/profile/{person.pk}/change/").content.decode()
    assert "Maren Oakhollow" in html
    assert 'name="status"' not in html
    assert client.post(f"/admin/directory/profile/{person.pk}/change/", {"status": "withdrawn"}).status_code == 403
    assert client.get("/admin/directory/profile/add/").status_code == 403


def test_a_search_of_a_thousand_words_is_answered():
    client = Client()
    make.sign_in(make.staff(), client)
    for page in ("directory/profile", "directory/change", "directory/place", "directory/subject", "accounts/user"):
        assert client.get(f"/admin/{page}/", {"q": "a " * 1500}).status_code == 200
