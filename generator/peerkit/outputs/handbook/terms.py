"""Words of the glossary, explained where a chapter first uses them: a link to the entry, which shows what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

SLUG = "glossary"
_MOST = 180  # characters of an explanation; the rest stands in the glossary
_ENTRY = re.compile(r"(?m)^\*\*(?P<term>[^*\n]+?)[.:]\*\*(?P<says>(?:.+|\n(?!\n))+)")
_PLAIN = re.compile(r"(?ms)\A---\n.*?^plain: *\[(?P<words>.*?)\] *$.*?^---$")
_SEE = re.compile(r"\s*See\s+\[[^\]]*\]\([^)]*\)\.?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKUP = r"`[^`]*`|!?\[[^\]]*\]\([^)]*\)|<[^>]*>"  # in which no word is looked for


def explained(glossary: str) -> dict[str, str]:
    """What each term means in a line of plain text, by the term in lower case: paragraphs that begin with words in bold.

    `plain: [cut, miss]` in the front matter names terms that the chapters also use in their everyday sense; these are left out.
    """
    plain = _PLAIN.match(glossary)
    apart = {word.strip(" '\"\n").casefold() for word in plain["words"].split(",")} if plain else set()
    found = {entry["term"].casefold(): _line(entry["says"]) for entry in _ENTRY.finditer(glossary)}
    other = {term: says[4:-1].casefold() for term, says in found.items() if says.startswith("See ")}
    found |= {term: found.get(to, "") for term, to in other.items()}
    return {term: says for term, says in found.items() if says and term not in apart}


def _line(says: str) -> str:
    """Plain text for a link's title: whole sentences, as many as there is room for, or words and an ellipsis."""
    text = _LINK.sub(r"\1", _SEE.sub("", says)).translate(str.maketrans('"', "'", "*`<>\\[]"))
    text = " ".join(text.split())
    if len(text) <= _MOST:
        return text
    whole = text[:_MOST].rpartition(". ")[0]
    return f"{whole}." if whole else text[:_MOST].rpartition(" ")[0] + " …"


def anchored(glossary: str, terms: Mapping[str, str]) -> str:
    """The glossary with a place to link to before each entry."""

    def place(entry: re.Match[str]) -> str:
        known = entry["term"].casefold() in terms
        return f'<span id="{anchor(entry["term"])}"></span>{entry[0]}' if known else entry[0]

    return _ENTRY.sub(place, glossary)


def anchor(term: str) -> str:
    """The id of an entry."""
    return "term-" + re.sub(r"[\W_]+", "-", term.casefold()).strip("-")


def linked(text: str, terms: Mapping[str, str]) -> str:
    """A chapter with a link at the first mention of each term in running text: not in headings, tables, code or other links."""
    left = dict(terms)
    if not left:
        return text
    words = "|".join(map(re.escape, sorted(left, key=lambda term: (-len(term), term))))
    pattern = re.compile(rf"{_MARKUP}|(?<![\w-])(?P<term>{words})(?:s|es)?(?![\w-])", re.IGNORECASE)

    def link(found: re.Match[str]) -> str:
        says = left.pop(found["term"].casefold(), None) if found["term"] else None
        return found[0] if says is None else f'[{found[0]}]({SLUG}.md#{anchor(found["term"])} "{says}")'

    return "\n".join(pattern.sub(link, line) if runs else line for line, runs in _lines(text))


def _lines(text: str) -> Iterator[tuple[str, bool]]:
    """Each line, and whether it is running text."""
    fence, front = False, text.startswith("---\n")
    for number, line in enumerate(text.split("\n")):
        start = line.lstrip()
        marks = start.startswith(("```", "~~~"))
        whole = line.count("[") == line.count("]") and line.count("`") % 2 == 0
        yield line, whole and not (fence or front or marks or start.startswith(("#", "|", "<", "!!!", "???")))
        fence ^= marks
        front = front and not (number and line == "---")
