"""A form takes what a careful clerk types and says beside each field what is wrong."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import catalogue, procedure, words

from dossier.acts import FormValue
from dossier.forms import (
    Condition,
    FieldType,
    Form,
    FormField,
    check_form,
    parse_day,
    shown_fields,
    spoken_value,
    tidy_values,
)

_TODAY = date(2019, 3, 14)


def filled(**values: str) -> tuple[FormValue, ...]:
    """Build values from keywords."""
    return tuple(FormValue(field, value) for field, value in values.items())


def marriage_form() -> Form:
    """The form of 1.004873."""
    form = procedure("1.004873").form
    assert form is not None
    return form


def divorced(**more: str) -> tuple[FormValue, ...]:
    """A right form of a divorced person, with changes."""
    values = {
        "ho_ten": "Nguyễn Thị Hoa", "so_dinh_danh": "060190001234", "noi_cu_tru": "Phường Phú Thủy",
        "muc_dich": "vay_von", "tinh_trang": "da_ly_hon", "so_ly_hon": "25/2018/QĐST-HNGĐ",
        "ngay_ly_hon": "2018-10-02", "toa_an": "TAND thành phố Phan Thiết", "vo_chong": "Trần Văn Ba",
        "cap_lai": "no", "so_ban": "1",
    }  # fmt: skip
    return filled(**(values | more))


def faults(values: tuple[FormValue, ...]) -> dict[str, str]:
    """Check the marriage form and return field -> message id."""
    return {fault.field: fault.message.id for fault in check_form(marriage_form(), values, _TODAY)}


def test_a_right_form_has_no_fault() -> None:
    """A complete form of a divorced person passes."""
    assert faults(divorced()) == {}
    assert faults(divorced(ngay_ly_hon="2019-03-14")) == {}


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("so_ly_hon", "25-2018", "form.bad_pattern"),
        ("so_ly_hon", "", "form.required"),
        ("ngay_ly_hon", "2019-03-15", "form.date_in_future"),
        ("ngay_ly_hon", "31/02/2018", "form.bad_date"),
        ("so_dinh_danh", "06019000123", "form.bad_id_number"),
        ("muc_dich", "di_choi", "form.bad_choice"),
        ("so_ban", "0", "form.too_small"),
        ("so_ban", "11", "form.too_big"),
        ("so_ban", "hai", "form.bad_number"),
        ("noi_cu_tru", "x" * 251, "form.too_long"),
        ("cap_lai", "co", "form.bad_choice"),
        ("khong_co", "1", "form.unknown_field"),
    ],
)
def test_a_wrong_value_is_told_at_its_field(field: str, value: str, fault: str) -> None:
    """Each kind of mistake is named at the field where it was made, and nowhere else."""
    assert faults(divorced(**{field: value})) == {field: fault}


def test_hidden_fields_are_not_asked() -> None:
    """Someone who never married is not asked for a divorce ruling, and needs none."""
    values = divorced(tinh_trang="chua_ket_hon", so_ly_hon="", ngay_ly_hon="", toa_an="", vo_chong="")
    assert faults(values) == {}
    assert "so_ly_hon" not in {field.id for field in shown_fields(marriage_form(), values)}


def test_marrying_asks_whom_and_where() -> None:
    """The purpose 'marriage' asks for the future spouse and the place."""
    assert faults(divorced(muc_dich="ket_hon")) == {"ket_hon_voi": "form.required", "noi_ket_hon": "form.required"}


def test_a_field_behind_a_hidden_field_is_hidden() -> None:
    """What hangs on a question that is not asked is not asked either."""
    yes_no = FieldType.YES_NO
    form = Form("f", "1", "f", fields=(
        FormField("a", "a", yes_no),
        FormField("b", "b", yes_no, show_if=Condition("a", ("yes",))),
        FormField("c", "c", show_if=Condition("b", ("yes",)), required=True),
    ))  # fmt: skip
    assert [f.id for f in shown_fields(form, filled(a="no", b="yes"))] == ["a"]
    assert [f.id for f in shown_fields(form, filled(a="yes", b="yes"))] == ["a", "b", "c"]


@pytest.mark.parametrize("typed", ["14/3/2019", "14-03-2019", "14.03.2019", "14032019", "2019-03-14", " 14/03/2019 "])
def test_a_date_is_understood_as_people_type_it(typed: str) -> None:
    """All usual ways to write a day give the same day."""
    assert parse_day(typed) == _TODAY


@pytest.mark.parametrize("typed", ["", "30/02/2019", "14/03/19", "2019", "14/13/2019", "00/01/2019", "١٤/٠٣/٢٠١٩"])
def test_what_is_no_date_is_none(typed: str) -> None:
    """An impossible or unclear day is not guessed."""
    assert parse_day(typed) is None


def test_typed_values_become_canonical_and_hidden_ones_are_dropped() -> None:
    """Dates turn ISO, numbers lose blanks, and answers to questions no longer asked do not travel."""
    typed = divorced(
        ngay_ly_hon="2/10/2018", so_dinh_danh="060 190 001 234", ho_ten="  Nguyễn  Thị Hoa ", so_khai_tu="77"
    )
    tidied = tidy_values(marriage_form(), typed)
    assert {value.field: value.value for value in tidied} == {value.field: value.value for value in divorced()}


def test_phones_and_mail_are_checked() -> None:
    """A phone in old form is renewed, a wrong one refused; mail needs a domain."""
    form = Form("f", "1", "f", fields=(FormField("p", "p", FieldType.PHONE), FormField("e", "e", FieldType.EMAIL)))
    values = tidy_values(form, filled(p="+84 168 1234567", e="hoa@example.vn"))
    assert values[0].value == "0381234567"
    assert check_form(form, values) == ()
    wrong = check_form(form, filled(p="0111111111", e="hoa@example"))
    assert [fault.message.id for fault in wrong] == ["form.bad_phone", "form.bad_email"]


def test_multiline_text_keeps_its_lines() -> None:
    """Lines stay lines; each is tidied."""
    form = Form("f", "1", "f", fields=(FormField("m", "m", FieldType.MULTILINE),))
    assert tidy_values(form, filled(m=" một  hai \n ba "))[0].value == "một hai\nba"


def test_values_are_spoken_for_paper() -> None:
    """Dates, choices and yes/no are shown in Vietnamese."""
    form = marriage_form()
    spoken = {
        field_id: spoken_value(field, value)
        for field_id, value in (
            ("ngay_ly_hon", "2018-10-02"),
            ("muc_dich", "vay_von"),
            ("cap_lai", "yes"),
            ("ho_ten", "A"),
        )
        if (field := form.field(field_id)) is not None
    }
    assert spoken == {"ngay_ly_hon": "02/10/2018", "muc_dich": "Vay vốn ngân hàng", "cap_lai": "Có", "ho_ten": "A"}


@given(st.lists(st.tuples(st.sampled_from([f.id for f in marriage_form().fields]), st.text(max_size=30)), max_size=20))
def test_no_input_breaks_the_form_and_tidying_is_stable(pairs: list[tuple[str, str]]) -> None:
    """Whatever is typed, checking answers in words, and tidying twice changes nothing."""
    once = tidy_values(marriage_form(), tuple(FormValue(*pair) for pair in dict(pairs).items()))
    assert tidy_values(marriage_form(), once) == once
    for fault in check_form(marriage_form(), once, _TODAY):
        words("vi")[fault.message.id].format(**dict(fault.message.params))


def test_every_shipped_example_satisfies_its_own_field() -> None:
    """The example shown to a person would be accepted; so would the English form find a label everywhere."""
    for row in catalogue():
        for field in row.form.fields if row.form else ():
            assert field.label_en, (row.code, field.id)
            if field.example:
                form = Form(
                    "f", "1", "f", fields=(FormField(field.id, field.label, field.type, pattern=field.pattern),)
                )
                assert check_form(form, filled(**{field.id: field.example})) == (), (row.code, field.id)
            if field.pattern:
                assert field.hint, (row.code, field.id)


def test_every_type_of_field_is_judged() -> None:
    """What no type but text may be is a fault of each; text takes it."""
    wrong = {
        type_
        for type_ in FieldType
        if check_form(Form("f", "1", "f", fields=(FormField("x", "x", type_),)), (FormValue("x", "?"),))
    }
    assert wrong == set(FieldType) - {FieldType.TEXT, FieldType.MULTILINE}
