"""Where a mark may turn the sense of a sentence: it stands beside a negation or a number, or has taken one away.

"Not ▓▓▓ but the officer" and "▓▓▓ but the officer" accuse different people. What is found here is a question
to whoever exports: shall the whole sentence go? It changes nothing by itself. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from casebook.redaction.dictionary import is_word
from casebook.redaction.plan import Passage, SentenceFate
from casebook.redaction.spellings import loose
from casebook.search.letters import script

NEGATION: Final = "negation"
NUMBER: Final = "number"

_WORD: Final = re.compile(r"[\w'’-]+")
_NEGATIONS: Final = {
    "en": "no not none nobody nothing never neither nor without cannot hardly nowhere except unless barely scarcely"
    " lest rather",
    "ru": "не ни нет нету никто никого никому никем ничто ничего ничему ничем никогда нигде никуда никакой"
    " никакая никакое никакие никакого никакую никаких никаким никак нельзя без безо кроме вряд отнюдь невозможно"
    " незачем некому некого некогда ничей ничья ничьё ничьи едва вовсе",
    "kk": "емес жоқ ешкім ешкімді ешкімнің ешкімге ешкімнен ешқашан ешбір ештеңе ештеме ешқандай ешқайда ешқайсы"
    " ешқайсысы бекер",
    "kk-Latn": "emes joq zhoq eshkim eşkım eshqashan eşqaşan eshbir eşbır eshteńe eşteñe eshqandaı eşqandai",
}
_NUMBERS: Final = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve dozen hundred thousand both"
    " all several first second third fourth fifth sixth seventh eighth ninth tenth twice pair couple half",
    "ru": "ноль один одна одно одни одного одной одному одним двое двоих два две двух двум двумя трое троих три"
    " трёх трех трём трем тремя четверо четверых четыре четырёх четырех четырьмя пять пяти пятью пятеро шесть шести"
    " семь семи восемь восьми девять девяти десять десяти одиннадцать двенадцать сто тысяча тысячи оба обе обоих"
    " обеих обоим обеим все всех несколько пара половина",
    "kk": "бір екі үш төрт бес алты жеті сегіз тоғыз он жүз мың барлық барлығы бәрі бірнеше қос жарты",
    "kk-Latn": "bir bır eki ekı úsh üş tórt tört bes alty jeti jetı segiz segız toǵyz toğyz júz jüz myń myñ barlyq",
}
_NEGATION_WORDS: Final = frozenset(word for words in _NEGATIONS.values() for word in words.split())
_NUMBER_WORDS: Final = frozenset(word for words in _NUMBERS.values() for word in words.split())
_SHORTENED: Final = re.compile(r"n['’]t\Z")
_KAZAKH_ENDED: Final = re.compile(r"(?:емес|жоқ|emes|joq)\w{1,5}\Z")
"""I am not, they are not: the negation with a personal ending."""
_KAZAKH_VERB: Final = re.compile(
    r"\w{2,}[мбп][ае](?:д[ыі](?:м|ң|қ|к|ңыз|ңіз)?|[ғг][ае]н\w{0,6}|й(?:[дт][ыі]н?|м[ыі]н|м[ыі]з|с[ыі]ң|с[ыі]з)?"
    r"|с(?:[ыі]н|[ае](?:м|ң|қ|к)?|т[ае]н)?|ң(?:д[ае]р|[ыі]з)?|у(?:[ыі]|ғ[ае])?\w{0,3})\Z"
)
_KAZAKH_LATIN_VERB: Final = re.compile(
    r"\w{2,}[mbp][ae](?:di(?:m|n|k|niz)?|g[ae]n\w{0,6}|i(?:[dt]in?|min|miz|sin|siz)?|s(?:in|[ae](?:m|n|k)?|t[ae]n)?"
    r"|n(?:d[ae]r|iz)?)\Z"
)
"""The same in the letters of `loose`."""
_KAZAKH_WITHOUT: Final = re.compile(r"\w{3,}с[ыі]з\Z")
_KAZAKH_NUMBER: Final = re.compile(
    r"(?:бір|ек|үш|төрт|бес|алт|жет)[еа]у\w{0,6}\Z|(?:бір|екі|үш|төрт|бес|алты|жеті|сегіз|тоғыз|он)[ыі]?нш[ыі]\w{0,5}\Z"
)
_RUSSIAN_NUMBER: Final = re.compile(
    r"(?:перв|втор|четв[её]рт|пят|шест|седьм|восьм|девят|десят)(?:ый|ой|ая|ое|ые|ого|ому|ым|ом|ую|ых|ыми)\Z"
    r"|трет(?:ий|ья|ье|ьи|ьего|ьей|ьему|ьим|ьем|ью|ьих)\Z"
)


@dataclass(frozen=True, slots=True)
class Touch:
    """A mark (characters of the text, end exclusive), the sentence it stands in, the word it touches, and why."""

    start: int
    end: int
    sentence: tuple[int, int]
    word: str
    why: str


def touches(passage: Passage) -> Iterator[Touch]:
    """Every mark of *passage* that touches a negation or a number; at most one for each mark."""
    for sentence in passage.sentences:
        if sentence.why:
            continue
        for start, end in _marks(sentence):
            found = _touched(passage.text, sentence, start, end)
            if found is not None:
                word, why = found
                yield Touch(start, end, (sentence.start, sentence.end), word, why)


def _marks(sentence: SentenceFate) -> Iterator[tuple[int, int]]:
    """Spans that are hidden side by side are one mark."""
    mark: tuple[int, int] | None = None
    for span in sentence.spans:
        if span.why:
            mark = (span.start, span.end) if mark is None else (mark[0], span.end)
        elif mark is not None:
            yield mark
            mark = None
    if mark is not None:
        yield mark


def _touched(text: str, sentence: SentenceFate, start: int, end: int) -> tuple[str, str] | None:
    """A negation counts more than a number; what the mark has taken counts as what stands beside it."""
    before = _WORD.findall(text, sentence.start, start)[-1:]
    inside = _WORD.findall(text, start, end)
    after = _WORD.findall(text, end, sentence.end)[:1]
    words = [*before, *inside, *after]
    for test, why in ((_is_negation, NEGATION), (_is_number, NUMBER)):
        found = next((word for word in words if test(word)), None)
        if found is not None:
            return found, why
    return None


def _is_negation(word: str) -> bool:
    small = word.casefold()
    if small in _NEGATION_WORDS or _SHORTENED.search(small) or _KAZAKH_ENDED.match(small):
        return True
    if _KAZAKH_VERB.match(small) or (word[0].isupper() and _KAZAKH_WITHOUT.match(small)):
        return True
    if script(small[:1]) != "latin" or is_word(small):
        return False
    return bool(_KAZAKH_LATIN_VERB.match(loose(small)))


def _is_number(word: str) -> bool:
    small = word.casefold()
    if small in _NUMBER_WORDS or word[:1].isdigit():
        return True
    return bool(_KAZAKH_NUMBER.match(small) or _RUSSIAN_NUMBER.match(small))
