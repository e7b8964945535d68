"""New questions of each type to fill in."""

from cme.core.questions import QuestionType

_HEAD = """\
  - id: {id}
    # The id stays for ever: learners' answers are stored under it. So do the ids of {kept}.
    type: {type} # {meaning}
{scoring}\
    objective: … # the id of one of the activity's objectives
    topics: […] # one or more, separated by commas
    stem: … # what is asked; {stem}
    read_again: … # shown after a fail: where in the article to look; it must not give the key away
"""
_REVIEWED = "    reviewed: none # or {by: the name of a real clinician, on: 2026-11-21}\n"
_SHUFFLE = '    shuffle: true # false where the order means something, as with numbers or "A and B"\n'
_KEY = """\
        rationale: … # why it is right; nothing that its passages do not carry
        evidence:
          - passage: … # source-id#passage-id
            relation: supports # {why}
"""
_NEEDS = "the key needs a passage that states or entails it"
_WRONG = """\
        rationale: … # why it is wrong
        evidence:
          - passage: …
            relation: contrasts # or qualifies, or mentions
"""
_SILENT = """\
        rationale: …
        silent: … # or evidence, as above; this says why the article has none
"""
_FIRST_KEY = (
    "      - id: … # a word for the option, such as thrombocytopenia\n        text: …\n"
    "        correct: true # this is the key; {only}\n"
    + _KEY.format(why=_NEEDS)
    + "            note: … # what to look at in the passage; the line may be deleted\n"
)
_OPTION = "      - id: …\n        text: …\n"
_SINGLE = _SHUFFLE + "    options:\n" + _FIRST_KEY.format(only="exactly one option has this line") + _OPTION + _WRONG
_MULTIPLE = (
    _SHUFFLE
    + "    options:\n"
    + _FIRST_KEY.format(only="each that is right has this line")
    + _OPTION
    + "        correct: true\n"
    + _KEY.format(why="or supports together with others")
    + _OPTION
    + _WRONG
    + _OPTION
    + _SILENT
)
_TRUE_FALSE = f"""\
    shuffle: false # True comes first
    options:
      - id: "true"
        text: "True"
        correct: true # this is the key; move the line to the other option if that is right
{_KEY.format(why=_NEEDS)}\
      - id: "false"
        text: "False"
        rationale: … # why it is wrong
        evidence:
          - passage: … # often the same passage
            relation: contrasts
"""
_NUMERIC = f"""\
    units: [{{name: …}}] # printed beside the field; of several one is chosen: [{{name: mg}}, {{name: g, times: 1000}}]
    options: # the answers you foresee, right and wrong, each in the first unit
      - id: … # a word for the answer
        text: … # the answer as learners read it afterwards, such as 48.6 %
        value: … # the number, such as 48.6 or -0.5; for a stretch write range: [60, 62] in its place
        tolerance: 0 # how far from it a number is still right
        correct: true
{_KEY.format(why=_NEEDS)}\
      - id: … # a mistake that is easily made; leave it out where there is none
        text: …
        value: …
{_WRONG}"""
_SHORT_TEXT = f"""\
    options: # the answers you foresee, right and wrong; capitals and dashes do not matter
      - id: … # a word for the answer
        text: … # the answer as learners read it afterwards
        accept: […] # other spellings of it; the line may be deleted
        correct: true
{_KEY.format(why=_NEEDS)}\
      - id: … # a mistake that is easily made; leave it out where there is none
        text: …
{_WRONG}"""
_PROMPT = """\
      - id: …
        text: …
        match: … # the id of the option that is right for it
        rationale: … # why that option is the right one
        evidence:
          - passage: … # source-id#passage-id
            relation: supports # as the evidence of every pair has
"""
_PAIRS = f"""\
    shuffle: true # whether the options may be shown in another order
    prompts:
{_PROMPT}{_PROMPT}\
    options: # one may be right for several prompts; of those that match none, say why
      - id: …
        text: …
      - id: …
        text: …
      - id: …
        text: …
        rationale: … # why it matches none
        silent: … # or evidence; this says why the article has none
"""
_ITEM = """\
      - id: …
        text: …
        rationale: … # why it stands in this place
        evidence:
          - passage: …
            relation: supports # of every item but one, which may have silent: in its place
"""
_ORDERING = f"    options: # in the right order; learners see them shuffled\n{_ITEM}{_ITEM}{_ITEM}"

_PLAIN_STEM = "it must make sense without the options"
_BY_PARTS = "    # scoring: all-or-nothing # left out: each right {part} earns its share\n"
# type -> what follows the head, what the type means, whose ids are kept, what to say of the stem and of scoring
_FORMS: dict[QuestionType, tuple[str, str, str, str, str]] = {
    QuestionType.SINGLE: (
        _SINGLE + _OPTION + _SILENT,
        "one of several options is right; cme bank new question --help names other types",
        "the options",
        _PLAIN_STEM,
        "",
    ),
    QuestionType.TRUE_FALSE: (_TRUE_FALSE, "the options True and False", "the options", "a statement", ""),
    QuestionType.MULTIPLE: (
        _MULTIPLE,
        "any number of options is right",
        "the options",
        _PLAIN_STEM,
        "    # scoring: all-or-nothing # left out: right minus wrong, as a share of the keys, never below 0\n",
    ),
    QuestionType.NUMERIC: (_NUMERIC, "a number is typed", "the answers", "say how exact it must be", ""),
    QuestionType.SHORT_TEXT: (_SHORT_TEXT, "a few words are typed", "the answers", "one answer in few words", ""),
    QuestionType.MATCHING: (
        _PAIRS,
        "an option for each prompt",
        "prompts and options",
        "what is to be matched",
        _BY_PARTS.format(part="pair"),
    ),
    QuestionType.EXTENDED_MATCHING: (
        _PAIRS,
        "cases as prompts, and a long list of options",
        "prompts and options",
        "what is asked of each case",
        _BY_PARTS.format(part="pair"),
    ),
    QuestionType.ORDERING: (
        _ORDERING,
        "items are brought into their order",
        "the items",
        "by what they are ordered",
        _BY_PARTS.format(part="place"),
    ),
}


def new_question(entry_id: str, question_type: str) -> str:
    """Return one question of a list, with a … wherever something is left to write."""
    body, meaning, kept, stem, scoring = _FORMS[QuestionType(question_type)]
    head = _HEAD.format(id=entry_id, type=question_type, meaning=meaning, kept=kept, stem=stem, scoring=scoring)
    return head + body + _REVIEWED
