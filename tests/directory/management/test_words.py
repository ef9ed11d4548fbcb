"""The interface's words: every string of the source has its Chinese, whole and with the same places to fill."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from django.core.management import call_command
from django.utils import translation
from pytest_django.fixtures import Settings

from directory.management import catalogues

PLACES = re.compile(r"%\(\w+\)s|\{\w*\}|</?\w+>|%%|`[^`]+`")
# The words of other libraries that reach our pages are theirs to translate; these words of ours are alike in both languages.
ALIKE = {"uid"}


@pytest.fixture(scope="module", autouse=True)
def collected_once() -> Iterator[None]:
    """The source doesn't change while these tests run, so its strings are collected once."""
    found = catalogues.collect()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "collect", lambda: copy.deepcopy(found))
        yield


def messages() -> Iterator[tuple[Message, str, str]]:
    """Each string with one of its translations."""
    for message in catalogues.written():
        if message.id:
            one = message.id if isinstance(message.id, str) else message.id[-1]
            strings = [message.string] if isinstance(message.string, str) else message.string
            yield from ((message, one, string) for string in strings)


def test_no_string_of_the_source_lacks_its_chinese():
    assert catalogues.gaps() == [], "run `manage.py words --collect`, then write what lacks"


def test_no_translation_is_left_of_a_string_that_is_gone():
    collected = {(message.id, message.context) for message in catalogues.collect() if message.id}
    assert not [message.id for message, _one, _string in messages() if (message.id, message.context) not in collected]


def test_a_translation_has_the_same_places_to_fill():
    wrong = [(one, string) for _message, one, string in messages() if set(PLACES.findall(one)) != set(PLACES.findall(string))]
    assert not wrong


def test_han_and_latin_stand_without_spaces_between_them():
    han = r"[\u4e00-\u9fff]"
    wrong = [string for _message, _one, string in messages() if re.search(rf"{han} [A-Za-z0-9]|[A-Za-z0-9] {han}", string)]
    assert not wrong


def test_chinese_uses_its_own_punctuation_and_no_exclamation_mark():
    han = r"[\u4e00-\u9fff]"
    wrong = [string for _message, _one, string in messages() if re.search(rf"{han}[,;:?!()]|！|你", string)]
    assert not wrong


def test_english_is_calm():
    loud = re.compile(r"!(?!any|”)|\bplease\b|\bsuccessfully\b", re.IGNORECASE)
    assert not [one for _message, one, _string in messages() if loud.search(one) and "`" not in one]


def test_collecting_again_changes_nothing(settings: Settings, tmp_path: Path):
    before = catalogues.path(".po").read_bytes()
    settings.LOCALE_PATHS = [tmp_path]  # a failure leaves the checkout as it was
    catalogues.path(".po").parent.mkdir(parents=True)
    catalogues.path(".po").write_bytes(before)
    catalogues.update()
    assert catalogues.path(".po").read_bytes() == before


def test_the_check_passes_and_says_so(capsys: pytest.CaptureFixture[str]):
    call_command("words", check=True)
    assert "lacks" not in capsys.readouterr().out


def test_a_translation_reaches_the_reader():
    with translation.override("zh-hans"):
        assert translation.gettext("Directory") == "名录"
        assert translation.ngettext("%(count)s result", "%(count)s results", 84) % {"count": 84} == "84条结果"
