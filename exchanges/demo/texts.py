"""What the demo's programmes, calls and applications say, in both languages. All of it is invented."""

from typing import Any

PROGRAMMES: dict[str, dict[str, Any]] = {
    "bridge": {
        "name_en": "Two Rivers Fellowships (demo)",
        "name_zh": "双江访问学者计划（演示）",
        "kind": "fellowship",
        "direction": "both",
        "currency": "GBP",
        "summary_en": "Three to twelve months in a research group on the other side, for people who want to build something together that lasts. "
        "This programme is invented, to show how Qiao works.",
        "summary_zh": "到对方国家的课题组工作三至十二个月，面向希望建立长期合作的研究者。本项目为虚构，用于演示“桥”的功能。",
        "funding_en": "Travel, insurance and a monthly allowance of £1,900 (to the UK) or ¥14,000 (to China).",
        "funding_zh": "往返旅费、保险，以及每月生活费：赴英1,900英镑，赴华14,000元。",
        "subjects": ["2.2", "1.2", "2.3"],
        "career_stages": ["early", "mid"],
        "languages": ["en", "zh-Hans"],
    },
    "industry": {
        "name_en": "Workshop to Workbench Secondments (demo)",
        "name_zh": "校企互派计划（演示）",
        "kind": "secondment",
        "direction": "both",
        "currency": "CNY",
        "summary_en": "Engineers spend up to six months in a laboratory, researchers up to six months in a company, on a problem that the company "
        "has put into words. This programme is invented, to show how Qiao works.",
        "summary_zh": "工程师进实验室、研究者进企业，最长六个月，共同解决企业提出的实际问题。本项目为虚构，用于演示“桥”的功能。",
        "funding_en": "The host pays an allowance; the programme pays travel and insurance.",
        "funding_zh": "接收单位发放生活费，项目承担旅费和保险。",
        "subjects": ["2.3", "2.5"],
        "languages": ["en", "zh-Hans"],
    },
    "school": {
        "name_en": "Lantern Summer School (demo)",
        "name_zh": "灯火暑期学校（演示）",
        "kind": "summer-school",
        "direction": "uk-to-cn",
        "currency": "GBP",
        "summary_en": "Four weeks in Nanjing for doctoral students from the UK: mornings in the laboratory, afternoons in the city. This programme "
        "is invented, to show how Qiao works.",
        "summary_zh": "面向英国博士生的四周南京暑期学校：上午进实验室，下午走进城市。本项目为虚构，用于演示“桥”的功能。",
        "funding_en": "Tuition and accommodation; travel up to £900.",
        "funding_zh": "免学费和住宿费，旅费补助最高900英镑。",
        "subjects": ["2", "1"],
        "career_stages": ["doctoral"],
        "languages": ["en"],
    },
}
TITLES = {
    "open": ("Spring fellowships", "春季访问学者征集"),
    "judged": ("Autumn fellowships", "秋季访问学者征集"),
    "deciding": ("Secondments, first round", "互派第一批征集"),
    "scheduled": ("Secondments, second round", "互派第二批征集"),
    "rolling": ("Short visits, always open", "短期互访常年征集"),
    "closed": ("Summer school, this year", "今年暑期学校招生"),
    "decided": ("Summer school, last year", "去年暑期学校招生"),
    "past": ("Fellowships, last year", "去年访问学者征集"),
    "archived": ("Summer school, two years ago", "前年暑期学校招生"),
    "cancelled": ("Winter fellowships", "冬季访问学者征集"),
    "draft": ("Autumn fellowships, next round", "下一批秋季访问学者征集"),
    "template": ("A fellowship call", "访问学者征集模板"),
}
TEXT = {
    "summary_en": "For people who have somebody to work with on the other side, or a good idea of whom.",
    "summary_zh": "面向在对方国家已有合作者，或已有明确合作意向的人。",
    "text_en": "Tell us what you want to do, with whom, and what remains when you are back. Reviewers from both countries read every application; "
    "you hear from us whatever they decide, with their comments.",
    "text_zh": "请告诉我们您想做什么、与谁合作、回来之后会留下什么。每份申请都由两国评审专家审阅；无论结果如何，您都会收到通知和评审意见。",
}
RUBRIC = [
    {
        "key": "quality",
        "title": {"en": "Quality of the work", "zh": "工作质量"},
        "help": {"en": "Is the question worth asking, and the way to it sound?", "zh": "问题是否值得研究，方法是否可靠？"},
        "weight": 50,
        "low": 1,
        "high": 5,
    },
    {
        "key": "together",
        "title": {"en": "Why together", "zh": "合作的必要性"},
        "help": {"en": "What can both do that neither can alone?", "zh": "双方合作能做到哪些单独做不到的事？"},
        "weight": 30,
        "low": 1,
        "high": 5,
    },
    {
        "key": "after",
        "title": {"en": "What remains", "zh": "长远影响"},
        "help": {"en": "Who benefits afterwards, on both sides?", "zh": "之后双方谁会受益？"},
        "weight": 20,
        "low": 1,
        "high": 5,
    },
]
DOCUMENTS = [
    {
        "key": "cv",
        "title": {"en": "CV, at most two pages", "zh": "个人简历，不超过两页"},
        "help": {"en": "", "zh": ""},
        "required": False,
        "max_mb": 5,
        "types": ["pdf"],
    }
]
ELIGIBILITY = [
    {
        "key": "degree",
        "fact": "degree",
        "test": "at_least",
        "value": "master",
        "words": {"en": "You have at least a master’s degree.", "zh": "您至少拥有硕士学位。"},
    }
]
SECTIONS = [
    {
        "key": "project",
        "title": {"en": "Your project", "zh": "您的项目"},
        "questions": [
            {"key": "title", "type": "text", "title": {"en": "Title", "zh": "题目"}, "required": True, "limit": 20, "limit_zh": 40},
            {
                "key": "aim",
                "type": "text",
                "title": {"en": "What do you want to find out or build?", "zh": "您想研究或建成什么？"},
                "help": {"en": "For a reader from a neighbouring field.", "zh": "请写给邻近领域的读者。"},
                "required": True,
                "limit": 200,
                "limit_zh": 400,
            },
            {
                "key": "after",
                "type": "text",
                "title": {"en": "What remains when you are back?", "zh": "回来之后会留下什么？"},
                "required": True,
                "limit": 120,
                "limit_zh": 240,
            },
        ],
    },
    {
        "key": "stay",
        "title": {"en": "Your stay", "zh": "您的访问"},
        "questions": [
            {"key": "months", "type": "number", "title": {"en": "How many months?", "zh": "停留几个月？"}, "required": True, "low": 1, "high": 12},
            {
                "key": "travelled",
                "type": "choice",
                "title": {"en": "Have you worked there before?", "zh": "您以前在那里工作过吗？"},
                "required": False,
                "choices": [{"key": "yes", "title": {"en": "Yes", "zh": "是"}}, {"key": "no", "title": {"en": "No", "zh": "否"}}],
            },
        ],
    },
]
# Title, aim, what remains; in the language of the applicant.
PROJECTS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "en": (
        ("Quiet gears", "Find out which tooth shapes keep a small gearbox quiet after a thousand hours.", "A shared test bench and its open data."),
        (
            "Reading old river maps",
            "Teach a program to read hand-drawn river maps from both countries.",
            "A collection that both libraries keep open.",
        ),
        ("Batteries that say when", "Build a cell that tells its own age without being taken apart.", "Two groups that measure in the same way."),
        ("Hands for tall robots", "Make a soft hand that a crane can carry and that never drops a crate.", "A design that a small firm can build."),
        ("Cool roofs, warm rooms", "Measure paints that reflect in summer and insulate in winter on real roofs.", "Guidance for two city councils."),
        ("Proofs for train doors", "Prove that a door controller never opens on the wrong side.", "A method that both railways can use."),
        ("Sorting glass by ear", "Sort recycled glass by the sound it makes on a belt.", "A pilot line in one plant and its numbers."),
        ("Slow mathematics for fast chips", "Find which proofs about caches can be checked in a minute.", "A small tool and two joint papers."),
    ),
    "zh": (
        ("安静的齿轮", "研究哪些齿形能让小型减速器在一千小时之后依然安静。", "一套共用的试验台和公开数据。"),
        ("读懂旧河图", "让程序读懂两国手绘的旧河道图。", "两地图书馆共同开放的图集。"),
        ("会报年龄的电池", "做出不拆开也能报告寿命的电池。", "两个课题组统一的测量方法。"),
        ("给高个机器人的手", "做一只吊车也能带动、不会失手的软体手。", "小企业也能制造的设计。"),
        ("夏凉冬暖的屋顶", "在真实屋顶上测量夏季反射、冬季保温的涂料。", "供两座城市参考的指南。"),
        ("车门控制的证明", "证明车门控制器永远不会在错误的一侧开门。", "两国铁路都能使用的方法。"),
        ("听声分玻璃", "根据玻璃在传送带上的声音分拣回收玻璃。", "一条中试线及其数据。"),
        ("快芯片的慢数学", "找出哪些缓存性质可以在一分钟内验证。", "一个小工具和两篇合作论文。"),
    ),
}
