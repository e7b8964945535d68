"""The roles of ``static/css/tokens.css`` by name, with what each is for."""

COLOURS: tuple[tuple[str, str], ...] = (
    ("paper", "the page"),
    ("well", "recessed ground: a struck option"),
    ("ink", "reading text"),
    ("ink-2", "context, secondary text"),
    ("ink-3", "labels, captions"),
    ("rule", "hairlines"),
    ("edge", "edges of controls"),
    ("accent", "links, the key, the chosen option, the primary action"),
    ("accent-ink", "text on the accent"),
    ("accent-wash", "ground of what is chosen"),
    ("passage", "marker under quoted words"),
    ("supports", "the passage states or entails the option"),
    ("contrasts", "the passage is evidence against it"),
    ("qualifies", "the passage limits it"),
    ("mentions", "background only"),
    ("silent", "the article says nothing"),
    ("caution", "alerts, problems of fields"),
)
TYPE: tuple[tuple[str, str], ...] = (
    ("figure", "3 of 4"),
    ("title", "A title of a page"),
    ("head", "A heading"),
    ("stem", "What is asked"),
    ("body", "Rationales and prose are read in the serif face."),
    ("ui", "Controls and tables"),
    ("small", "Side notes and labels"),
    ("caption", "Folios, places, notes of tables"),
)
SPACES: tuple[str, ...] = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")
