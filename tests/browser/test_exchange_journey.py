"""An exchange from the call to the confirmed placement, in browsers open at once: coordinator, applicant, referee, reviewers, host."""


import pytest
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from directory import search
from directory.models import Profile
from exchanges.models import Call, Programme
from tests import make
from tests.browser.conftest import Open
from tests.browser.travelling import applicant, coordinator, host, referee
from tests.browser.travelling.windows import Journey
from tests.exchanges import making
from tests.ways import ways

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def named_site(settings: Settings, live_server: LiveServer) -> None:
    settings.SITE_URL = live_server.url


@pytest.fixture
def world(live_server: LiveServer) -> dict[str, Profile]:
    """A host in Cambridge, a programme with a template of a call, and everybody who takes part."""
    home = make.institute("Bridgeford University", "桥津大学", place=make.cambridge())
    search.catch_up()
    return {"home": home}


def people(programme: Programme, home: Profile, lang: str) -> dict[str, User]:
    own = {"language": lang}
    return {
        "coordinator": making.coordinator(programme, full_name="Cora Bridge", **own), "applicant": making.applicant(full_name="Ada Sender", **own),
        "one": making.reviewer(programme, full_name="Rita One", **own), "two": making.reviewer(programme, full_name="Remy Two", **own),
        "host": make.confirmed(make.manager(home, full_name="Hana Host", **own)),
    }


def template(programme: Programme, home: Profile) -> Call:
    """What the office keeps: everything of a call but its dates."""
    made = making.call(
        programme, is_template=True, status="draft", published_at=None, opens_at=None, closes_at=None, places=1, letters_wanted=1,
        letters_asked="before", reviews_wanted=2, offer_days=5,
    )
    making.position(made, host=home)
    return made


WAYS = ways(("en", 1280), ("zh-hans", 360))


@pytest.mark.parametrize(("lang", "width"), WAYS)
def test_a_call_is_opened_and_somebody_travels(opened: Open, world: dict[str, Profile], lang: str, width: int):
    travel(opened, world["home"], lang, width)


def test_all_of_it_works_without_scripts(opened: Open, world: dict[str, Profile]):
    travel(opened, world["home"], "zh-hans", 360, scripts=False)


def travel(opened: Open, home: Profile, lang: str, width: int, *, scripts: bool = True) -> None:
    programme = making.programme()
    template(programme, home)
    journey = Journey(opened, lang, width, people(programme, home, lang), scripts=scripts)
    call = coordinator.opens(journey, programme)
    application = applicant.applies(journey, call)
    referee.writes_a_letter(journey)
    applicant.sends(journey, application)
    coordinator.passes(call)
    coordinator.reviews(journey, call, application)
    coordinator.decides(journey, call, application)
    applicant.accepts(journey, application)
    host.confirms(journey, application)
