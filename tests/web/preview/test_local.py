"""A bank shown from its files: whole, broken in every known way, saved anew, vanished."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cme.web.preview import changes
from tests.content.tiny import FILES, TINY, change, tiny_bank
from tests.page import PageClient
from tests.security.test_hosts import EVIL
from tests.security.test_hosts import REFUSED as HOSTS
from tests.support.previews import every_page, previewed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tiny_bank(tmp_path)


class TestAWholeBank:
    def test_the_index_tells_what_there_is(self, folder: Path) -> None:
        page = previewed(folder).get("/")
        assert page.heading == "tiny"
        assert "1 activity, 2 questions, 1 source, 2 passages; no problems." in page
        assert "2 of 2 correct" in page
        assert "The mass measured 13.4 cm." in page
        assert {"The patient responded to inventinib.", "What did the mass measure?"} <= set(page.links())

    def test_it_says_what_each_posttest_is_worth(self, folder: Path) -> None:
        client = previewed(folder)
        for url in ("/", "/activities/case"):
            page = client.get(url)
            assert "To pass, 2 of 2 questions must be right." in page
            assert "Somebody who has not read the article passes with a probability of" in page

    def test_an_error_elsewhere_leaves_the_worth_known_and_one_of_its_own_leaves_it_open(self, folder: Path) -> None:
        change(folder, "provider", "bank: tiny", "bank: TINY")
        assert "To pass, 2 of 2 questions must be right." in previewed(folder).get("/")
        change(folder, "questions", "paper#size, relation: contrasts", "paper#siez, relation: contrasts")
        assert "must be right" not in previewed(folder).get("/")

    def test_a_question_is_shown_as_learners_meet_it(self, folder: Path) -> None:
        page = previewed(folder).get("/questions/measured")
        assert page.heading == "Question 2 of 2"
        assert page.texts("legend") == ["What did the mass measure?"]
        values = [radio.get("value") for radio in page.find_all("input", name="response")]
        assert values == ["small", "large", "both"]
        assert "The report says so." not in page, "the rationale comes after the answer"
        assert "Case Summary, paragraph 2" in page

    def test_what_is_locked_in_place_is_told_where_the_rest_is_shuffled(self, folder: Path) -> None:
        change(folder, "questions", "text: A and B\n", "text: A and B\n        locked: true\n")
        client = previewed(folder)
        assert "Locked in place" not in client.get("/questions/measured")
        text = (folder / FILES["questions"]).read_text("utf-8")
        before, _, after = text.rpartition("shuffle: false")
        (folder / FILES["questions"]).write_text(f"{before}shuffle: true{after}", "utf-8")
        page = client.get("/questions/measured")
        assert "Learners meet the options in an order of their own." in page
        assert [each for each in page.texts("p") if "Locked" in each] == ["Locked in place: c. A and B"]

    @pytest.mark.parametrize(
        ("chosen", "verdict"),
        [("?response=large", "Correct 1 of 1"), ("?response=small", "Not correct 0 of 1"), ("", "Not correct 0 of 1")],
    )
    def test_any_answer_is_marked(self, folder: Path, chosen: str, verdict: str) -> None:
        page = previewed(folder).get(f"/questions/measured/answered{chosen}")
        assert page.texts("p", class_="verdict") == [f"{verdict} Objective 2"]
        assert {"The point stands elsewhere.", "The report says so.", "A mass has one size."} <= {
            text.rstrip("0123456789 ").removesuffix("Note").strip() for text in page.texts("p")
        }
        assert "silent on option c The report does not discuss it." in page

    def test_choosing_leads_to_the_mark(self, folder: Path) -> None:
        client = previewed(folder)
        client.get("/questions/measured")
        page = client.submit("question", {"response": "large"})
        assert page.url.endswith("/questions/measured/answered?response=large")
        assert page.texts("span", class_="tag") == ["Correct", "Key", "Your answer"]

    def test_a_foreign_option_is_refused(self, folder: Path) -> None:
        page = previewed(folder).get("/questions/measured/answered?response=none", status=400)
        assert "The question has no such option." in page

    def test_the_matrix_has_a_relation_in_each_cell(self, folder: Path) -> None:
        page = previewed(folder).get("/questions/measured/evidence")
        rows = [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in page.find_all("tr")]
        assert rows == [
            ["Passage", "a", "bKey", "c"],
            ["1. Case Summarysize", "Ccontrasts", "Ssupports", "nothing"],
            ["No passage", "nothing", "nothing", "silent"],
        ]
        assert [cell.get("scope") for cell in page.find_all("th")] == ["col"] * 4 + ["row"] * 2
        aside = "".join(page.find("section", aria_labelledby="unused").itertext())
        assert "“On day 3, the patient did not respond.”" in aside
        assert "13.4" not in aside

    def test_what_is_written_for_educators_stands_with_the_evidence_alone(self, folder: Path) -> None:
        change(folder, "questions", "    stem: What did", "    notes: Asked at each meeting.\n    stem: What did")
        client = previewed(folder)
        assert "Asked at each meeting." in client.get("/questions/measured/evidence").texts("dd")
        for view in ("", "/answered"):
            assert "Asked at each meeting." not in client.get(f"/questions/measured{view}")

    def test_the_activity_is_told_as_before_the_start(self, folder: Path) -> None:
        page = previewed(folder).get("/activities/case")
        assert page.heading == "A case with a finding, read closely"
        assert "2 of 2 correct" in page
        assert "A case is easily over-read." in page

    def test_every_page_leads_only_to_good_pages(self, folder: Path) -> None:
        assert len(every_page(previewed(folder))) == 1 + 1 + 2 * 3 + 2 + 3  # answered also with each option


OTHERS = ("127.0.0.1.evil.example", "localhost.evil.example:8008", "127.0.0.2", "0.0.0.0:8008", "[::1]:8008")


class TestWhereAProblemStands:
    def remarks(self, client: PageClient, url: str) -> list[str]:
        return [text for text in client.get(url).texts("div") if text.startswith(("Error", "Warning", "Info"))]

    def test_it_stands_at_its_option_and_at_no_other_question(self, folder: Path) -> None:
        change(folder, "questions", "paper#size, relation: contrasts", "paper#siez, relation: contrasts")
        client = previewed(folder)
        shown = 'Error There is no passage "paper#siez". Did you mean "paper#size"?'
        for view in ("", "/answered", "/evidence"):
            assert any(text.startswith(shown) for text in self.remarks(client, f"/questions/measured{view}")), view
        assert self.remarks(client, "/questions/responded") == []
        page = client.get("/questions/measured")
        inside = page.find("fieldset")
        assert "paper#siez" in "".join(inside.itertext())
        assert "Contrasts by paper#siez: this passage is not in the bank" in client.get("/questions/measured/answered")

    def test_a_question_with_errors_is_shown_as_far_as_it_can_be_read(self, folder: Path) -> None:
        change(folder, "questions", "        text: A and B\n", "        txt: A and B\n")
        client = previewed(folder)
        page = client.get("/questions/measured")
        assert "This question has errors" in page
        assert page.texts("legend") == ["What did the mass measure?"]
        assert '"txt" is not a name that is known here.' in page
        assert client.get("/questions/responded").texts("legend") == ["The patient responded to inventinib."]

    def test_what_follows_the_options_is_said_of_the_question(self, folder: Path) -> None:
        change(folder, "questions", "    reviewed: {by: Bob Example, on: 2026-11-20}", "    reviwed: none")
        page = previewed(folder).get("/questions/measured")
        section = page.find("section", class_="remarks")
        assert '"reviwed" is not a name that is known here.' in "".join(section.itertext())

    def test_a_passage_is_the_matter_of_the_questions_that_cite_it(self, folder: Path, tmp_path: Path) -> None:
        article = tmp_path / "article.txt"
        article.write_text("The patient took inventinib. On day 3, the patient did respond. The mass measured 13.4 cm.")
        client = previewed(folder, paper=article)
        assert any("The quote is not in the article." in text for text in self.remarks(client, "/questions/responded"))
        assert self.remarks(client, "/questions/measured") == []

    def test_ids_that_are_bad_or_taken_still_have_a_page(self, folder: Path) -> None:
        change(folder, "questions", "id: measured", "id: responded")
        client = previewed(folder)
        assert client.get("/questions/2.entry").texts("legend") == ["What did the mass measure?"]
        change(folder, "questions", "  - id: responded\n    type: single", "  - id: ../../etc\n    type: single")
        assert client.get("/questions/2.entry").texts("legend") == ["What did the mass measure?"]


class TestSaving:
    def test_what_is_saved_shows_at_the_next_look(self, folder: Path) -> None:
        client = previewed(folder)
        client.get("/questions/measured")
        change(folder, "questions", "What did the mass measure?", "How large was the mass?")
        assert client.get("/questions/measured").texts("legend") == ["How large was the mass?"]

    def test_a_page_learns_that_a_file_was_saved(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(changes, "SECONDS_TO_WAIT", 0)
        client = previewed(folder)
        script = client.get("/").find("script")
        address = script.get("data-changes", "")
        assert client.get_file(address).json == {"changed": False}
        change(folder, "source", "One patient.", "Only one patient.")
        assert client.get_file(address).json == {"changed": True}

    def vanish(self, folder: Path) -> None:
        shutil.rmtree(folder)

    def become_a_file(self, folder: Path) -> None:
        shutil.rmtree(folder)
        folder.write_text("not a folder", "utf-8")

    @pytest.mark.parametrize("way", [vanish, become_a_file])
    def test_a_folder_that_goes_away_gets_a_page_and_comes_back(
        self, folder: Path, way: Callable[["TestSaving", Path], None]
    ) -> None:
        client = previewed(folder)
        client.get("/")
        way(self, folder)
        page = client.get("/")
        assert "name the folder that holds provider.yaml." in page
        assert "There is no question measured in this bank now." in client.get("/questions/measured", status=404)
        if folder.is_file():
            folder.unlink()
        shutil.copytree(TINY, folder)
        assert client.get("/questions/measured").heading == "Question 2 of 2"

    def test_an_empty_folder_is_told_what_it_lacks(self, tmp_path: Path) -> None:
        page = previewed(tmp_path).get("/")
        assert "The bank has no provider.yaml." in page


def admitted(client: PageClient) -> list[str]:
    """Return the hosts, none of them this machine's, under which a page with keys is shown."""
    answers = {
        host: client.open("GET", "/questions/measured/answered", headers={"Host": host})
        for host in (*HOSTS.values(), *OTHERS)
    }
    return [host for host, answer in answers.items() if answer.status_code != 400 or b"13.4" in answer.data]


class TestWhoMayLook:
    def test_another_host_is_refused(self, folder: Path) -> None:
        assert admitted(previewed(folder)) == []

    def test_a_host_that_is_not_refused_is_seen(self, folder: Path) -> None:
        client = previewed(folder)
        client.app.config["TRUSTED_HOSTS"] = None
        assert EVIL in admitted(client)

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
    def test_nothing_can_be_sent(self, folder: Path, method: str) -> None:
        client = previewed(folder)
        for rule in client.app.url_map.iter_rules():
            path = rule.rule.replace("<name>", "measured").replace("<activity_id>", "case")
            assert client.open(method, path.replace("<path:filename>", "css/look.css")).status_code == 405, path

    def test_every_answer_has_the_headers_of_the_site(self, folder: Path) -> None:
        client = previewed(folder)
        for path in ("/", "/questions/measured/answered", "/nothing"):
            headers = client.open("GET", path).headers
            assert headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert headers["X-Frame-Options"] == "DENY"
            assert "Set-Cookie" not in headers


def test_long_banks_are_shown_a_part_at_a_time(folder: Path) -> None:
    path = folder / FILES["questions"]
    head, _, rest = path.read_text("utf-8").partition("  - id: responded")
    first = "  - id: responded" + rest.partition("  - id: measured")[0]
    more = "".join(first.replace("id: responded", f"id: more-{number}") for number in range(150))
    path.write_text(f"{head}  - id: responded{rest}{more}", "utf-8")
    client = previewed(folder)
    page = client.get("/")
    assert "1–100 of 152" in page
    assert "more-149" not in page
    assert "more-149" in client.get("/?questions=2")
    for odd in ("0", "99999", "x", "-1", "²", "9" * 50):
        client.get(f"/?questions={odd}")
