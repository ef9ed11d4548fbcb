"""Names in order, as numbers that keep the order when names come later."""

import random

from directory.search import collation
from directory.search.collation import Positions


def test_chinese_names_go_by_pinyin_then_character():
    names = ["张伟", "王伟", "王维", "安娜", "欧阳明", "曾强"]
    ordered = sorted(names, key=lambda name: collation.chinese("", name, 1))
    assert ordered == ["安娜", "欧阳明", "王伟", "王维", "曾强", "张伟"]


def test_a_name_in_han_alone_stands_among_the_latin_ones_by_its_pinyin():
    keys = [collation.english("Nanjing University", "", 1), collation.english("", "东南大学", 2), collation.english("Xiamen", "", 3)]
    assert sorted(keys) == [keys[1], keys[0], keys[2]]


def test_positions_keep_the_order_of_names_that_come_later(tmp_path):
    chance = random.Random(3)

    def name():
        return " ".join("".join(chance.choice("abcde") for _letter in range(chance.randint(1, 6))) for _word in range(chance.randint(1, 4)))

    keys = [collation.english(name(), "", number) for number in range(2000)]
    positions = Positions.of(keys[:200])
    positions.write(tmp_path / "names.json")
    positions = Positions.read(tmp_path / "names.json")
    placed = [(positions.position(key), key) for key in sorted(keys)]
    assert [place for place, _key in placed] == sorted(place for place, _key in placed)
    assert len({place for place, _key in placed}) > 1900
    assert all(0 <= place < 2**63 for place, _key in placed)


def test_an_index_without_names_has_an_order_too():
    positions = Positions.of([])
    assert positions.position(collation.english("a", "", 1)) <= positions.position(collation.english("b", "", 1))
