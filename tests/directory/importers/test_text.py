"""Cleaning: what can't be seen goes, what was written stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importers.text import clean


@pytest.mark.parametrize(("written", "cleaned"), [
    ("  a   b ", "a b"), ("a\u00a0b", "a b"), ("a\u200bb", "ab"), ("Xi’an", "Xi’an"), ("Ecole\u0301", "Ecolé"), ("a\x00b\tc", "ab c"),
    ("南京　大学", "南京 大学"), ("دانشگاه بین\u200cالمللی", "دانشگاه بین\u200cالمللی"), ("ශ්\u200dරී", "ශ්\u200dරී"), ("CTI\u200d", "CTI"),
    ("\u200e", ""), ("a\u200db", "ab"),
])
def test_text_is_cleaned(written, cleaned):
    assert clean(written) == cleaned


@given(st.text())
def test_clean_text_is_clean(text):
    once = clean(text)
    assert clean(once) == once
    assert "\x00" not in once
