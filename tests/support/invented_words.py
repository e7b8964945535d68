"""Words that nobody can take for medicine, and sentences made of them."""

import random

_STARTS = ("b", "dr", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v")
_OTHER_STARTS = ("bl", "cr", "fl", "gl", "kn", "pl", "qu", "sn", "sw", "tw", "wr", "z")
_MIDDLES = ("al", "emo", "er", "in", "iru", "ol", "um", "uva", "on", "adi")
_ENDS = ("bex", "dun", "fi", "go", "kar", "lis", "mot", "nel", "pag", "rit", "so", "vam")
_SMALL = ("of", "in", "with", "and", "after", "for", "on", "the", "by", "from")


class Words:
    """A source of words, drawn from ``random`` alone."""

    def __init__(self, source: random.Random) -> None:
        self.random = source

    def plain(self) -> str:
        pick = self.random.choice
        return pick(_STARTS) + pick(_MIDDLES) + pick(_ENDS)

    def name(self) -> str:
        return self.plain().capitalize()

    def phrase(self, words: int) -> str:
        """Return words that stand in no sentence, so that no option repeats a word of its question."""
        pick = self.random.choice
        return " ".join(pick(_OTHER_STARTS) + pick(_MIDDLES) + pick(_ENDS) for _ in range(words)).capitalize()

    def sentence(self, least: int, most: int) -> str:
        """Return a sentence of so many words; some have a quoted word, a dash or an apostrophe, as in print."""
        return self._clause(least, most) + "."

    def asking(self, least: int, most: int) -> str:
        """Return a question, which is all that a stem should be."""
        return f"What did the report say of {self._clause(least, most).lower()}?"

    def _clause(self, least: int, most: int) -> str:
        words = [
            self.random.choice(_SMALL) if each % 3 == 2 else self.plain()
            for each in range(self.random.randint(least, most) - 1)
        ]
        words.append(self.plain())  # never ends with a small word
        turn = self.random.randrange(6)
        if turn == 0 and len(words) > 2:
            words[1] = f"“{words[1]}”"
        elif turn == 1:
            words[0] += "’s"
        elif turn == 2:
            words[1] += ","
        return " ".join(words)[:1].upper() + " ".join(words)[1:]
