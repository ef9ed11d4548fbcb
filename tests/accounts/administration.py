"""The administration as staff use it."""

from django.test import Client

from tests import make


def staff_client(**fields: object) -> Client:
    return make.sign_in(make.staff(**fields))


def act(client: Client, page: str, name: str, *things: object) -> str:
    """The page after doing `name` to the things."""
    chosen = [getattr(one, "pk", one) for one in things]
    return client.post(f"/admin/{page}/", {"action": name, "_selected_action": chosen}, follow=True).content.decode()
