"""What tests of profile pages share: fetching a page, reading its text, a researcher with everything."""

import re

from django.test import Client
from django.utils import timezone

from accounts.models import User
from directory.models import Profile
from tests import make


def signed_in(user: User) -> Client:
    client = Client()
    make.sign_in(user, client)
    return client


def page(uid: str, lang: str = "en", client: Client | None = None, **headers) -> str:
    response = (client or Client()).get(f"/{lang}/profiles/{uid}", **headers)
    assert response.status_code == 200, response
    return response.content.decode()


def main_of(html: str) -> str:
    return html.split('<main id="main"', 1)[1].split("</main>", maxsplit=1)[0]


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def ruolan(**fields) -> Profile:
    home = make.institute("Southeast University", "东南大学", place=make.nanjing(), types=["education"], established=1902)
    return make.person(
        "Shen Ruolan", "沈若澜", place=make.nanjing(), subjects=["2.6", "1.2"], working_languages=["zh-Hans", "en"],
        summary_en="Soft hands that feel what they hold.", keywords_en=["soft robotics"], keywords_zh=["康复机器人"],
        identifiers=[{"scheme": "orcid", "value": "0000-0002-1825-0097"}],
        affiliations=[
            {"organisation": home, "role_en": "Associate Professor", "role_zh": "副教授", "unit_en": "Instrument Science", "start": "2021-09",
             "is_primary": True, "confirmed_at": timezone.now()},
            {"organisation_text": "University of Elsewhere", "role_en": "Research Associate", "start": "2017", "end": "2021"},
        ],
        interests=[make.interest(title_en="To host a visiting doctoral student", text_en="3 to 6 months.")],
        **fields,
    )
