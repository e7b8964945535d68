"""Form controls and the summary of problems: labels, hints and errors tied to what they speak of."""

from xml.etree.ElementTree import Element

from wtforms import (
    BooleanField,
    FieldList,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, ValidationError

from tests.support.html_rules import text_of
from tests.support.parts import HOSTILE, by_id, only, rendered


class Sample(Form):
    """One field of each kind."""

    email = StringField("E-mail address", validators=[InputRequired("Enter your e-mail address.")])
    name = StringField("Name", description="As printed.")
    password = PasswordField("Password", validators=[InputRequired("Enter your password.")])
    zone = SelectField("Time zone", choices=[SelectChoice("UTC", "UTC")], validators=[InputRequired("Choose a zone.")])
    met = RadioField(
        "Was it met?",
        choices=[SelectChoice("yes", "Yes"), SelectChoice("no", "No")],
        validators=[InputRequired("Say whether it was met.")],
    )
    comment = TextAreaField("Comment")
    told = BooleanField("I have read it.", validators=[InputRequired("Tick the box.")])


class TestFields:
    def test_error_and_hint_are_tied_to_the_control(self) -> None:
        form = Sample()
        assert not form.validate()
        tree = rendered("fields", "field", '{{ field(f, "Used to sign in.", autocomplete="username") }}', f=form.email)
        control = only(tree, "input")
        assert control.get("aria-invalid") == "true"
        assert control.get("autocomplete") == "username"
        told = [text_of(by_id(tree, name)) for name in (control.get("aria-describedby") or "").split()]
        assert told == ["Used to sign in.", "Problem: Enter your e-mail address."]

    def test_a_field_without_problem_says_nothing_of_one(self) -> None:
        control = only(rendered("fields", "field", "{{ field(f) }}", f=Sample().email), "input")
        assert control.get("aria-invalid") is None
        assert control.get("aria-describedby") is None
        assert control.get("autocomplete") is None

    def test_optional_is_said_in_words_and_required_is_not(self) -> None:
        form = Sample()
        tree = rendered("fields", "field", "{{ field(a) }}{{ field(b) }}", a=form.email, b=form.name)
        assert [text_of(label) for label in tree.iter("label")] == ["E-mail address", "Name (optional)"]
        assert text_of(by_id(tree, "name-hint")) == "As printed."

    def test_type_is_the_fields_own_unless_told(self) -> None:
        form = Sample()
        tree = rendered("fields", "field", '{{ field(a, type="email") }}{{ field(b) }}', a=form.email, b=form.password)
        assert [control.get("type") for control in tree.iter("input")] == ["email", "password"]

    def test_a_password_is_never_sent_back(self) -> None:
        form = Sample(data={"password": "correct horse"})
        tree = rendered("fields", "field", "{{ field(f) }}", f=form.password)
        assert only(tree, "input").get("value") in (None, "")

    def test_select_and_textarea_are_tied_too(self) -> None:
        form = Sample()
        form.validate()
        body = '{{ select(zone) }}{{ textarea(comment, "A few words.", rows=7) }}'
        tree = rendered("fields", "select, textarea", body, zone=form.zone, comment=form.comment)
        assert only(tree, "select").get("aria-describedby") == "zone-error"
        area = only(tree, "textarea")
        assert (area.get("aria-describedby"), area.get("rows")) == ("comment-hint", "7")

    def test_radios_are_a_named_group_with_its_problem(self) -> None:
        form = Sample()
        form.validate()
        tree = rendered("fields", "radios", '{{ radios(f, "As you see it.") }}', f=form.met)
        group = only(tree, "fieldset")
        assert text_of(only(group, "legend")) == "Was it met?"
        assert group.get("aria-describedby") == "met-hint met-error"
        assert [control.get("type") for control in tree.iter("input")] == ["radio", "radio"]

    def test_check_takes_words_of_its_own(self) -> None:
        body = "{{ check(f) }}"
        assert text_of(only(rendered("fields", "check", body, f=Sample().told), "label")) == "I have read it."
        body = "{% call check(f) %}I have read: <strong>3 of 3</strong>.{% endcall %}"
        label = only(rendered("fields", "check", body, f=Sample().told), "label")
        assert text_of(label) == "I have read: 3 of 3."

    def test_hostile_words_stay_words(self) -> None:
        form = Sample(data={"email": HOSTILE, "comment": HOSTILE})
        form.email.errors = [HOSTILE]
        form.email.label.text = HOSTILE
        body = "{{ error_summary(form) }}{{ field(form.email, hint) }}{{ field(form.comment) }}"
        tree = rendered("fields", "field, error_summary", body, form=form, hint=HOSTILE)
        assert not list(tree.iter("script"))
        assert not list(tree.iter("b"))
        assert only(tree, "input").get("value") == HOSTILE
        assert text_of(by_id(tree, "email-hint")) == HOSTILE
        assert text_of(only(tree, "textarea")) == HOSTILE


class TestErrorSummary:
    def summary(self, form: Form) -> Element:
        body = "{{ error_summary(form) }}" + "".join(
            f'{{{{ {"radios" if each.type == "RadioField" else "field"}(form["{each.name}"]) }}}}'
            for each in form
            if each.type not in ("HiddenField", "FieldList")
        )
        return rendered("fields", "error_summary, field, radios", body, form=form)

    def test_each_problem_leads_to_its_control(self) -> None:
        form = Sample()
        form.validate()
        tree = self.summary(form)
        box = by_id(tree, "problems")
        assert (box.get("role"), box.get("tabindex")) == ("alert", "-1")
        assert text_of(only(box, "h2")) == "There are 5 problems"
        links = {text_of(a): (a.get("href") or "")[1:] for a in box.iter("a")}
        assert links["Enter your e-mail address."] == "email"
        assert by_id(tree, links["Say whether it was met."]).get("type") == "radio"

    def test_one_problem_is_one(self) -> None:
        form = Sample(data={"email": "a", "password": "b", "zone": "UTC", "met": "yes", "told": True})
        form.comment.errors = ["Write less."]
        assert text_of(only(by_id(self.summary(form), "problems"), "h2")) == "There is a problem"

    def test_nothing_where_nothing_is_wrong(self) -> None:
        assert not list(self.summary(Sample()).iter("h2"))

    def test_problems_of_hidden_fields_and_of_the_whole_form_are_told_without_a_link(self) -> None:
        class Hidden(Form):
            token = HiddenField(validators=[InputRequired("Reload the page.")])

        form = Hidden()
        form.validate()
        form.form_errors.append("That address or password is not right.")
        box = by_id(self.summary(form), "problems")
        assert [text_of(li) for li in box.iter("li")] == ["That address or password is not right.", "Reload the page."]
        assert not list(box.iter("a"))

    def test_problems_inside_a_list_of_fields_are_found(self) -> None:
        def refuse(_form: object, _field: object) -> None:
            raise ValidationError("Say more.")

        class Several(Form):
            objectives = FieldList(StringField("Objective", validators=[refuse]), min_entries=2)

        form = Several()
        form.validate()
        body = "{{ error_summary(form) }}{% for f in form.objectives %}{{ field(f) }}{% endfor %}"
        box = by_id(rendered("fields", "error_summary, field", body, form=form), "problems")
        assert [a.get("href") for a in box.iter("a")] == ["#objectives-0", "#objectives-1"]
