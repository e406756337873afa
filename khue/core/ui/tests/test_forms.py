"""Django's forms in our clothes."""

from __future__ import annotations

from django import forms
from django.template import Context, Template

from khue.core.ui.forms import Renderer


class Pupil(forms.Form):
    """One field of every kind."""

    default_renderer = Renderer
    name = forms.CharField(label="Họ và tên", help_text="Như trong giấy khai sinh.")
    grade = forms.ChoiceField(label="Lớp", choices=[("8A1", "8A1"), ("8A2", "8A2")])
    stay = forms.ChoiceField(label="Chế độ", choices=[("in", "Nội trú")], widget=forms.RadioSelect)
    poor = forms.BooleanField(label="Hộ nghèo", required=False)
    code = forms.CharField(label="Mã học sinh", disabled=True, required=False)
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    scan = forms.FileField(label="Bản quét")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(form: forms.Form) -> str:
    return " ".join(form.render().split())


def test_a_form_draws_label_control_and_help_in_this_order() -> None:
    html = drawn(Pupil())
    label, control, help_text = (
        html.index('for="id_name"'),
        html.index('class="control" required aria-describedby="id_name_helptext"'),
        html.index('id="id_name_helptext"'),
    )
    assert label < control < help_text


def test_each_kind_of_field_is_clothed() -> None:
    html = drawn(Pupil())
    assert '<select name="grade" class="control"' in html
    assert '<legend class="field-label">Chế độ</legend>' in html
    assert '<input type="checkbox" name="poor" class="checkbox"' in html
    assert '<textarea name="note" cols="40" rows="10" class="control"' in html
    assert "#lock" in html
    assert '<input type="file" name="scan" class="file-input" required' in html
    assert "Chọn tệp" in html
    assert "Chưa chọn tệp nào" in html


def test_only_what_may_be_left_empty_says_so() -> None:
    html = drawn(Pupil())
    assert html.count("không bắt buộc") == 1


def test_a_hidden_field_has_no_label() -> None:
    assert 'for="id_token"' not in drawn(Pupil())
    assert '<input type="hidden" name="token"' in drawn(Pupil())


def test_an_error_stands_at_its_field() -> None:
    html = drawn(Pupil({"grade": "8A1", "stay": "in"}))
    assert 'aria-invalid="true"' in html
    assert '<p class="field-error" id="id_name_error">' in html


def test_one_field_can_be_drawn_alone() -> None:
    html = Template("{% field form.grade %}").render(Context({"form": Pupil()}))
    assert "#chevron-down" in html
    assert "Họ và tên" not in html
