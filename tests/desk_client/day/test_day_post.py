"""Results by post: labels, numbers, what arrived and what came back."""

from contextlib import ExitStack

from desk_client.services.day_post import Parcel
from dossier.acts import Channel
from dossier.events import Stage
from dossier.refusals import RefusalCode
from dossier.state import Dossier
from printing.values import LabelSize
from tests.desk_client.day.day_desk import DayDesk
from tests.desk_client.dossier.test_what_was_filled_in import held_store
from tests.desk_client.listing.past import Past
from tests.fakes.people import LEADER
from tests.printing.paper_reading import all_words, page_count, page_sizes

TRACKING = ("EB123456785VN", "EB123456799VN")


def ready(desk: DayDesk, *, paid: bool = True) -> Dossier:
    """A result by post that waits at the counter."""
    state = desk.owing(2, paid=paid, way=Channel.POST)
    scan = desk.past.scanned("Bản sao đã chứng thực")
    signed = desk.past.desk.results.sign_on_paper(desk.past.crew["minh"], state.id, scan, LEADER)
    assert isinstance(signed, Dossier), signed
    assert signed.stage is Stage.AT_COUNTER, signed.stage
    return signed


def test_results_by_post_wait_and_no_others(past: Past) -> None:
    """Only those whose citizen wants them by post; results for the counter stand in its own list."""
    desk = DayDesk.over(past)
    assert desk.post.look(past.crew["hoa"]).to_send == ()
    state = ready(desk)
    assert [line.state.id for line in desk.post.look(past.crew["hoa"]).to_send] == [state.id]


def test_several_are_sent_with_their_labels(past: Past) -> None:
    """Two numbers, two acts, two labels with the citizen's address; both are on their way."""
    desk, clerk = DayDesk.over(past), past.crew["hoa"]
    states = [ready(desk), ready(desk)]
    parcels = tuple(Parcel(state.id, number) for state, number in zip(states, TRACKING, strict=True))
    sent = desk.post.send(clerk, parcels)
    assert sent.refused == ()
    assert [state.stage for state in sent.done] == [Stage.POSTED] * 2
    sight = desk.post.look(clerk)
    assert sight.to_send == ()
    assert {line.tracking for line in sight.sent} == set(TRACKING)
    paper = desk.post.labels(clerk, tuple(state.id for state in sent.done), LabelSize.A6)
    said = all_words(paper.pdf)
    assert (page_count(paper.pdf), paper.size) == (2, "A6")
    assert {tuple(round(side) for side in size) for size in page_sizes(paper.pdf)} == {(298, 420)}
    assert all(number in said for number in TRACKING)
    assert states[0].applicant.address[:20] in said
    assert "KHÔNG THU TIỀN NGƯỜI NHẬN" in said
    assert "In lại" not in said
    assert "In lại lần 1" in all_words(desk.post.labels(clerk, (states[0].id,), LabelSize.A6).pdf)


def test_one_that_is_refused_holds_no_other_back(past: Past) -> None:
    """The fee of the first is not paid: the rules refuse it, the second goes."""
    desk, clerk = DayDesk.over(past), past.crew["hoa"]
    unpaid, paid = ready(desk, paid=False), ready(desk)
    sent = desk.post.send(clerk, (Parcel(unpaid.id, TRACKING[0]), Parcel(paid.id, TRACKING[1])))
    assert [state.id for state in sent.done] == [paid.id]
    assert [(dossier, refusal.code) for dossier, refusal in sent.refused] == [(unpaid.id, RefusalCode.FEE_UNPAID)]


def test_sending_is_stopped_between_two_parcels(past: Past) -> None:
    """The first is written and told, the second waits as before."""
    desk, clerk, told = DayDesk.over(past), past.crew["hoa"], list[tuple[int, int]]()
    states = [ready(desk), ready(desk)]
    parcels = tuple(Parcel(state.id, number) for state, number in zip(states, TRACKING, strict=True))
    sent = desk.post.send(clerk, parcels, lambda: len(told) > 1, lambda done, whole: told.append((done, whole)))
    assert [state.id for state in sent.done] == [states[0].id]
    assert told == [(0, 2), (1, 2)]
    assert [line.state.id for line in desk.post.look(clerk).to_send] == [states[1].id]


def test_a_fault_between_two_parcels_keeps_what_was_sent(past: Past) -> None:
    """Another program holds the store from the second on: the first is told as sent and gets its label."""
    desk, clerk = DayDesk.over(past), past.crew["hoa"]
    states = [ready(desk), ready(desk)]
    parcels = tuple(Parcel(state.id, number) for state, number in zip(states, TRACKING, strict=True))
    with ExitStack() as bad_day:

        def told(done: int, _whole: int) -> None:
            if done:
                bad_day.enter_context(held_store(past.desk))

        sent = desk.post.send(clerk, parcels, told=told)
    assert [state.id for state in sent.done] == [states[0].id]
    assert sent.fault is not None
    assert (sent.fault.code, sent.refused) == ("store_busy", ())
    assert page_count(desk.post.labels(clerk, (states[0].id,), LabelSize.A6).pdf) == 1
    assert [line.state.id for line in desk.post.look(clerk).to_send] == [states[1].id]


def test_what_arrived_is_handed_out_and_what_came_back_waits_again(past: Past) -> None:
    """Delivered: returned to its citizen with the post's proof; come back: at the counter, to be sent again."""
    desk, clerk = DayDesk.over(past), past.crew["hoa"]
    first, second = ready(desk), ready(desk)
    desk.post.send(clerk, (Parcel(first.id, TRACKING[0]), Parcel(second.id, TRACKING[1])))
    done = desk.post.delivered(clerk, first.id, " Lê Thị Bích Ngọc ", "Phiếu báo phát 12/2019")
    assert isinstance(done, Dossier)
    assert (done.stage, done.delivery.receiver) == (Stage.RETURNED, "Lê Thị Bích Ngọc")
    back = desk.post.came_back(clerk, second.id, "không có người nhận")
    assert isinstance(back, Dossier)
    assert back.stage is Stage.AT_COUNTER
    sight = desk.post.look(clerk)
    assert [line.state.id for line in sight.to_send] == [second.id]
    assert sight.sent == ()
