"""The frame of our pages: addresses in both languages, words looked up once, static files that may not be there."""

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from markupsafe import Markup
from pytest_django.fixtures import Settings

from config import jinja


def rendered(template: str) -> str:
    return str(engines["jinja2"].from_string(template).render())


@pytest.mark.parametrize(("path", "other"), [
    ("/en/directory?q=a&kind=company", "/zh-hans/directory?q=a&kind=company"), ("/en/", "/zh-hans/"), ("/admin/", "/zh-hans/"),
])
def test_the_other_language_is_the_same_address(path: str, other: str):
    assert jinja.in_language(path, "en", "zh-hans") == other


def test_the_frame_of_a_page_knows_where_it_stands():
    with translation.override("zh-hans"):
        frame = jinja.frame(RequestFactory().get("/zh-hans/directory?q=桥"))
    assert (frame.lang, frame.html_lang, frame.home, frame.theme, frame.account) == ("zh-hans", "zh-Hans", "/zh-hans/", "", "")
    assert [(one.lang, one.current) for one in frame.alternates] == [("en", False), ("zh-hans", True)]


def test_words_are_those_of_the_language_of_now():
    with translation.override("en"):
        assert rendered('{{ _("Browse") }}') == "Browse"
    with translation.override("zh-hans"):
        assert rendered('{{ _("Browse") }}') == "浏览"


def test_variables_in_words_are_escaped_on_pages():
    assert rendered('{{ _("Status: %(status)s.", status="<b>") }}') == "Status: &lt;b&gt;."


def test_the_text_of_a_mail_is_no_markup():
    plain = '{% autoescape false %}{{ _("Status: %(status)s.", status="<b>") }}{% endautoescape %}'
    assert rendered(plain) == "Status: <b>."
    assert jinja.escapes("mail/notice.html")
    assert jinja.escapes(None)
    assert not jinja.escapes("mail/notice.txt")


def test_a_page_without_collected_files_is_still_a_page(settings: Settings):
    manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": manifest}
    assert jinja.static("css/never-collected.css") == "/static/css/never-collected.css"


@pytest.mark.parametrize("name", ["account_login", "nothing_of_this_name"])
def test_an_address_that_may_be_missing_is_blank(name: str):
    assert bool(jinja.address(name)) == (name == "account_login")


def test_a_name_that_ends_with_a_full_stop_ends_the_sentence():
    known = "%(person)s asks to join %(organisation)s."
    said = jinja.ended_once(known, {"person": "Ana B.", "organisation": "Yanqiaoxi (Suzhou) Co., Ltd."})
    assert said == "%(person)s asks to join %(organisation)s"
    assert jinja.ended_once(known, {"person": "Ana B.", "organisation": Markup("<a>Southeast</a>")}) == known
    assert jinja.ended_once(known, {"organisation": Markup("<a>Co., Ltd.</a> ")}).endswith("%(organisation)s")
