"""Each rule of the page client is broken once here, and seen."""

import pytest

from tests.support.html_rules import broken_rules, parse

GOOD = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in – cme</title>
<link rel="stylesheet" href="/static/site.css"><script src="/static/site.js" type="module"></script></head>
<body><a href="#main">Skip</a><main id="main"><h1>Sign  in</h1>
<form method="post"><input type="hidden" name="csrf_token" value="x">
<label for="email">Address</label><input id="email" name="email" aria-describedby="email-hint">
<p id="email-hint">As typed</p>
<label>Word <input name="word"></label><select name="zone" aria-label="Zone"><option>UTC</option></select>
<fieldset><legend>Colour</legend><label><input type="radio" name="colour" value="red"> Red</label></fieldset>
<button>Go</button></form><svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0"/></svg></main></body></html>"""


def test_a_good_page_breaks_no_rule() -> None:
    assert broken_rules(parse(GOOD)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<h1>Sign  in</h1>", "<h2>Sign in</h2>", "one h1, not 0"),
        ("</main>", "<h1>Sign in</h1></main>", "one h1, not 2"),
        ("Sign  in", "", "h1 is empty"),
        ("Sign in – cme", "cme", "does not contain the h1"),
        (' lang="en"', "", "no lang"),
        ('<p id="email-hint">', '<p id="email">', "occurs 2 times"),
        ('id="email-hint"', 'id=""', "an id is empty"),
        ('id="email-hint"', "", "points at the id 'email-hint'"),
        ('<label for="email">', '<label for="mail">', "points at the id 'mail'"),
        ('href="#main"', 'href="#content"', "points at the id 'content'"),
        ('<label for="email">Address</label>', "", "<input name='email'> has no label"),
        ('<label for="email">Address', '<label for="email">', "<input name='email'> has no label"),
        ("<label>Word", "<div>Word", "invalid HTML"),
        (' aria-label="Zone"', "", "<select name='zone'> has no label"),
        (' aria-label="Zone"', ' aria-label=" "', "<select name='zone'> has no label"),
        ("<legend>Colour</legend>", "", "in no fieldset with a legend"),
        ("<main", '<main style="color:red"', "its own style"),
        ("</head>", "<style>p{}</style></head>", "its own style"),
        ("</head>", "<script>1</script></head>", "script> without src"),
        ("<button>", '<button onclick="go()">', "has onclick="),
        ("/static/site.css", "https://cdn.example.net/site.css", "a third party"),
        ("/static/site.js", "//cdn.example.net/site.js", "a third party"),
        ("<!doctype html>", "", "does not begin with"),
        ("<h1>Sign  in</h1>", "<h1>Sign in</h2>", "invalid HTML"),
        ("</select>", "</select></p></div>", "invalid HTML"),
        ('name="word"', 'name="word" name="word"', "invalid HTML"),
        ("As typed", "As &nosuch; typed", "invalid HTML"),
        ("<form", "<table><p>x</p></table><form", "invalid HTML"),
    ],
)
def test_a_broken_rule_is_seen(old: str, new: str, said: str) -> None:
    assert old in GOOD
    try:
        found = broken_rules(parse(GOOD.replace(old, new, 1)))
    except AssertionError as error:
        found = [str(error)]
    assert any(said in each for each in found), found
