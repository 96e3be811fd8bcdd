"""Neutral text: words of two languages in sentences, with dates, numbers, articles and addresses."""

from __future__ import annotations

import random
from functools import cache

from casebook.base import resources

_RUSSIAN = [
    "суд",
    "дело",
    "статья",
    "решение",
    "заявление",
    "адвокат",
    "следователь",
    "встреча",
    "город",
    "улица",
    "дорога",
    "письмо",
    "ответ",
    "запрос",
    "вопрос",
    "работа",
    "школа",
    "больница",
    "учитель",
    "врач",
    "журналист",
    "редакция",
    "газета",
    "собрание",
    "площадь",
    "вечер",
    "утро",
    "зима",
    "весна",
    "лето",
    "осень",
    "сказал",
    "ответил",
    "пришёл",
    "ушёл",
    "получил",
    "отправил",
    "подал",
    "обжаловал",
    "отказал",
    "задержали",
    "отпустили",
    "осудили",
    "назначили",
    "не",
    "был",
    "никто",
    "потом",
    "после",
    "перед",
    "когда",
    "почему",
    "где",
    "снова",
    "ещё",
    "уже",
    "очень",
    "долго",
    "сразу",
    "вместе",
    "отдельно",
    "против",
]
_KAZAKH = [
    "сот",
    "іс",
    "бап",
    "шешім",
    "арыз",
    "қала",
    "көше",
    "хат",
    "жауап",
    "сұрақ",
    "мектеп",
    "дәрігер",
    "кеш",
    "таң",
    "қыс",
    "жаз",
    "күз",
    "келді",
    "кетті",
    "айтты",
]


@cache
def _english() -> list[str]:
    lines = resources.text("words", "english.txt").splitlines()
    return [line for line in lines if line.isalpha() and line.islower() and 2 < len(line) < 11]


def neutral(seed: int, size: int) -> str:
    """About *size* bytes; the same seed gives the same text."""
    chance = random.Random(seed)
    lists = (_english(), _english(), _RUSSIAN, _KAZAKH)
    pieces: list[str] = []
    written = 0
    while written < size:
        words = [chance.choice(chance.choice(lists)) for _ in range(chance.randrange(4, 16))]
        if chance.random() < 0.3:
            words.insert(2, _number(chance))
        sentence = " ".join(words)
        sentence = sentence[0].upper() + sentence[1:] + chance.choice((". ", ". ", "? ", ".\n\n"))
        pieces.append(sentence)
        written += len(sentence.encode())
    return "".join(pieces)


def _number(chance: random.Random) -> str:
    return chance.choice(
        (
            f"{chance.randrange(1, 29)} May {chance.randrange(1991, 2025)}",
            f"Article {chance.randrange(100, 500)}",
            f"{chance.randrange(10**9)}",
            f"{chance.randrange(10**6):,}",
            f"https://{chance.choice(_english())}.example/{chance.choice(_english())}-{chance.randrange(9999)}",
            f"({chance.randrange(300)}-{chance.randrange(99)})",
            f"{chance.randrange(100)} %",
        )
    )
