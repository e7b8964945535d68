"""Item-writing lint: flaws in how a question is written that help those who guess or hinder those who know.

Rules and severities follow the NBME tradition as far as there is evidence for them (see docs/rules.md). Every finding
can be set aside in the question itself, with a reason that is kept: ``lint_ignore``.
"""
