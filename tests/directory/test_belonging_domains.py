"""Whose address opens whose door: true domains and subdomains, and every trick that only looks like one."""

import gzip
import json
from pathlib import Path

import pytest

from directory.membership.domains import host_of, is_shared, parents, proves

SEU = ["seu.edu.cn"]


@pytest.mark.parametrize("address", [
    "ana@seu.edu.cn", "ana@SEU.edu.CN", "ana@ee.seu.edu.cn", "ana@a.b.seu.edu.cn", "ana@seu.edu.cn.", "a.n+a@mail.seu.edu.cn", " ana@seu.edu.cn ",
])
def test_an_address_at_the_domain_or_a_true_subdomain_proves(address: str):
    assert proves(address, SEU)


@pytest.mark.parametrize("address", [
    "ana@evil-seu.edu.cn", "ana@evilseu.edu.cn", "ana@seu.edu.cn.evil.com", "ana@seu.edu.cn@evil.com", "ana@evil.com\n@seu.edu.cn",
    "ana@evil.com @seu.edu.cn", '"ana@evil.com"@seu.edu.cn', "seu.edu.cn", "@seu.edu.cn", "ana@", "", "ana@edu.cn", "ana@seu.edu", "ana@eu.edu.cn",
    "ana@ѕeu.edu.cn", "ana@ｓｅｕ.edu.cn", "ana@seu。edu。cn", "ana@seu.edu.cn:25", "ana@[seu.edu.cn]", "ana@seu.edu.cn/x", "ana@seu..edu.cn",
    "ana@.seu.edu.cn", "ana@-x.seu.edu.cn", "ana@seu.edu.cn\0", "ana@seu\u200b.edu.cn", "ana@alumni.seu.edu.cn", "ana@mail.alumni.seu.edu.cn",
    "ana@xn--.seu.edu.cn.evil.cn", "ana@127.0.0.1",
])
def test_what_only_looks_like_the_domain_proves_nothing(address: str):
    assert not proves(address, SEU)


@pytest.mark.parametrize(("address", "listed"), [
    ("ana@qq.com", "qq.com"), ("ana@vip.qq.com", "qq.com"), ("ana@gmail.com", "gmail.com"), ("ana@163.com", "163.com"), ("ana@nhs.net", "nhs.net"),
    ("ana@bridgeford.ac.uk", "ac.uk"), ("ana@seu.edu.cn", "edu.cn"), ("ana@iitb.ac.in", "ac.in"), ("ana@x.js.cn", "js.cn"), ("ana@x.com", "com"),
    ("ana@cabinet.gov.uk", "gov.uk"), ("ana@trust.nhs.uk", "nhs.uk"), ("ana@strasse.de", "straße.de"), ("ana@straße.de", "strasse.de"),
])
def test_what_everybody_stands_under_never_counts_even_when_it_is_listed(address: str, listed: str):
    assert not proves(address, [listed])


def test_international_domains_are_compared_as_the_network_writes_them():
    assert proves("ana@xn--mnchen-3ya.de", ["münchen.de"])
    assert proves("ana@münchen.de", ["xn--mnchen-3ya.de"])
    assert not proves("ana@munchen.de", ["münchen.de"])


def test_a_list_with_nonsense_in_it_opens_nothing():
    assert not proves("ana@seu.edu.cn", ["", ".", "..", "cn", "*.edu.cn", "*", "@seu.edu.cn", " ", "http://seu.edu.cn"])
    assert proves("ana@seu.edu.cn", ["", "SEU.EDU.CN."])


def test_the_domains_that_an_address_might_open_are_its_host_and_those_above_it():
    assert parents("ana@ee.seu.edu.cn") == ["ee.seu.edu.cn", "seu.edu.cn"]
    assert parents("ana@qq.com") == []
    assert parents("nonsense") == []


def test_hosts_are_plain():
    assert host_of("Ana@Mail.SEU.edu.cn.") == "mail.seu.edu.cn"
    assert host_of("ana") == ""


def test_every_domain_that_ror_lists_and_that_many_stand_under_is_refused(shared_data: Path):
    """ROR lists edu.cn, ac.in, gov.uk and their like as some organisation's own."""
    listed: set[str] = set()
    with gzip.open(shared_data / "ror-cn-gb.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            listed.update(json.loads(line).get("domains") or [])
    assert len(listed) > 300
    assert {domain for domain in listed if domain.count(".") == 1 and domain.split(".")[0] in {"ac", "edu", "gov", "co", "org", "nhs"}} <= {
        domain for domain in listed if is_shared(domain)
    }
    assert sum(map(is_shared, listed)) < 20  # and hardly anything else is
