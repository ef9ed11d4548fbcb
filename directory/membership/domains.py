"""Whether an e-mail address is one of an organisation's: decided by its host, never by how it ends."""

from collections.abc import Iterable

# Anybody can have an address here, so it says nothing about where they work, even when a register lists it as an organisation's.
PUBLIC_MAIL = frozenset({
    "126.com", "139.com", "163.com", "188.com", "189.cn", "21cn.com", "aliyun.com", "aol.com", "att.net", "bk.ru", "btinternet.com",
    "china.com", "comcast.net", "duck.com", "fastmail.com", "foxmail.com", "free.fr", "gmail.com", "gmx.com", "gmx.de", "gmx.net",
    "googlemail.com", "hey.com", "hotmail.co.uk", "hotmail.com", "hotmail.fr", "icloud.com", "inbox.ru", "libero.it", "list.ru", "live.cn",
    "live.co.uk", "live.com", "mac.com", "mail.com", "mail.ru", "mailinator.com", "me.com", "msn.com", "naver.com", "nhs.net", "orange.fr",
    "outlook.com", "pm.me", "proton.me", "protonmail.com", "qq.com", "rediffmail.com", "rocketmail.com", "sina.cn", "sina.com", "sky.com",
    "sohu.com", "t-online.de", "talktalk.net", "tom.com", "tutanota.com", "virginmedia.com", "web.de", "wo.cn", "yahoo.co.jp", "yahoo.co.uk",
    "yahoo.com", "yahoo.com.cn", "yahoo.fr", "yandex.com", "yandex.ru", "yeah.net", "ymail.com", "zoho.com", "zohomail.com",
})
# What a whole country's or region's universities, companies or offices stand under. Registers do list some of them: ROR has edu.cn and ac.in.
SHARED_LABELS = frozenset({
    "ac", "biz", "co", "com", "edu", "go", "gob", "gouv", "gov", "gv", "info", "k12", "ltd", "me", "mil", "ne", "net", "nhs", "nom", "or",
    "org", "plc", "police", "re", "res", "sch",
})
CHINESE_PROVINCES = frozenset({
    "ah", "bj", "cq", "fj", "gd", "gs", "gx", "gz", "ha", "hb", "he", "hi", "hk", "hl", "hn", "jl", "js", "jx", "ln", "mo", "nm", "nx", "qh",
    "sc", "sd", "sh", "sn", "sx", "tj", "tw", "xj", "xz", "yn", "zj",
})
# People who have left keep these.
ALUMNI = frozenset({
    "alum", "alumna", "alumni", "alumnus", "old-students", "xiaoyou", "xyh",
})


def host_of(address: str) -> str:
    """The host of an address as the network writes it (ASCII, lower case); "" for what is no plain address."""
    local, sign, host = address.strip().rpartition("@")
    if not sign or not local or "@" in local or any(letter.isspace() for letter in address.strip()):
        return ""
    return plain(host)


def plain(host: str) -> str:
    """A host in ASCII and lower case without its last dot; "" for what is none. A look-alike letter stays a different host (xn--…)."""
    host = host.strip().lower().removesuffix(".")
    try:
        written = host.encode("idna").decode("ascii")
        if not host.isascii() and written.encode().decode("idna") != host:
            return ""  # one spelling of it stands for another host: ß and ss, full-width letters and dots
    except UnicodeError:
        return ""
    labels = written.split(".")
    fine = len(labels) > 1 and all(label and label.replace("-", "").isalnum() and label[0] != "-" != label[-1] for label in labels)
    return written if fine and not labels[-1].isdigit() else ""


def is_shared(host: str) -> bool:
    """Whether nobody in particular has addresses there: mail for everybody, or what many organisations stand under."""
    labels = host.split(".")
    if any(".".join(labels[start:]) in PUBLIC_MAIL for start in range(len(labels) - 1)):
        return True
    if len(labels) != 2 or len(labels[1]) != 2:
        return len(labels) < 2
    return labels[0] in SHARED_LABELS or (labels[1] == "cn" and labels[0] in CHINESE_PROVINCES)


def proves(address: str, domains: Iterable[str]) -> bool:
    """Whether the address is under one of the domains: at the domain itself or at a true subdomain, alumni apart."""
    host = host_of(address)
    if not host or is_shared(host):
        return False
    for domain in map(plain, domains):
        if domain and not is_shared(domain) and (host == domain or host.endswith(f".{domain}")):
            return not ALUMNI & set(host.removesuffix(domain).split("."))
    return False


def parents(address: str) -> list[str]:
    """Every domain that an organisation might list for this address: its host and what stands above it."""
    labels = host_of(address).split(".")
    found = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return [domain for domain in found if not is_shared(domain)] if found and not is_shared(found[0]) else []
