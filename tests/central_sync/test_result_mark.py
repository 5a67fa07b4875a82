"""The mark of a printed result: the same at desk and centre, one for each dossier, typed in any way."""

from central_sync.protocol.result_mark import is_result_mark, result_mark

KEY, OTHER = "5c" * 32, "5d" * 32


def test_a_mark_belongs_to_one_dossier() -> None:
    """Eight legible letters and digits that depend on the kept hash of the secret alone."""
    assert result_mark(KEY) == result_mark(KEY) != result_mark(OTHER)
    assert len(result_mark(KEY)) == 8
    assert is_result_mark(KEY, result_mark(KEY))
    assert not is_result_mark(KEY, result_mark(OTHER))


def test_a_mark_is_known_however_it_is_typed() -> None:
    """Small letters and spaces do not matter."""
    mark = result_mark(KEY)
    assert is_result_mark(KEY, f" {mark[:4].lower()} {mark[4:]} ")


def test_a_dossier_without_a_secret_has_no_mark() -> None:
    """Nothing typed, an empty mark least of all, opens it."""
    assert result_mark("") == ""
    assert not is_result_mark("", "")
