"""An invented article as extraction leaves it: columns, hyphens, stuck reference numbers, markup, ligatures."""

from pathlib import Path

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "sources"
REAL = SOURCES / "000_7e2cb0c0c6ff90f1.txt"
ARTICLES = {  # of the bundled bank, by the id of the source
    "butrynski-2010": SOURCES / "001_1d0b3b62c33bcae4.txt",
    "cleary-2014": REAL,
    "trahair-2019": SOURCES / "002_a56ed5b6c7362214.txt",
}

INVENTED = """\
 Abstract
Some patients with ALK+  lym-
phoma harboring the t(2;5) and t(X;18) translocations did
not respond to inventinib.1 Le Carré et al4 found a 13.4 cm
mass in 27 of 31 pa-

\ftients (70%)2 after 3–5 weeks.7–9 The median was 9.7 months.13 How-
ever, inventinib (a CYP3A4 inhib-
itor) is potentially curative, and “eﬀective”.11,12 Drug-
drug interactions in Dana-
Farber's EML4-ALK–
rearranged tumors were positive for ALK1 and caspase3, see [5, 6].
The dose was 250 mg/m2 [8] twice a day, and 10⁶ cells/kg were infused³ on
day 21 with bortezomib10 support; caspase3 rose. P < .05 in 1-
3 patients — or none. LDH was 347 U/L<sup>14</sup> &amp; <i>in vivo</i> growth was
1.5 × 10<sup>9</sup>/L. See Fig.3 for Ca(OH)2 and
4 cm<sup>2</sup> of skin <b>[5]</b>[6] [7] from nivolumab8,
 the experimental protocol, "as planned"6 (for safety)3 only.
A phase3 trial of vitamin D.3 In variant c.35 was Nivolumab7 given; fusokinin7 rose, then fusokinin7 fell (a form,4th).
"""
