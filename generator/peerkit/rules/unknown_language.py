"""A language is named in words, or by a code that nobody knows.

Pages, dates and packets are in the group's `language`; where it is not known they are in English. A language is written as its code in
BCP 47: `de` for German, `pt-BR` for the Portuguese of Brazil.

## Fires

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei, language: english}
  - {id: bo, name: Bo Lindqvist}
  - {id: chen, name: Chen Weiss}
  - {id: dia, name: Dia Marchetti}
  - {id: eli, name: Eli Novak}
  - {id: farah, name: Farah Haddad}
```

## Silent

```yaml title="members.yml"
members:
  - {id: amara, name: Amara Osei, language: en}
  - {id: bo, name: Bo Lindqvist, language: pt-BR}
  - {id: chen, name: Chen Weiss, language: zh-Hant-TW}
  - {id: dia, name: Dia Marchetti, language: gsw}
  - {id: eli, name: Eli Novak, language: apc}
  - {id: farah, name: Farah Haddad}
```
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping

from peerkit.model.context import Context
from peerkit.model.group import Group
from peerkit.rules import Finding, Parameters
from peerkit.text import KeyPath, nearest

CHAPTER = "rhythm-and-time-zones"
_NAMED_IN = ("en", "de", "fr", "es", "it", "nl", "pt")


def check(group: Group, context: Context, given: Parameters) -> Iterator[Finding]:
    """The group's language and its members', if no such language is known."""
    places: list[tuple[str, KeyPath, str]] = [("group.yml", ("language",), group.about.language)]
    places += [("members.yml", ("members", n, "language"), member.language) for n, member in enumerate(group.members)]
    for file, path, language in places:
        if language and not _known(language):
            theirs = path == ("language",) and "language" not in group.documents["group.yml"].value
            message = (
                f"{'.'.join(map(str, path))}: '{language[:40]}'{', from network.yml,' if theirs else ''} is no code of a language"
            )
            yield Finding(group.at(file, *path), message, _advice(language))


@functools.lru_cache(256)
def _known(language: str) -> bool:
    """Whether it is written as BCP 47 says and begins with a language of which Babel has data or the English name."""
    if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", language):
        return False
    from babel import Locale, localedata

    code = language[:3].rstrip("-_").lower()
    # most are found by the data that there is of each; to load the list takes long
    return localedata.exists(code) or code in Locale("en").languages


@functools.cache
def _names() -> Mapping[str, str]:
    """Codes by the names of languages."""
    from babel import Locale

    own = {str(Locale.parse(code).get_language_name(code)).casefold(): code for code in _NAMED_IN}
    said = {str(name).casefold(): code for each in _NAMED_IN for code, name in Locale(each).languages.items() if len(code) < 4}
    return {**said, **own}


def _advice(language: str) -> str:
    words = language.strip().casefold()
    code = _names().get(words)
    if code is None and (close := nearest(words, _names())):
        code = _names().get(close.split("'")[1])
    return f"write its code: {code}" if code else "write its code in BCP 47, such as en, de or pt-BR"
