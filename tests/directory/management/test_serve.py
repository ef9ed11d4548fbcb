"""What `serve` says of the ways in, and what the demo hands to its processes."""

import os
from io import StringIO

import pytest
from pytest_django.fixtures import Settings

from directory.demo.users import DemoUser
from directory.management.commands import demo
from directory.management.commands.serve import warnings
from tests import make

pytestmark = pytest.mark.django_db


def test_serve_says_when_a_password_is_enough_or_the_demo_is_in_the_database(settings: Settings):
    assert warnings() == []
    settings.SECOND_FACTOR = False
    assert "SECOND_FACTOR is off" in warnings()[0]
    settings.SECOND_FACTOR = True
    make.user("partner@example.org")
    assert "1 account of the demo" in warnings()[0]
    settings.DEMO = True
    settings.SECOND_FACTOR = False
    assert warnings() == []


class Family:
    told_to_stop = True

    def __init__(self) -> None:
        self.envs: list[dict[str, str]] = []

    def start(self, *_args: str, env: dict[str, str]) -> None:
        self.envs.append(env)

    def ended(self) -> None:
        return None


def test_the_demo_alone_opens_its_password_and_switches_second_factors_off(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SECOND_FACTOR", raising=False)
    family = Family()
    command = demo.Command(stdout=StringIO())
    command.run(family, 8000, [])
    assert {(env["DEMO"], env["SECOND_FACTOR"]) for env in family.envs} == {("true", "false")}
    monkeypatch.setitem(os.environ, "SECOND_FACTOR", "true")
    command.run(family, 8000, [])
    assert family.envs[-1]["SECOND_FACTOR"] == "true"


@pytest.mark.parametrize("is_off", [True, False])
def test_the_demo_says_that_second_factors_are_off(is_off: bool):
    said = StringIO()
    demo.Command(stdout=said).say_what_to_do("http://127.0.0.1:8000", [DemoUser("a@example.org", "x", "y")], is_off=is_off)
    assert ("Second factors are off here" in said.getvalue()) == is_off
