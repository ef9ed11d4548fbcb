"""Who takes part: the sign-ins that the demo prints, and invented people who can't sign in."""

from dataclasses import dataclass

from allauth.account.models import EmailAddress

from accounts import consents
from accounts.models import User
from accounts.vocabulary import Purpose
from directory.demo.users import MANAGED
from directory.models import Profile

APPLICANTS = (
    ("Harriet Osei-Lindqvist", "en"), ("冯知远 Feng Zhiyuan", "zh-hans"), ("Tomasz Llewellyn", "en"), ("钟毓秀 Zhong Yuxiu", "zh-hans"),
    ("Imogen Achterberg", "en"), ("邵景行 Shao Jingxing", "zh-hans"), ("Declan Mbeki-Rowe", "en"), ("温如初 Wen Ruchu", "zh-hans"),
    ("Sunniva Hartnell", "en"), ("贺云舒 He Yunshu", "zh-hans"), ("Ruairi Castellane", "en"), ("庄疏影 Zhuang Shuying", "zh-hans"),
    ("Philippa Nwosu-Grange", "en"), ("陶然之 Tao Ranzhi", "zh-hans"), ("Bartholomew Achebe", "en"), ("简若谷 Jian Ruogu", "zh-hans"),
)
REVIEWERS = (("Oriel Vanterpool", "en"), ("蒲怀瑾 Pu Huaijin", "zh-hans"))


@dataclass(frozen=True)
class Cast:
    """Accounts and organisations of the demo's exchanges."""

    coordinator: User
    reviewer: User
    reviewers: list[User]  # the sign-in first
    member: User
    owner: User
    applicants: list[User]
    british: list[Profile]
    chinese: list[Profile]
    company: Profile  # of the sign-in that manages a partner
    contact: Profile  # whom to ask about a programme


def make() -> Cast:
    """The cast; whoever is missing is made."""
    institutes = Profile.objects.filter(kind="institute", status="published", identifiers__scheme="ror").order_by("pk").distinct()
    reviewer = User.objects.get(email="reviewer@example.org")
    return Cast(
        coordinator=User.objects.get(email="coordinator@example.org"), reviewer=reviewer,
        reviewers=[reviewer, *(person(name, language) for name, language in REVIEWERS)],
        member=User.objects.get(email="member@example.org"), owner=User.objects.get(email="owner@example.org"),
        applicants=[person(name, language) for name, language in APPLICANTS],
        british=list(institutes.filter(locations__place__country="GB")[:4]), chinese=list(institutes.filter(locations__place__country="CN")[:4]),
        company=Profile.objects.get(uid=MANAGED),
        contact=Profile.objects.filter(kind="researcher", status="published", is_demo=True, owner=None).order_by("pk")[0],
    )


def person(name: str, language: str) -> User:
    """Somebody who exists and has confirmed their address, and can't sign in."""
    latin = "".join(letter for letter in name if letter.isascii()).split()
    email = f"{'.'.join(latin).lower()}@example.org"
    user = User.objects.create_user(email, None, full_name=name, language=language, is_verified=True)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    consents.give(user, Purpose.TERMS, on="sign-up", language=language)
    return user
