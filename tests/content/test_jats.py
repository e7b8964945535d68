"""An article in JATS XML reads as printed, and nothing in the file can make the reader fetch, wait or swell."""

import time
from pathlib import Path

import pytest

from cme.content.fulltext import Article
from cme.content.jats import jats_text

ARTICLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving DTD v1.2 20190208//EN" "JATS-archive1.dtd">
<article xmlns:mml="http://www.w3.org/1998/Math/MathML">
<front><journal-meta><journal-title>J Invented Cases</journal-title></journal-meta><article-meta>
<title-group><article-title>An <italic>ALK</italic> case</article-title></title-group>
<contrib-group><contrib><name><surname>Author</surname></name></contrib></contrib-group>
<permissions><license><p>Nobody reads this.</p></license></permissions>
<abstract><p>One patient took inventinib.</p></abstract></article-meta></front>
<body><sec><title>Case Summary</title>
<p>Some patients with <italic>ALK</italic><sup>+</sup> lymphoma harboring the t(2;5)
did not respond.<xref ref-type="bibr" rid="b1">1</xref>,<xref ref-type="bibr" rid="b2">2</xref> Most were
&lt;5 years old &amp; took 250 mg/m<sup>2</sup> <fig><label>Figure 1</label><caption><p>A scan.</p></caption></fig>twice
a day<sup><xref ref-type="bibr" rid="b3">3</xref></sup> [<xref ref-type="bibr" rid="b4">4</xref>] with 10<sup>6</sup>
&alpha;-cells (<xref ref-type="fig" rid="f1">Figure 1</xref>), 2 H<sub>2</sub>O and
<inline-formula><mml:math><mml:mi>P</mml:mi><mml:mo>&lt;</mml:mo><mml:mn>.05</mml:mn></mml:math></inline-formula>.</p>
<p>He was positive for ALK1<sup>5</sup> and CYP3A4.</p></sec></body>
<back><ref-list><ref><mixed-citation>One patient took inventinib. 2010.</mixed-citation></ref></ref-list></back>
</article>
"""


def read(folder: Path, data: bytes, name: str = "paper.xml") -> Article:
    path = folder / name
    path.write_bytes(data)
    return Article.read(path)


@pytest.mark.parametrize("name", ["paper.xml", "paper.txt", "paper.nxml"])
def test_it_is_known_by_its_name_or_its_first_words(name: str, tmp_path: Path) -> None:
    article = read(tmp_path, ARTICLE.encode(), name)

    assert article.count("An ALK case") == 1
    assert article.count("journal-title") == 0


@pytest.mark.parametrize(
    ("found", "missing"),
    [
        ("Some patients with ALK+ lymphoma harboring the t(2;5) did not respond.", "Some patients with ALK lymphoma"),
        ("did not respond. Most were <5 years old & took 250 mg/m2 twice a day", "were <6 years old"),
        ("did not respond.1,2 Most", "did not respond.1 Most"),
        ("twice a day with 10⁶ α-cells (Figure 1), 2 H2O and P<.05.", "with 106 α-cells"),
        ("twice a day [4] with", "twice a day [5] with"),
        ("positive for ALK1 and CYP3A4.", "positive for ALK and CYP3A4."),
        ("A scan.", "twice Figure 1"),
        ("One patient took inventinib.", "Nobody reads this."),
    ],
)
def test_quotations_are_found_as_printed(found: str, missing: str, tmp_path: Path) -> None:
    article = read(tmp_path, ARTICLE.encode())

    assert article.count(found) == 1
    assert article.count(missing) == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_it_may_be_in_any_declared_encoding(encoding: str, tmp_path: Path) -> None:
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?><article><p>Malignité élevée.</p></article>'

    assert read(tmp_path, text.encode(encoding)).count("Malignité élevée.") == 1


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "an entity of its own": ('<!DOCTYPE a [<!ENTITY x "y">]><article>&x;</article>', "declares entities"),
    "a billion laughs": (f'<!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><article>&l9;</article>', "declares entities"),
    "a file": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><article>&x;</article>', "declares entities"),
    "an address": ('<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]><article/>', "declares entities"),
    "an unknown entity": ('<!DOCTYPE article SYSTEM "x.dtd"><article>&passwd;</article>', 'uses the entity "passwd"'),
    "an undeclared entity": ("<article>&alpha;</article>", "undefined entity in line 1, column 10"),
    "too deep": ("<article>" * 300, "nested more than 200 deep"),
    "not closed": ("<article><p>Words", "no element found in line 1"),
    "another kind of XML": ("<html><body>Words</body></html>", "holds no JATS article"),
    "no XML at all": ("Words", "is not XML: syntax error in line 1, column 1"),
    "nothing": ("", "is not XML: no element found"),
    "an encoding nobody knows": ('<?xml version="1.0" encoding="bogus"?><article/>', "encoding is not known"),
    "an encoding nobody takes": ('<?xml version="1.0" encoding="utf-7"?><article/>', "multi-byte"),
    "a NUL": ("<article>\x00</article>", "is not XML"),
}


@pytest.mark.parametrize(("text", "why"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_refused_at_once(text: str, why: str) -> None:
    start = time.process_time()
    with pytest.raises(ValueError, match=why):
        jats_text(text.encode())
    assert time.process_time() - start < 1


def test_a_doctype_is_not_fetched(tmp_path: Path) -> None:
    """The external subset would bring the entity in, and the words with it."""
    (tmp_path / "x.dtd").write_text('<!ENTITY passwd "secret words">', "utf-8")
    data = f'<!DOCTYPE article SYSTEM "{tmp_path.as_uri()}/x.dtd"><article><p>&passwd;</p></article>'

    with pytest.raises(ValueError, match="passwd"):
        jats_text(data.encode())
