"""A small directory for the tests of lists: ten profiles that differ in everything a list can be narrowed by."""

from directory import search, services
from directory.models import Profile
from directory.services import NewName
from tests import make


def world() -> dict[str, Profile]:
    """Made through the services and indexed. The keys are for tests; `gone` is merged into `seu`, `draft` is nobody's business."""
    seu = make.institute(
        "Southeast University", "东南大学", NewName("SEU", "en", type="acronym"), place=make.nanjing(), types=["education", "funder"],
        established=1902,
        subjects=["2.2", "1.2"], identifiers=[{"scheme": "ror", "value": "04ct4d772"}, {"scheme": "wikidata", "value": "Q1065711"}],
        keywords_en=["soft robotics"], keywords_zh=["软体机器人"], summary_en="A university of engineering.", summary_zh="一所工科大学。", website="https://seu.example/",
    )
    lab = make.institute("Key Laboratory of Bridges", "桥梁重点实验室", place=make.nanjing(), types=["facility"], established=1987, subjects=["2.1"])
    cam = make.institute(
        "Bridgeford University", "桥津大学", place=make.cambridge(), types=["education"], established=1209, subjects=["1.3", "6.1"],
        identifiers=[{"scheme": "isni", "value": "0000000121885934"}],
    )
    firm = make.company("Tidewheel Robotics Ltd", "潮轮机器人有限公司", place=make.cambridge(), types=["company"], established=2015, subjects=["2.3"],
                        interests=[make.interest("seeking", "solve", title_en="Quieter gears")])
    formula = make.company("=HYPERLINK Trading", place=make.nanjing(), types=["company"], keywords_en=["@SUM", "＝1+1"], summary_en="-2+3")
    wang = make.person(
        "Wang Wei", "王伟", place=make.nanjing(), subjects=["2.2"], working_languages=["zh-Hans", "en"], keywords_en=["soft robotics"],
        identifiers=[{"scheme": "orcid", "value": "0000-0002-1825-0097"}], summary_en="Robots that bend.", summary_zh="会弯曲的机器人。",
        affiliations=[{"organisation": seu, "role_en": "Professor", "role_zh": "教授", "is_primary": True, "start": "2015"}],
        interests=[make.interest("offering", "host", title_en="A place in spring", text_en="Six months."),
                   make.interest("seeking", "joint-research")],
    )
    maren = make.person("Maren Oakhollow", place=make.cambridge(), subjects=["6.1"], working_languages=["en"],
                        affiliations=[{"organisation": cam, "role_en": "Lecturer", "is_primary": True}])
    hidden = make.person("Ines Hidden", "", NewName("Innermost Alias", "en", type="alias", tier=2), place=make.cambridge(tier=1), subjects=["1.1"],
                         summary_en="Only for members.", field_tiers={"summary": 1}, identifiers=[{"scheme": "wikidata", "value": "Q42", "tier": 1}])
    draft = make.person("Dora Draft", publish=False)
    gone = services.merge(make.institute("Nanjing Institute of Technology"), into=seu, by=None)
    return {
        "seu": seu, "lab": lab, "cam": cam, "firm": firm, "formula": formula, "wang": wang, "maren": maren, "hidden": hidden, "draft": draft,
        "gone": gone,
    }


def indexed() -> dict[str, Profile]:
    made = world()
    search.catch_up()
    return made
