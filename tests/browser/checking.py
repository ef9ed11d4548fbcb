"""What is asked of every page that a browser test comes to: axe, width, language, one heading, and no English left among the Chinese."""

import re

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from directory.models.profiles import UID_ALPHABET, UID_LENGTH

# What a Chinese page writes in Latin letters: names, brands and formats. Everything else of three letters or more should have been translated.
LATIN = frozenset([
    "Qiao", "ORCID", "ROR", "API", "JSON", "CSV", "Atom", "UTC", "ISNI", "Wikidata", "Google", "WeChat", "Chrome", "Linux", "HTTPS", "GitHub",
    "Wikipedia", "URL", "JavaScript", "vCard", "Aegis", "PIN", "Cookie", "Microsoft", "Authenticator",
    "JPEG", "PNG", "PDF", "ATAS", "Word", "XLSX", "JPG", "DOCX", "ODT", "SHA",
])
# The words of the page's main part that nobody marked as another language, without what readers typed, addresses and code.
WORDS = """() => {
  const main = document.querySelector('main').cloneNode(true)
  const others = '[lang]:not([lang|=zh]), code, kbd, pre, script, style, [translate=no], option, optgroup, svg'
  for (const one of main.querySelectorAll(others)) one.remove()
  for (const one of main.querySelectorAll('*')) one.append(' ')
  const labels = [...main.querySelectorAll('[aria-label], [placeholder], [title]')].flatMap(
    one => ['aria-label', 'placeholder', 'title'].map(name => one.getAttribute(name) || ''))
  const named = document.querySelector('h1 [lang]:not([lang|=zh])')?.textContent  // the heading stands in the title, where nothing can be marked
  return [named ? document.title.replace(named, '') : document.title, main.textContent, ...labels].join('\\n')
}"""
AXE = Axe()
UID = rf"\b[{UID_ALPHABET}]{{{UID_LENGTH}}}\b"


def english(page: Page, known: tuple[str, ...] = ()) -> set[str]:
    """Latin words on the page that are no names."""
    text = page.evaluate(WORDS)
    for name in known:
        text = text.replace(name, " ")
    text = re.sub(r"[0-9A-Z]{4}-\d{4}-\d{4,}|\S+@\S+|https?://\S+|\b[\w-]+(?:\.[\w-]+)+\b|/\S+|\b\w+:\w+|[0-9a-z]*[0-9][0-9a-z]*", " ", text)
    text = re.sub(UID, " ", text)  # one in some six hundred has no digit
    return {word for word in re.findall(r"[A-Za-z][A-Za-z’']{2,}", text) if word not in LATIN and not word.startswith(("quokka", "Quokka"))}


def scrolls(page: Page) -> bool:
    """Whether the page is wider than its window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def faults(page: Page, lang: str, *, known: tuple[str, ...] = (), part: str | None = None) -> list[str]:
    """What is wrong with the page as it stands; `part` narrows axe to a part of it, where the frame was looked at before."""
    # Frames are left out: the one there is, a letter in the mailbox, runs no script, so axe's would only complain on the console.
    broken = AXE.run(page, part, {"resultTypes": ["violations"], "iframes": False}).response["violations"]
    found = [f"{one['id']} {[node['html'][:150] for node in one['nodes'][:3]]}" for one in broken]
    html = page.locator("html")
    if html.get_attribute("lang") != {"en": "en-GB", "zh-hans": "zh-Hans"}[lang]:
        found.append(f"lang={html.get_attribute('lang')}")
    if scrolls(page):
        found.append("scrolls sideways")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first rank")
    if lang == "zh-hans" and (words := english(page, known)):
        found.append(f"English: {sorted(words)}")
    return [f"{page.url}: {one}" for one in found]


def sound(page: Page, lang: str, *, known: tuple[str, ...] = ()) -> None:
    """Nothing is wrong with the page as it stands."""
    wrong = faults(page, lang, known=known)
    assert not wrong, "\n".join(wrong)
