"""The columns of a list and how their headers may be written, in English and Chinese."""

from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from directory.importers.batch import ImportFileError
from directory.search.text import fold

# Column → other headers it goes by. `manage.py import_profiles --columns` prints the table.
COLUMNS: dict[str, tuple[str, ...]] = {
    "kind": ("type of profile", "类型", "类别", "种类"),
    "name_en": ("name", "english name", "name (english)", "full name", "英文名", "英文姓名", "英文名称"),
    "name_zh": ("chinese name", "name (chinese)", "姓名", "名称", "中文名", "中文姓名", "中文名称", "单位名称", "企业名称"),
    "given": ("given name", "given names", "first name", "forename", "名"),
    "family": ("family name", "surname", "last name", "姓", "姓氏"),
    "title": ("salutation", "称谓", "头衔"),
    "orcid": ("orcid id", "orcid号"),
    "organisation": ("organization", "institution", "affiliation", "employer", "university", "机构", "单位", "所在单位", "工作单位", "所在机构"),
    "ror": ("ror id", "ror号"),
    "unit": ("department", "school", "部门", "院系", "学院"),
    "role": ("post", "position", "job title", "职务", "职位", "职称"),
    "start": ("from", "start date", "起始日期", "入职日期"),
    "country": ("country or region", "region", "国家", "国家或地区", "国家/地区"),
    "city": ("town", "城市", "所在城市"),
    "subjects": ("subject", "fields", "field of research", "ford", "学科", "学科领域", "研究领域"),
    "keywords_en": ("keywords", "english keywords", "英文关键词"),
    "keywords_zh": ("chinese keywords", "关键词", "中文关键词"),
    "summary_en": ("summary", "english summary", "description", "英文简介"),
    "summary_zh": ("chinese summary", "简介", "中文简介"),
    "website": ("url", "homepage", "web", "网站", "网址", "主页", "官网"),
    "types": ("organisation type", "organization type", "机构类型", "机构性质"),
    "established": ("founded", "year founded", "成立年份", "成立时间"),
    "staff": ("employees", "people employed", "员工人数", "人数"),
    "uscc": ("unified social credit code", "统一社会信用代码", "信用代码"),
    "companies_house": ("companies house number", "company number", "crn", "英国公司注册号", "英国公司编号"),
    "lei": ("legal entity identifier", "法人识别编码"),
    "isni": (),
    "wikidata": ("wikidata id",),
    "grid": ("grid id",),
    "schac": ("schac code",),
    "career_stage": ("stage", "职业阶段"),
    "offering": ("offers", "offer", "can offer", "提供", "可提供"),
    "seeking": ("needs", "need", "looking for", "需求", "寻求"),
    "until": ("expires", "expires on", "valid until", "有效期", "有效期至", "截止日期"),
}
# Columns that lists often have and that a directory doesn't keep.
NOT_KEPT = {
    "email": "e-mail addresses are not part of a profile", "e-mail": "e-mail addresses are not part of a profile",
    "邮箱": "e-mail addresses are not part of a profile", "电子邮件": "e-mail addresses are not part of a profile",
    "phone": "telephone numbers are not part of a profile", "telephone": "telephone numbers are not part of a profile",
    "电话": "telephone numbers are not part of a profile", "手机": "telephone numbers are not part of a profile",
}
NEAR = 80  # percent of likeness at which a header counts as misspelt


@dataclass
class Header:
    """Which cell is which column; `unknown` headers with the column they may be meant for, `left_out` ones with the reason."""

    places: dict[str, int]
    unknown: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


def plain(header: str) -> str:
    return "".join(letter for letter in fold(header) if letter.isalnum())


def understand(cells: tuple[str, ...]) -> Header:
    """Read the header. Raises ImportFileError when a column stands twice or none is known."""
    known = {plain(word): column for column, words in COLUMNS.items() for word in (column, *words)}
    not_kept = {plain(word): reason for word, reason in NOT_KEPT.items()}
    header = Header({})
    for place, cell in enumerate(cells):
        if not cell:
            continue
        column = known.get(plain(cell))
        if column in header.places:
            raise ImportFileError(f"The column {column} stands twice, in cells {header.places[column] + 1} and {place + 1}. Take one out.")
        if column:
            header.places[column] = place
        elif plain(cell) in not_kept:
            header.left_out[cell] = not_kept[plain(cell)]
        else:
            near = process.extractOne(plain(cell), list(known), scorer=fuzz.ratio, score_cutoff=NEAR)
            header.unknown[cell] = known[near[0]] if near else ""
    if not header.places:
        first = ", ".join(list(COLUMNS)[:8])
        raise ImportFileError(f"The first line names no known column ({', '.join(cells)[:120]}). Begin the list with: {first} …")
    return header
