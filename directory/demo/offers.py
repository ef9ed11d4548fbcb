"""What the demo's people offer and seek: (direction, type) with titles and conditions in both languages."""

from datetime import date, timedelta
from random import Random
from typing import Any

from directory.demo.cast import Person
from directory.demo.fields import fields

# direction, type, stages, titles, conditions; {kw} is a keyword of the person's.
OFFERS: list[tuple[str, str, str, tuple[str, str], list[tuple[str, str]]]] = [
    ("offering", "host", "mid senior", ("Host a visiting doctoral student", "接收访问博士生"), [
        ("Three to six months. A desk, a bench and a mentor are ready.", "3至6个月，提供工位、实验台和指导。"),
        ("From the spring term. No Chinese needed; curiosity is.", "春季学期起，不要求对方语言，要求好奇心。"),
        ("Up to two students at a time. Rooms on campus can be booked.", "同时最多两人，可预订校内住宿。"),
    ]),
    ("offering", "host", "senior", ("Host a visiting scholar", "接收访问学者"), [
        ("Six to twelve months, with a share in one running project.", "6至12个月，参与一个在研课题。"),
        ("Invitation letters within two weeks.", "两周内出具邀请函。"),
    ]),
    ("offering", "supervise", "mid senior", ("Supervise a doctorate: {kw}", "联合指导博士生：{kw}"), [
        ("Joint supervision: one year here, two at home.", "联合培养：在此一年，在派出单位两年。"),
        ("Open to holders of a national scholarship.", "面向获得国家奖学金资助的申请人。"),
        ("A proposal of one page is enough to begin with.", "先提交一页纸的研究设想即可。"),
    ]),
    ("offering", "joint-research", "mid senior", ("Joint research: {kw}", "联合研究：{kw}"), [
        ("We bring data and students, and look for the other half.", "我们有数据和学生，希望找到另一半。"),
        ("A paired application with one lead on each side.", "中英双方各一名负责人，共同申请。"),
    ]),
    ("offering", "facility", "mid senior", ("Bench and instrument time: {kw}", "开放实验台位和仪器：{kw}"), [
        ("Up to ten days a quarter, with a technician.", "每季度最多十天，配技术员。"),
        ("Free for partners who publish with us.", "对合作发表的单位免费。"),
    ]),
    ("offering", "licence", "mid senior", ("Patent for licence: {kw}", "专利许可：{kw}"), [
        ("Exclusive or not; small firms first.", "独占或普通许可均可，优先小企业。"),
    ]),
    ("offering", "solve", "mid senior", ("Help for companies: {kw}", "为企业解决技术问题：{kw}"), [
        ("The first conversation is free. Reports in English or Chinese.", "首次沟通免费，可出具中文或英文报告。"),
        ("Three to eight weeks a question.", "每个问题三至八周。"),
    ]),
    ("seeking", "visit", "doctoral early mid", ("A research stay: {kw}", "短期访问研究：{kw}"), [
        ("Funded from home.", "由派出方资助。"),
        ("Any time after the summer.", "夏季以后均可。"),
        ("I can bring samples and my own data.", "可自带样品和数据。"),
    ]),
    ("seeking", "joint-research", "early mid senior", ("A partner for joint research: {kw}", "寻求合作伙伴：{kw}"), [
        ("Ideally a group with field sites we do not have.", "最好拥有我们没有的野外或现场条件。"),
        ("For a joint bid next year.", "计划明年联合申请项目。"),
        ("We can start small: two data sets and a call a month.", "可以从小处做起：两份数据，每月一次会。"),
    ]),
    ("seeking", "recruit", "senior", ("Postdoctoral post: {kw}", "招聘博士后：{kw}"), [
        ("Two years, renewable once.", "聘期两年，可续聘一次。"),
        ("Applications are read as they come.", "随到随审。"),
    ]),
    ("seeking", "supervise", "doctoral", ("A second supervisor in the other country", "寻求对方国家的第二导师"), [
        ("One meeting a month and one visit a year.", "每月一次线上会，每年一次访问。"),
    ]),
]


def offers(person: Person, today: date) -> list[dict[str, Any]]:
    """None, one or two, in the languages that the person writes; they run out 60 to 400 days after `today`."""
    random = Random(f"offers {person.key}")  # noqa: S311 (the demo must be the same everywhere)
    technical = fields()[person.field].codes[0] >= "1.2" and fields()[person.field].codes[0] < "5"
    fitting = [offer for offer in OFFERS if person.stage in offer[2].split() and (technical or offer[1] not in {"licence", "facility", "solve"})]
    chosen = random.sample(fitting, min(len(fitting), random.choices([0, 1, 2], [38, 44, 18])[0]))
    made = []
    for direction, kind, _stages, titles, conditions in chosen:
        topic = fields()[person.field].topics[person.topic]
        place = random.randrange(2)
        terms = random.choice(conditions)
        row: dict[str, Any] = {"direction": direction, "type": kind, "expires_on": today + timedelta(days=random.randint(60, 400))}
        row["tier"] = random.choices([0, 1, 2], [88, 8, 4])[0]
        for position, lang in enumerate(("en", "zh")):
            if lang in person.written:
                row[f"title_{lang}"] = titles[position].format(kw=topic[position].keywords[place])
                row[f"text_{lang}"] = terms[position]
        made.append(row)
    return made
