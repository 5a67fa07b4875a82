"""What proves a signed result for years is said in words: among the facts, in the story, and who did it."""

from dataclasses import replace

import pytest

from desk_client.services.cases import TrailEntry
from desk_client.viewmodels.dossier_words import proof_message, trail_message, trail_person, trail_words
from desk_client.viewmodels.speaker import Speaker
from dossier.refusals import Refusal
from dossier.roles import CITIZEN
from dossier.state import Dossier
from tests.desk_client.listing.fixtures import words
from tests.fakes.life_scenarios import Play, read_sentence

COMPLETE = "15/03/2019 18:05 quản trị tỉnh: Bổ sung dấu thời gian cho kết quả đã ký số"


def lived(*sentences: str) -> Dossier:
    """A dossier after these sentences."""
    play = Play()
    for sentence in sentences:
        play.given(sentence)
    assert play.state is not None
    return play.state


def said(state: Dossier) -> str:
    """The words of its proof, "" for none."""
    found = proof_message(state)
    return "" if found is None else Speaker(words("vi")).speak(found)


@pytest.mark.parametrize(
    ("sentences", "told"),
    [
        (("tiếp nhận 12/03/2019 09:20, đến bước Đang giải quyết",), ""),
        (("tiếp nhận 12/03/2019 09:20, đến bước Chờ trả kết quả",), "Đã ký, chưa có dấu thời gian"),
        (
            ("tiếp nhận 12/03/2019 09:20, đến bước Chờ trả kết quả", f"{COMPLETE} | mức=B-T"),
            "Đã bổ sung dấu thời gian ngày 15/03/2019, còn chờ dữ liệu kiểm tra",
        ),
        (
            ("tiếp nhận 12/03/2019 09:20, đến bước Chờ trả kết quả", COMPLETE),
            "Đã bổ sung dấu thời gian và dữ liệu kiểm tra ngày 15/03/2019",
        ),
        (
            ("tiếp nhận 12/03/2019 09:20, đến bước Đã trả kết quả", f"{COMPLETE} | mức=B-LTA"),
            "Đã bổ sung dấu thời gian, dữ liệu kiểm tra và dấu lưu trữ ngày 15/03/2019",
        ),
    ],
)
def test_each_state_has_its_sentence(sentences: tuple[str, ...], told: str) -> None:
    """Nothing before the result is issued, then what it has, with the day that the stamp proves."""
    assert said(lived(*sentences)) == told


def test_the_story_says_what_the_centre_did() -> None:
    """With its day once, and by whom: no official, and not the citizen."""
    play = Play()
    play.given("tiếp nhận 12/03/2019 09:20, đến bước Chờ trả kết quả")
    assert not isinstance(play.do(read_sentence(COMPLETE)), Refusal)
    assert play.state is not None
    line = play.state.trail[-1]
    speaker, entry = Speaker(words("vi")), TrailEntry(line, str(line.actor))
    assert speaker.speak(trail_message(entry)) == "Bổ sung dấu thời gian ngày 15/03/2019 cho kết quả"
    assert trail_words(entry) == ""
    by_centre = replace(entry, line=replace(line, actor=CITIZEN))
    assert trail_person(speaker, by_centre) == "Máy chủ của tỉnh, tự động"
    by_citizen = replace(entry, line=replace(play.state.trail[0], actor=CITIZEN))
    assert trail_person(speaker, by_citizen) == "Người dân, qua Cổng"
