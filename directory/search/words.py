"""The words that reading needs to know: stop words, spellings of one word, surnames of two characters or of their own reading."""

STOP = frozenset((
    "the", "of", "and", "for", "in", "at", "on", "to", "a", "an", "de", "di", "du", "des", "la", "le", "el", "del", "do", "da", "e", "y",
    "und", "der", "die", "das", "fur", "von", "et", "i",
))
# Abbreviations, spellings, and the commonest words of other languages for the same thing, as one word each.
SPELLINGS = {
    "univ": "university", "uni": "university", "universitat": "university", "universita": "university", "universidad": "university",
    "universidade": "university", "universite": "university", "universiteit": "university", "universitet": "university",
    "universiti": "university", "uniwersytet": "university", "univerzita": "university", "universitas": "university", "inst": "institute",
    "institut": "institute", "instituto": "institute", "istituto": "institute", "instituut": "institute", "lab": "laboratory",
    "labs": "laboratory", "dept": "department", "dep": "department", "hosp": "hospital", "hopital": "hospital", "acad": "academy",
    "sci": "science", "tech": "technology", "technol": "technology", "natl": "national", "nat": "national", "intl": "international",
    "centre": "center", "cent": "center", "ctr": "center", "centro": "center", "coll": "college", "engn": "engineering",
    "eng": "engineering", "med": "medicine", "govt": "government", "assoc": "association", "corp": "corporation", "ltd": "limited",
    "st": "saint", "no": "number", "polytechnical": "polytechnic", "1st": "first", "2nd": "second", "3rd": "third", "4th": "fourth",
    "5th": "fifth", "6th": "sixth", "7th": "seventh", "8th": "eighth", "9th": "ninth", "10th": "tenth", "labor": "labour",
    "defense": "defence", "organization": "organisation", "organizations": "organisation", "programme": "program", "fac": "faculty",
    "sch": "school", "phys": "physics", "chem": "chemistry", "math": "mathematics", "maths": "mathematics", "biol": "biology",
    "agr": "agricultural",
}
COMPOUND_SURNAMES = frozenset((
    "万俟", "上官", "东方", "东郭", "亓官", "令狐", "仲孙", "公冶", "公孙", "公羊", "单于", "南宫", "南门", "司寇", "司徒", "司空",
    "司马", "呼延", "夏侯", "太叔", "宇文", "宗政", "尉迟", "慕容", "拓跋", "欧阳", "淳于", "澹台", "濮阳", "独孤", "申屠", "百里",
    "皇甫", "端木", "西门", "诸葛", "赫连", "轩辕", "钟离", "长孙", "闻人", "闾丘", "鲜于",
))
# Surnames that are read otherwise than the common word.
SURNAME_READINGS = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "任": "ren", "区": "ou", "朴": "piao",
    "吕": "lu", "盖": "ge", "华": "hua", "尉迟": "yuchi", "万俟": "moqi", "单于": "chanyu", "长孙": "zhangsun",
    "缪": "miao", "覃": "qin", "翟": "zhai", "洗": "xian", "冼": "xian", "秘": "bi", "繁": "po", "召": "shao",
    "员": "yun", "乐": "yue", "种": "chong", "黑": "he", "那": "na", "折": "she", "逄": "pang", "乜": "nie",
    "鲜于": "xianyu", "澹台": "tantai", "宁": "ning", "曲": "qu", "柏": "bai", "沈": "shen", "石": "shi", "薄": "bo",
    "贾": "jia", "车": "che", "谌": "chen", "隗": "wei",
}
