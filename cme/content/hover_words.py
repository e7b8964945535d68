"""What an editor shows when the pointer rests on a name in a bank's file, and beside each name it offers.

By kind of entry and name, in the words of the author's manual. A test holds that every name has its sentence.
"""

WORDS: dict[str, dict[str, str]] = {
    "ProviderFile": {
        "": "provider.yaml: the bank's own id, and who offers its activities.",
        "bank": "The bank's id, for ever: small letters, digits and single hyphens. No other bank may have it.",
        "provider": "Who offers the activities of this bank.",
    },
    "ProviderEntry": {
        "": "Who offers the activities.",
        "id": "The provider's id, for ever.",
        "name": "The provider's name, as it is printed on certificates.",
        "contact": "An e-mail address at which learners reach the provider.",
        "statement": "What must be said about accreditation. Claim none that the provider does not have.",
    },
    "SourceEntry": {
        "": "One article: its citation, whether it still stands, and the short passages quoted from it.",
        "id": "The article's id, for ever, such as cleary-2014. Evidence names a passage as source-id#passage-id.",
        "type": "What kind of source it is.",
        "title": "The article's title, as printed.",
        "authors": "The authors in the order of the article, such as Cleary JM.",
        "journal": "The journal's usual abbreviation.",
        "year": "The year of publication.",
        "volume": "The volume.",
        "issue": "The issue. May be left out.",
        "pages": "The pages, such as 323–326, or the article number.",
        "words": "How many words the article has, title, authors and references left out: for the estimate of time.",
        "doi": "The DOI alone, without https://doi.org/. May be left out.",
        "pmid": "The PubMed number. May be left out.",
        "design": "How the study was done, such as case report or randomised controlled trial.",
        "design_note": "What a study of this design can show and what it cannot. Shown beside its evidence.",
        "peer_reviewed": "Whether the article was peer reviewed.",
        "rights": "By what right the article is quoted.",
        "status": "Whether the article still stands. A retracted article cannot be published from.",
        "status_checked": "The day you looked whether it was corrected or retracted. Leave it out if you did not.",
        "since_publication": "What medicine has learned or done since the article appeared. May be left out.",
        "passages": "The short quotations that questions cite: at most 60 words each and 800 in all.",
    },
    "RightsEntry": {
        "": "By what right the article is quoted.",
        "basis": "short-quotation: at most 800 words in all. open-licence: no limit in all.",
        "note": "A sentence about it that learners can read.",
    },
    "SinceEntry": {
        "": "Something that happened after the article appeared.",
        "date": "The day it happened, as year-month-day.",
        "note": "What happened, and what it means for the article.",
        "reference": "Where that can be read: a citation.",
        "doi": "The DOI of that reference. May be left out.",
    },
    "PassageEntry": {
        "": "A short quotation, word for word, with its place in the article.",
        "id": "The passage's id inside this source, for ever.",
        "section": "The section it stands in, such as Case Summary.",
        "place": "Where in the section, such as paragraph 2.",
        "quote": "The quotation: word for word, in one piece, whole words, without reference numbers.",
        "context_before": "The words that stand directly before the quote, word for word. May be left out.",
        "context_after": "The words that stand directly after the quote, word for word. May be left out.",
        "basis": "What the statement rests on where that is not the article's own data. May be left out.",
    },
    "QuestionsFile": {
        "": "A file of questions.",
        "stimuli": "What several questions have in common, such as the case they are about. May be left out.",
        "questions": "The questions, each with its options, key, rationales and evidence.",
    },
    "QuestionEntry": {
        "": "One question. Change its words as you like; its id and those of its options stay for ever.",
        "id": "The question's id, for ever. Learners' answers are stored under it.",
        "type": (
            "single: one of several options is right. true-false: two options, True and False. multiple: any number "
            "of options is right. numeric: a number is typed. short-text: a few words are typed. matching: an option "
            "for each prompt. extended-matching: the same with cases as prompts and a long list of options. ordering: "
            "items are brought into their order."
        ),
        "scoring": (
            "How it is marked. all-or-nothing: 1 or 0. net-correct: right minus wrong, of the keys. partial: each "
            "pair or place counts the same. weights: each option has its weight. Left out: net-correct for multiple, "
            "partial for pairs and orders, else all-or-nothing."
        ),
        "stimulus": "The id of the stimulus that is shown with the question. May be left out.",
        "unfolds": "What a case with sequential: true tells from this question on. May be left out.",
        "objective": "The id of the objective that the question tests; an activity that uses it must have it.",
        "topics": "What it is about, in a word or two each.",
        "stem": "What is asked. It must make sense without the options.",
        "read_again": "Shown after a fail: where in the article to read again. It must not give the key away.",
        "verbatim": "For a question printed with an article, the citation: its words must stay as they are.",
        "units": "The units of a number: one is printed beside the field, of several one is chosen. May be left out.",
        "shuffle": (
            "Whether the options may be shown in another order, all but those with locked: true; false where the order "
            "means something. Not written where answers are typed or ordered."
        ),
        "prompts": "What options are matched with, each with its option.",
        "options": "The options; of a typed answer those foreseen, right and wrong; of an ordering in the right order.",
        "reviewed": "none, or the clinician who looked at the question and the day: {by: …, on: …}.",
        "difficulty": "How hard you expect it to be: easy, medium or hard. May be left out.",
        "notes": "Notes for educators. Learners never see them. May be left out.",
        "lint_ignore": "Rules of writing that this question may break, each with the reason. Kept with the question.",
    },
    "IgnoredRuleEntry": {
        "": "A rule of the check that may be broken here, and why.",
        "rule": "The rule's name, as the check prints it, such as lint-key-longest.",
        "reason": "Why it may be broken here. Whoever reviews the bank reads it.",
    },
    "OptionEntry": {
        "": "One option: its words, why it is right or wrong, and the passages it stands or falls by.",
        "id": "The option's id inside this question, for ever. A learner's answer is stored as this.",
        "text": "The option, as the learner reads it.",
        "accept": "Other spellings of a short text that are this answer, besides its text. May be left out.",
        "value": "The number that is this answer, in the first unit.",
        "tolerance": "How far from the value a number still is this answer. Left out: not at all.",
        "range": "The smallest and the largest number that are this answer, in the first unit: [-62, -60].",
        "correct": "true for the key. Leave it out for the others.",
        "locked": "With shuffle: true, true for an option that keeps its place, such as None of the above.",
        "weight": "With scoring: weights, what the option is worth, such as 1/2. Left out: nothing.",
        "rationale": "Why it is right or wrong. Write nothing that its passages do not carry.",
        "evidence": "The passages that bear on this option, each with its relation to it.",
        "silent": "For a wrong option without evidence: why the article has none.",
    },
    "PromptEntry": {
        "": "What an option is matched with, and the passages that the pair stands by.",
        "id": "The prompt's id inside this question, for ever. A learner's answer is stored as this.",
        "text": "The prompt, as the learner reads it.",
        "match": "The id of the option that is right for it.",
        "rationale": "Why that option is the right one. Write nothing that its passages do not carry.",
        "evidence": "The passages that bear on the pair, each with its relation to it.",
        "silent": "For a pair without evidence: why the article has none.",
    },
    "UnitEntry": {
        "": "A unit in which a number may be given.",
        "name": "The unit, as it is printed.",
        "times": "How many of the first unit it is: 1000 for g beside mg. Left out at the first.",
    },
    "StimulusEntry": {
        "": "What several questions have in common: a case, a table in words, a finding.",
        "id": "Its id in this bank, for ever; questions name it.",
        "title": "A short title.",
        "text": "What is shown with each of the questions.",
        "sequential": "true for a case that unfolds: answers are locked once it goes on.",
    },
    "EvidenceEntry": {
        "": "A passage, and how it bears on this option (not on the question).",
        "passage": "The passage, as source-id#passage-id.",
        "relation": (
            "supports: states or entails the option. contrasts: is evidence against it. qualifies: limits it. "
            "mentions: is background, never enough for a key."
        ),
        "note": "What to look at in the passage, in a few words. May be left out.",
    },
    "ReviewEntry": {
        "": "Who looked at the question. Write only a real person who really did.",
        "by": "The clinician's name.",
        "on": "The day, as year-month-day.",
    },
    "ActivityEntry": {
        "": "One activity: what a learner is told before starting, and the posttest.",
        "id": "The activity's id, for ever.",
        "title": "The title, as printed on the certificate.",
        "short_title": "A shorter title for lists and narrow screens.",
        "summary": "What it is about, in a sentence or two, for the list of activities.",
        "sources": "The ids of the articles to be read.",
        "topics": "What it is about, in a word or two each; learners filter by them.",
        "practice_gap": "What clinicians do or know today, and how that differs from what they should.",
        "audience": "For whom it is.",
        "objectives": "What a learner can do afterwards. Each needs a question, and each question one of these.",
        "faculty": "The people who made it, with what they disclose; [] for none.",
        "commercial_support": "Who paid for it, or None.",
        "how_to_complete": "What a learner has to do, step by step.",
        "minutes_to_read": "How long reading the article takes, in minutes.",
        "minutes_to_answer": "How long the questions take, in minutes.",
        "pretest": "true: the questions of the first try are asked before reading too. No feedback; it never counts.",
        "posttest": "The questions, and the rules by which they are marked.",
        "credit": "none. Credit cannot be published yet.",
        "dates": "When it was released and reviewed, and when it expires.",
        "technical_needs": "What a learner needs in order to take it.",
        "privacy": "Who sees what a learner answers.",
        "rights": "By what right the articles are quoted.",
        "bibliography": "What the activity rests on, a citation each.",
        "lint_ignore": "Rules of writing that this activity may break, each with the reason. Kept with the activity.",
    },
    "ObjectiveEntry": {
        "": "Something that a learner can do afterwards.",
        "id": "The objective's id, for ever; questions name it.",
        "text": "What the learner can do. Begin with a verb that can be tested, such as State or Identify.",
    },
    "PersonEntry": {
        "": "Somebody who made the activity.",
        "name": "The person's name.",
        "role": "What the person did, such as Author.",
        "disclosure": "Financial relations with a company whose products matter here. Left out: none.",
    },
    "PosttestEntry": {
        "": "The questions, and the rules by which they are marked.",
        "questions": "The ids of the questions, in the order in which they are asked. Or write sections.",
        "sections": "In the place of questions: parts of the posttest, each with questions of which some are asked.",
        "pass_mark": "The share that must be right, such as 70%. It is rounded up to whole questions.",
        "attempts": "How many tries a learner has.",
        "cooldown": "How long to wait between two tries, in hours: 24h. 0h, or left out: no wait.",
        "time_limit": "How many minutes a try may take. Left out: as long as one likes.",
        "reveal": (
            "What a learner sees of a try. standard: after a fail the score, where to read again, and wrong questions "
            "where that gives no key away. score-only: after a fail no question is named. after-closing: everything "
            "only after the day on which the activity expires."
        ),
    },
    "SectionEntry": {
        "": "A part of the posttest. Its questions are named, or are all of a topic or of an objective.",
        "title": "What learners read above its questions. May be left out.",
        "questions": "The ids of its questions. Or write topic or objective.",
        "topic": "All questions of the bank that have this topic.",
        "objective": "All questions of the bank that test this objective.",
        "pick": "How many of its questions a try asks. Left out: all of them.",
        "spread": "objective, topic or difficulty: those drawn shall differ in it as much as can be.",
        "shuffle": "Whether its questions stand in another order in each try. Left out: in the order written.",
    },
    "RevealEntry": {
        "": "What a learner sees after a try, as it was written before standard had its name.",
        "fail": "After a fail: read-again, which tells where in the article to read again and gives no key away.",
        "pass": "After a pass or the last try: everything, that is each key, rationale and passage.",
    },
    "DatesEntry": {
        "": "Days of the calendar, as year-month-day.",
        "released": "The first day on which it can be taken.",
        "reviewed": "The last day on which somebody looked whether it still holds. May be left out without credit.",
        "expires": "The last day on which it can be taken. May be left out without credit.",
    },
}
