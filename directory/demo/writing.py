"""The summaries of the demo's people, put together from hand-written parts so that no two read alike."""

import re
from random import Random

from directory.demo.careers import Home, Post, named
from directory.demo.cast import Person
from directory.demo.fields import Fitting, fields

LEAD = {
    "own": ["I study {what}.", "I work on {what}.", "My subject is {what}.", "My research is about {what}."],
    "own-group": ["My group works on {what}.", "In my group we study {what}.", "We study {what}.", "I lead a small group that works on {what}."],
    "own-doctoral": ["My doctorate is about {what}.", "I am writing my thesis on {what}.", "For my doctorate I study {what}."],
    "of": ["{name} studies {what}.", "{name} works on {what}.", "{name}’s subject is {what}.", "The work of {name} is about {what}."],
    "of-group": ["{name} leads a group that studies {what}.", "{name} and colleagues work on {what}.", "The group of {name} works on {what}."],
    "of-doctoral": ["{name} is writing a thesis on {what}.", "{name}’s doctorate is about {what}."],
}
LEAD_ZH = {
    "own": ["我主要研究{what}。", "我的研究方向是{what}。", "我长期关注{what}。"],
    "own-group": ["我们课题组主要研究{what}。", "我带领课题组研究{what}。", "课题组的方向是{what}。"],
    "own-doctoral": ["我的博士论文研究{what}。", "读博期间，我研究的是{what}。"],
    "of": ["{name}主要研究{what}。", "主要研究{what}。", "研究方向为{what}。", "长期关注{what}。"],
    "of-group": ["{name}带领的课题组主要研究{what}。", "课题组主要研究{what}。", "与同事一起研究{what}。"],
    "of-doctoral": ["博士论文研究{what}。", "{name}在读博士，研究{what}。"],
}
AIM = {
    "own": ["The hope is to {aim}.", "The aim is to {aim}.", "What I am after: to {aim}.", "My hope is to {aim}."],
    "of": ["The aim is to {aim}.", "{She} wants to {aim}.", "The hope is to {aim}.", "If all goes well, it will be possible to {aim}."],
}
AIM_ZH = {"own": ["希望能{aim}。", "我想做的是{aim}。", "目标是{aim}。"], "of": ["目标是{aim}。", "希望能{aim}。", "力求{aim}。"]}
METHOD = {
    "own": ["I combine {how}.", "My tools are {how}.", "I rely on {how}."],
    "of": ["{She} combines {how}.", "{She} relies on {how}.", "{Her} tools are {how}."],
}
METHOD_ZH = {"own": ["我主要采用{how}。", "我常用的办法是{how}。"], "of": ["研究手段以{how}为主。", "主要采用{how}。", "研究中把{how}结合起来。"]}
# Which parts follow each other, by how often the topic has been taken up already: nobody repeats another's reasons.
POINTING = re.compile(r"\b(it|its|them|they|their|those|these|this|that|both|such|him|his|half|other|two|one|switch|seven|four|some)\b")
SHAPES = [
    ["why lead aim", "lead why method use", "lead aim career", "why lead career use", "lead why aim partner", "why lead method career teach"],
    ["lead method career", "lead method use career", "lead career partner teach", "career lead method partner"],
    ["lead method aim career", "lead use partner career", "lead aim method career teach", "career lead aim use"],
]


class Summary:
    """Writes one person's summary in both languages; what is said is the same, how it is said is each language's own."""

    def __init__(self, person: Person, posts: list[Post], homes: dict[str, Home]) -> None:
        self.person, self.posts, self.homes = person, posts, homes
        self.random = Random(f"summary {person.key}")  # noqa: S311 (the demo must be the same everywhere)
        field = fields()[person.field]
        self.topic, self.topic_zh = field.topics[person.topic]
        self.method, self.use, self.partner = (self._fitting(parts) for parts in (field.methods, field.uses, field.partners))
        self.voice = "own" if self.random.random() < 0.42 else "of"
        self.shape = self._order(self.random.choice(SHAPES[min(person.turn, 2)]).split())
        doctoral = person.stage == "doctoral"
        if doctoral:
            self.shape = [part for part in self.shape if part not in {"use", "partner", "teach"}]
        grouped = not doctoral and person.stage != "early" and self.random.random() < 0.5
        self.lead = f"{self.voice}-doctoral" if doctoral else f"{self.voice}-group" if grouped else self.voice

    def _fitting(self, parts: list[Fitting]) -> tuple[str, str]:
        """One of the parts that are true of the topic, or nothing."""
        return self.random.choice([part.words for part in parts if self.person.topic in part.topics] or [("", "")])

    def _order(self, shape: list[str]) -> list[str]:
        """An aim that speaks of "it" stands right behind the sentence it points to, or not at all."""
        if not POINTING.search(self.topic.aim) or "aim" not in shape:
            return shape
        rest = [part for part in shape if part not in {"lead", "why", "aim"}]
        return ["lead", "why", "aim", *rest] if "why" in shape else [part for part in shape if part != "aim"]

    def english(self) -> str:
        """Two to five sentences; the first to speak of the person says the name."""
        said, named_yet = [], False
        for part in self.shape:
            sentence = getattr(self, f"_{part}")(named_yet)
            named_yet = named_yet or part in {"lead", "career"}
            said.append(sentence)
        return " ".join(filter(None, said))

    def chinese(self) -> str:
        """The same in Chinese, which leaves the subject out where it is clear."""
        said: list[str] = []
        for part in self.shape:
            sentence = getattr(self, f"_{part}_zh")()
            if any("我" in earlier for earlier in said):
                sentence = sentence.removeprefix("我的").removeprefix("我") if not sentence.startswith("我们") else sentence
            said.append(sentence)
        return "".join(said)

    def _fill(self, frame: str, **words: str) -> str:
        she, _her, her = self.person.she
        name = self._short()
        text = frame.format(name=name, She=she.capitalize(), she=she, Her=her.capitalize(), her=her, **words)
        return text.replace("s’s ", "s’ ")

    def _short(self) -> str:
        """Dr Shen, Professor Okonkwo; the whole name where there is no family name or no title yet."""
        person = self.person
        title = {"senior": "Professor", "doctoral": ""}.get(person.stage, "Dr")
        if person.home.startswith("company:") and title == "Professor":
            title = "Dr"
        return f"{title} {person.en[0]}" if title and person.en[0] else person.name

    def _lead(self, named_yet: bool) -> str:
        frames = LEAD[self.lead]
        sentence = self._fill(self.random.choice(frames), what=self.topic.what)
        if named_yet and self.voice == "of":
            she, _him, her = self.person.she
            sentence = sentence.replace(f"{self._short()}’s", her).replace(f"of {self._short()}", "").replace(self._short(), she)
            sentence = sentence.replace("The group  works", f"{her.capitalize()} group works").replace("The work  is", f"{her.capitalize()} work is")
        return sentence[0].upper() + sentence[1:]

    def _why(self, _named_yet: bool) -> str:
        return self.topic.why

    def _aim(self, _named_yet: bool) -> str:
        return self._fill(self.random.choice(AIM[self.voice]), aim=self.topic.aim)

    def _method(self, _named_yet: bool) -> str:
        return self._fill(self.random.choice(METHOD[self.voice]), how=self.method[0]) if self.method[0] else ""

    def _use(self, _named_yet: bool) -> str:
        return self.use[0]

    def _partner(self, _named_yet: bool) -> str:
        return self.partner[0]

    def _teach(self, _named_yet: bool) -> str:
        if {"en", "zh-Hans"} <= set(self.person.languages) and self.person.stage in {"mid", "senior"}:
            return "I supervise in English and Chinese." if self.voice == "own" else self._fill("{She} supervises in English and Chinese.")
        return ""

    def _career(self, named_yet: bool) -> str:
        """One sentence about the way here, true to the posts."""
        here = self.posts[0]
        earlier = next((post for post in self.posts[1:] if post.type == "employment"), None)
        study = next((post for post in self.posts if post.type == "education"), None)
        own = self.voice == "own"
        who = "I" if own else self.person.she[0] if named_yet else self._short()
        home = named(self.homes[here.home])
        if earlier:
            years = int(earlier.end[:4]) - int(earlier.start[:4])
            span = "a year" if years == 1 else f"{SPELT.get(years, years)} years"
            before = named(self.homes[earlier.home])
            return self._upper(self.random.choice([
                f"Before coming to {home} in {here.start[:4]}, {who} spent {span} at {before}.",
                f"{who} came to {home} in {here.start[:4]}, after {span} at {before}.",
            ]))
        if not study:
            return ""
        degree = "took a master’s degree" if self.person.stage == "doctoral" else "took a doctorate"
        joined = "I have been" if own else f"{who} has been"
        return self._upper(self.random.choice([
            f"{who} {degree} at {named(self.homes[study.home])} and joined {home} in {here.start[:4]}.",
            f"{joined} at {home} since {here.start[:4]}, after studying at {named(self.homes[study.home])}.",
        ]))

    @staticmethod
    def _upper(sentence: str) -> str:
        return sentence[0].upper() + sentence[1:]

    def _lead_zh(self) -> str:
        return self.random.choice(LEAD_ZH[self.lead]).format(name=self.person.zh or self.person.name, what=self.topic_zh.what)

    def _why_zh(self) -> str:
        return self.topic_zh.why

    def _aim_zh(self) -> str:
        return self.random.choice(AIM_ZH[self.voice]).format(aim=self.topic_zh.aim)

    def _method_zh(self) -> str:
        return self.random.choice(METHOD_ZH[self.voice]).format(how=self.method[1]) if self.method[1] else ""

    def _use_zh(self) -> str:
        return self.use[1]

    def _partner_zh(self) -> str:
        return self.partner[1]

    def _teach_zh(self) -> str:
        return "可用中文和英文指导学生。" if self._teach(True) else ""

    def _career_zh(self) -> str:
        here = self.posts[0]
        earlier = next((post for post in self.posts[1:] if post.type == "employment"), None)
        study = next((post for post in self.posts if post.type == "education"), None)
        home, who = self._zh(here), "我" if self.voice == "own" else ""
        if earlier:
            return f"{who}{here.start[:4]}年加入{home}，此前在{self._zh(earlier)}工作{int(earlier.end[:4]) - int(earlier.start[:4])}年。"
        if not study:
            return ""
        degree = "硕士" if self.person.stage == "doctoral" else "博士"
        if study.home == here.home:
            return f"{who}在{home}获得{degree}学位，{here.start[:4]}年起在此工作。"
        return f"{who}{degree}毕业于{self._zh(study)}，{here.start[:4]}年来到{home}。"

    def _zh(self, post: Post) -> str:
        english, chinese = self.homes[post.home].name
        return chinese or english


SPELT = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}
