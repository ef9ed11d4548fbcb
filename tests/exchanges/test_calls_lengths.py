"""How long a text is: the same on the server and in the browser, as readers of each language count."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from exchanges.calls.lengths import length, measure

CASES = json.loads((Path(__file__).parent / "lengths.json").read_text(encoding="utf-8"))
BOTH = {"limit": 300, "limit_zh": 600}
SCRIPT = Path(__file__).parents[2] / "config/static/js/autosave.js"


@pytest.mark.parametrize("case", CASES, ids=[one["text"][:12] for one in CASES])
def test_a_text_is_as_long_as_its_readers_count(case):
    found = length(case["text"], BOTH)
    assert (found.number, found.in_characters) == (case["number"], case["characters"])
    assert found.limit == (600 if case["characters"] else 300)


def test_the_script_counts_as_the_server_does():
    driver = pytest.importorskip("playwright._impl._driver")
    node = driver.compute_driver_executable()[0]  # playwright brings a Node.js of its own
    counting = re.search(r"^const HAN.*?(?=^for \()", SCRIPT.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    texts = [one["text"] for one in CASES]
    asked = f"{counting[0]}\nconst texts = {json.dumps(texts)};\nconsole.log(JSON.stringify("  # type: ignore[index]
    asked += "[[300, 600], [300, 400], [20, 0]].map(([en, zh]) => texts.map((text) => lengthOf(text, en, zh, true)))));"
    told = json.loads(subprocess.run([node, "-e", asked], capture_output=True, text=True, check=True, timeout=60).stdout)
    for (limit, limit_zh), listed in zip(((300, 600), (300, 400), (20, None)), told, strict=True):
        question = {"limit": limit} | ({"limit_zh": limit_zh} if limit_zh else {})
        for text, one in zip(texts, listed, strict=True):
            found = length(text, question, chinese_page=True)
            assert (one["number"], one["limit"], one["inCharacters"]) == (found.number, found.limit, found.in_characters), text


def test_a_form_from_before_keeps_its_count():
    assert length("研究，柔软的手。", {"limit": 5}).number == measure("研究，柔软的手。") == 6
    assert length("研究，柔软的手。", {"limit": 5}).over == 1
    assert length("With 南京大学 we", {"limit": 5}).number == 6


def test_nothing_typed_is_told_in_the_unit_of_the_page():
    assert length("", BOTH, chinese_page=True).in_characters
    assert not length("", BOTH).in_characters


def test_mixed_text_takes_the_room_that_it_takes():
    """Nobody doubles their room by writing half in each language: what is over in one way isn't under in the other by padding."""
    words, han = " ".join(["word"] * 200), "字" * 199
    assert length(f"{words} {han}", BOTH).number == 300
    assert length(f"{words} word {han}", BOTH).over == 1
