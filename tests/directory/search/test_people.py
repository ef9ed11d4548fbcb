"""Names of persons, in Han, pinyin, initials and both orders."""

import random
import re

import pytest

from directory.search import people


def keys(value, family="", given=""):
    return people.keys([{"value": value, "family": family, "given": given}])


@pytest.mark.parametrize(
    ("han", "full"),
    [
        ("王伟", "wang|wei"), ("欧阳娜娜", "ouyang|nana"), ("单伟明", "shan|weiming"), ("曾国藩", "zeng|guofan"), ("解放", "xie|fang"),
        ("仇英", "qiu|ying"),
        ("尉迟恭", "yuchi|gong"), ("吕布", "lu|bu"), ("諸葛亮", "zhuge|liang"),
    ],
)
def test_a_han_name_is_read_as_a_surname_and_a_given_name(han, full):
    assert full in keys(han).full


def test_hyphens_in_a_given_name_do_not_matter():
    assert keys("Wei-Ming Shan", "Shan", "Wei-Ming").full & keys("Weiming Shan", "Shan", "Weiming").full


def test_initials_go_by_syllable():
    assert {"shan|wm", "shan|w"} <= keys("Weiming Shan", "Shan", "Weiming").initials


@pytest.mark.parametrize("typed", ["Wang Wei", "Wei Wang", "WANG Wei", "Wang, Wei", "wang wei", "Wei WANG", "王伟", "王偉"])
def test_every_way_to_write_a_name_asks_for_the_same_key(typed):
    assert "wang|wei" in {ask.key for ask in people.asks(typed)}


@pytest.mark.parametrize("typed", ["WANG W.", "W. Wang", "Wang, W.", "Wang W"])
def test_initials_ask_for_family_and_initials(typed):
    assert ("initials", "wang|w") in {(ask.field, ask.key) for ask in people.asks(typed)}


def test_capitals_say_which_word_is_the_family():
    assert "wei|wang" not in {ask.key for ask in people.asks("WANG Wei")}


def test_a_text_that_is_no_name_asks_for_nobody():
    assert people.asks("3D printing") == []
    assert people.asks("School of Physics, Peking University, Beijing") == []


SURNAMES = re.split(" ", "王 李 张 刘 陈 杨 黄 赵 周 吴 欧阳 司马 单 曾 解 吕 翟 覃")
GIVEN = re.split(" ", "伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀 霞 平 刚 桂 英 安 恩")


def test_generated_names_are_asked_for_in_every_form():
    chance = random.Random(11)
    for _round in range(200):
        surname, given = chance.choice(SURNAMES), "".join(chance.sample(GIVEN, chance.choice((1, 2))))
        read, syllables = people.read_han(surname + given, surname, given)
        full = f"{read}|{''.join(syllables)}"
        own = keys(surname + given, surname, given)
        assert full in own.full
        latin, family = "-".join(syllables).title(), read.title()
        for typed in (f"{latin} {family}", f"{family} {latin}", f"{family.upper()} {latin}", f"{family}, {latin}", f"{''.join(syllables)} {read}"):
            assert full in {ask.key for ask in people.asks(typed)}, typed
        initials = "".join(syllable[0] for syllable in syllables)
        for typed in (f"{family.upper()} {initials[0].upper()}.", f"{initials[0].upper()}. {family}"):
            assert {ask.key for ask in people.asks(typed)} & own.initials, typed
