"""What an organisation said of a post holds for the post and the name it was said of, and a form that is cut short takes nothing away."""

import pytest
from django.test import Client

from accounts.actor import Actor, actor_for
from accounts.models import User
from directory.editing import services
from directory.membership.services import move
from directory.models import Change, Profile
from tests import make

pytestmark = pytest.mark.django_db
CONFIRMED = {"role_en": "Lecturer", "start": "2020", "confirmed_at": "2026-01-01T00:00:00Z"}


def session_of(user: User) -> Actor:
    return actor_for(user, second_factor_used=True)


def confirmed_at(home: Profile, **more: str) -> Profile:
    return make.person("Maren Oakhollow", owner=make.member(), affiliations=[{"organisation": home, **CONFIRMED, **more}])


def waiting_posts(client: Client, home: Profile) -> bool:
    return 'id="posts"' in client.get(f"/en/profiles/{home.uid}/people").content.decode()


def test_a_post_that_its_organisation_ended_is_not_confirmed_again_by_its_person():
    home = make.institute()
    mei = make.manager(home)
    mine = confirmed_at(home)
    move(mine.affiliations.get(), "end", by=session_of(mei))
    mine.refresh_from_db()
    post = {"organisation": home, "role_en": "Lecturer", "start": "2020", "end": ""}
    mine = services.save(mine, by=session_of(mine.owner), seq=mine.seq, affiliations=[post])
    assert mine.affiliations.get().confirmed_at is None
    assert waiting_posts(make.sign_in(mei), home)


@pytest.mark.parametrize(("was", "becomes", "holds"), [
    ("", "2026", True), ("", "2020-05-01", True), ("2026", "2026-03", True), ("2026", "2025", True), ("2026-03", "2026-03", True),
    ("2026", "", False), ("2026-03", "2026", False), ("2026-03-01", "2026-03-02", False), ("2026", "2027", False),
])
def test_an_end_may_come_sooner_and_not_later_than_was_confirmed(was, becomes, holds):
    home = make.institute()
    mine = confirmed_at(home, end=was)
    post = {"organisation": home, "role_en": "Lecturer", "start": "2020", "end": becomes}
    mine = services.save(mine, by=session_of(mine.owner), seq=mine.seq, affiliations=[post])
    assert bool(mine.affiliations.get().confirmed_at) is holds


@pytest.mark.parametrize("verification", ["", "editor"])
def test_another_name_puts_the_posts_before_their_organisation_again(verification):
    home = make.institute()
    mei = make.sign_in(make.manager(home))
    mine = confirmed_at(home)
    Profile.objects.filter(pk=mine.pk).update(verification=verification)
    actor = session_of(mine.owner)
    mine = services.save(mine, by=actor, seq=mine.seq, names=make.names("Maren Oakhollow", "欧马伦"))
    assert mine.affiliations.get().confirmed_at  # a name in a further language is no other name
    assert not waiting_posts(mei, home)
    mine = services.save(mine, by=actor, seq=mine.seq, names=make.names("Somebody Famous", "欧马伦"))
    assert (mine.affiliations.get().confirmed_at, mine.verification) == (None, "")
    assert waiting_posts(mei, home)
    assert Change.objects.filter(profile=mine, fields=["affiliations"], actor=mine.owner).exists()
    assert "Confirmed by the organisation" not in Client().get(f"/en/profiles/{mine.uid}").content.decode()


@pytest.mark.parametrize("part", ["posts", "offers", "names"])
@pytest.mark.parametrize("rows", [{}, {"rows": ""}, {"rows": "x"}])
def test_a_form_without_its_rows_deletes_nothing(part, rows):
    home = make.institute()
    mine = make.person("Maren Oakhollow", owner=make.member(), affiliations=[{"organisation": home, **CONFIRMED}], interests=[make.interest()])
    sent = {"seq": mine.seq, "name_en": "Maren Oakhollow", **rows}
    response = make.sign_in(mine.owner).post(f"/en/profiles/{mine.uid}/edit/{part}", sent)
    assert response.status_code == 400
    assert "so nothing was changed" in response.content.decode()
    assert (mine.affiliations.count(), mine.interests.count(), Profile.objects.get(pk=mine.pk).seq) == (1, 1, mine.seq)


def test_a_form_that_has_read_the_future_is_refused():
    mine = make.person("Maren Oakhollow", owner=make.member())
    client = make.sign_in(mine.owner)
    sent = {"summary_en": "Bridges.", "summary_zh": "", "keywords_en": "", "keywords_zh": "", "who_summary": "0", "who_keywords": "0"}
    response = client.post(f"/en/profiles/{mine.uid}/edit/about", sent | {"seq": "99999999999999999"})
    assert response.status_code == 400
    assert "Bridges." in response.content.decode()  # what was typed stays
    assert Profile.objects.get(pk=mine.pk).summary_en != "Bridges."
    mine.refresh_from_db()
    assert client.post(f"/en/profiles/{mine.uid}/edit/about", sent | {"seq": mine.seq}).status_code == 302
