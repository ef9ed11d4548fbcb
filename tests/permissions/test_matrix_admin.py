"""The administration as every role: staff with a second factor get in, everybody else is led to the sign-in page, by every verb."""

import pytest

from tests.permissions import addresses
from tests.permissions.addresses import is_asked, questions
from tests.permissions.asking import ask, leaks, outcome, readable, whole
from tests.permissions.people import ROLES
from tests.permissions.world import World

pytestmark = [pytest.mark.shared_index, pytest.mark.django_db]


def test_nobody_but_staff_gets_into_the_administration(world: World):
    faults = []
    rows = addresses.administration()
    assert len(rows) > 30
    for row in rows:
        for one in questions(row):
            if not is_asked(one):
                continue
            address = row.address(world, one.lang)
            response = ask(world, one.role, one.verb, address, {} if one.verb == "POST" else None)
            found = outcome(response)
            if one.role == "staff":
                faults += [] if found in {"see", "go on", "refused", "missing", "bad", "wrong method"} else [f"staff {one.verb} {address}: {found}"]
            elif found != "sign in":
                faults.append(f"{one.role} {one.verb} {address}: {found}, not sign in")
            faults += [f"{one.role} {one.verb} {address}: {leak}" for leak in leaks(world, one.role, readable(whole(response)), address)]
    assert not faults, "\n".join(faults[:40])


def test_staff_without_the_second_factor_are_led_to_it_from_the_administration(world: World):
    for role in ROLES:
        response = ask(world, role, "GET", "/admin/login/?next=/admin/")
        to = response.headers.get("Location", "")
        if role in {"barestaff", "barecoordinator"}:
            assert "/account/second-factor" in to, role
        elif role == "staff":
            assert to == "/admin/"
        else:
            assert "/account/login" in to or response.status_code == 403, (role, response.status_code, to)
