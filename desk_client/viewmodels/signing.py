"""The sign screen without widgets: what waits, what was read to the end, the token, signing one or many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from PySide6.QtCore import QObject, Signal

from desk_client.services.acting import Acting
from desk_client.services.previews import Previews
from desk_client.services.results import Results
from desk_client.services.session import Session
from desk_client.services.signing_batch import Ended
from desk_client.services.signing_pens import LeaderPapers
from desk_client.services.signing_tray import StandsFor, Ticked, Tray, TrayLine, TraySight
from desk_client.services.tokens import Tokens
from desk_client.viewmodels.dossier_words import code_tail, fault_message, refusal_message
from desk_client.viewmodels.papers_preview import PreviewModel
from desk_client.viewmodels.reading import Reading
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.signing_place import SigningPlace
from desk_client.viewmodels.signing_run import (
    Batch,
    ItemState,
    RunCases,
    RunState,
    SigningRun,
    Target,
    summary_message,
)
from desk_client.viewmodels.signing_token import TokenWatch
from dossier.acts import ActKind, SendBack
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.state import Dossier
from token_signing.devices.port import TokenSession
from token_signing.kinds import SigningKind

CALM_MS = 120
"""Changes that come within this time are read together."""


@dataclass(frozen=True, slots=True)
class SignCases:
    """The use cases that the sign screen needs."""

    tray: Tray
    results: Results
    acting: Acting
    tokens: Tokens
    previews: Previews


class SignModel(QObject):
    """What waits for this person's signature; `said` (kind, message) tells how each act ended.

    `pin_wanted` (target): the key asks for its PIN again; `run.give` takes it.
    """

    lines_changed = Signal()
    chosen_changed = Signal()
    run_changed = Signal()
    counted = Signal(int)
    said = Signal(str, object)
    pin_wanted = Signal(object)

    def __init__(
        self, cases: SignCases, runner: Runner, seat: Seat, changes: Changes, token: TokenWatch | None = None
    ) -> None:
        super().__init__()
        self._cases = cases
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self.preview = PreviewModel(cases.previews, runner)
        self.reading = Reading(self.preview)
        self.token = token or TokenWatch(cases.tokens, runner, seat)
        self.lines: tuple[TrayLine, ...] = ()
        self.read_at: datetime | None = None
        self.stands_for: Message | None = None
        self.chosen = ""
        self.run: SigningRun | None = None
        self.sending_back = False
        self.place = SigningPlace(self.preview, lambda: self.line, lambda: self.busy)
        self._in_view = False
        self._asked = 0
        self._calm = Rest(self, CALM_MS, self.refresh)
        changes.dossiers.connect(lambda _ids: self._calm.start())
        changes.sync.connect(self.preview.look_again)
        seat.changed.connect(self._other_person)
        self.reading.changed.connect(self.lines_changed)

    # -- what is shown -------------------------------------------------------------------------------------------

    @property
    def session(self) -> Session | None:
        """Who sits here."""
        return self._seat.session

    @property
    def line(self) -> TrayLine | None:
        """The paper in view."""
        return next((line for line in self.lines if line.id == self.chosen), None)

    @property
    def busy(self) -> bool:
        """Whether a signature is under way."""
        return self.run is not None and self.run.state is not RunState.ENDED

    def was_seen(self, line: TrayLine) -> bool:
        """Whether the file of a line was read to its end, or ticked as read."""
        return line.file is not None and self.reading.known(line.file)

    def seen_lines(self) -> tuple[TrayLine, ...]:
        """Every paper that this person may sign and has read to its end, or ticked."""
        return tuple(line for line in self._signable() if self.was_seen(line))

    def unseen_lines(self) -> tuple[TrayLine, ...]:
        """Every paper that this person may sign and has neither read nor ticked."""
        return tuple(line for line in self._signable() if line.file is not None and not self.was_seen(line))

    def seen_targets(self) -> tuple[Target, ...]:
        """What was read or ticked as papers of a batch."""
        return tuple(self.target(line) for line in self.seen_lines())

    def target(self, line: TrayLine) -> Target:
        """A line as a paper of a batch."""
        unread = 0 if line.file is None else self.reading.unread(line.file)
        return Target(line.id, line.sha256, line.state.applicant.name, paper_name(line), unread)

    @property
    def only_by_hand(self) -> bool:
        """Whether this person signs nothing here and may only record signatures by hand."""
        return bool(self.lines) and not any(line.by_token for line in self.lines)

    @property
    def seals(self) -> bool:
        """Whether the paper in view, or what waits at all, is to be numbered and sealed in the agency's token."""
        line = self.line or next(iter(self.lines), None)
        return line is not None and line.to_issue and not line.to_sign

    @property
    def kind(self) -> SigningKind:
        """Which kind of signature is made here: the leader's, or the agency's."""
        return SigningKind.AGENCY if self.seals else SigningKind.LEADER

    def may(self, kind: ActKind) -> bool:
        """Whether the table allows this act on the paper in view."""
        return self.line is not None and kind in self.line.acts

    # -- looking -------------------------------------------------------------------------------------------------

    def enter(self) -> None:
        """The screen came into view: read the tray and watch the token."""
        self._in_view = True
        self.token.start()
        self.refresh()

    def leave(self) -> None:
        """The screen goes out of view: the token is watched as for everybody."""
        self._in_view = False
        self.token.start(closely=False)

    def refresh(self) -> None:
        """Read the tray anew."""
        session = self._seat.session
        if session is None:
            return
        self._asked += 1
        asked = self._asked
        self._runner.start(lambda: self._cases.tray.look(session), lambda sight: self._show(asked, sight), self._failed)

    def turn_tick(self) -> None:
        """Tick the paper in view as read, or take its tick back."""
        file = None if self.line is None or not self.line.by_token else self.line.file
        if file is not None and not self.busy:
            if self.reading.ticked(file):
                self.reading.untick(file)
            elif not self.reading.known(file):
                self.reading.tick((file,))

    def tick_all(self) -> None:
        """Tick every paper that this person may sign and has not read."""
        if not self.busy:
            self.reading.tick(line.file for line in self.unseen_lines() if line.file is not None)

    def choose(self, dossier: str) -> None:
        """Show another paper."""
        if dossier != self.chosen:
            self.chosen = dossier
            self._show_chosen()

    # -- signing -------------------------------------------------------------------------------------------------

    def gap_one(self) -> Message | None:
        """Why the paper in view cannot be signed now, or None when only the PIN is missing."""
        line = self.line
        if line is None:
            return message("sign.gap.nothing")
        if not line.by_token:
            return message("sign.gap.on_paper" if line.to_issue else "sign.gap.not_yours")
        if line.file is None:
            return message("sign.gap.no_draft" if line.state.lacks_draft else "sign.gap.no_file")
        if not self.was_seen(line):
            return self.preview.trouble or message("sign.gap.unseen")
        return self.token.gap(self.kind)

    def gap_many(self) -> Message | None:
        """Why nothing can be signed together now, or None when only the PIN is missing."""
        return self.token.gap(self.kind) if self.seen_lines() else message("sign.gap.none_seen")

    def bare(self, targets: Sequence[Target]) -> tuple[str, ...]:
        """The papers without pages that signing these takes on: each name once."""
        wanted = {target.key for target in targets}
        return tuple(dict.fromkeys(name for line in self.lines if line.id in wanted for name in line.bare))

    def sign_one(self, pin: str | None, unscanned: str = "") -> None:
        """Sign the paper in view with one PIN, which is kept nowhere."""
        line = self.line
        if line is not None:
            self._begin((line,), pin, unscanned)

    def sign_many(self, targets: Sequence[Target], pin: str | None, unscanned: str = "") -> None:
        """Sign these papers, all of them read, with one PIN in one session; why other papers have no pages."""
        wanted = {target.key for target in targets}
        self._begin(tuple(line for line in self.lines if line.id in wanted and self.was_seen(line)), pin, unscanned)

    def send_back(self, reason: str) -> None:
        """Give the paper in view back to the officer."""
        session, line = self._seat.session, self.line
        if session is None or line is None or self.sending_back:
            return
        self.sending_back = True
        state = line.state
        self._runner.start(
            lambda: self._cases.acting.do(session, SendBack(reason.strip()), state.id),
            lambda done: self._sent_back(state, done),
            self._failed,
        )

    # -- inside --------------------------------------------------------------------------------------------------

    def _begin(self, lines: tuple[TrayLine, ...], pin: str | None, unscanned: str) -> None:
        session, sight = self._seat.session, self.token.choice(self.kind).sight
        if session is None or sight is None or self.busy or not lines:
            return
        self.token.stop()
        targets = tuple(self.target(line) for line in lines)
        cases = RunCases(self._cases.tokens, self._batch(session, lines, unscanned))
        self.run = SigningRun(cases, self._runner, self._changes, targets)
        self.run.changed.connect(self.run_changed)
        self.run.ended.connect(self._run_ended)
        self.run.pin_wanted.connect(self.pin_wanted)
        self.run.begin(sight, pin)

    def _signable(self) -> Iterator[TrayLine]:
        seals = self.seals
        return (line for line in self.lines if line.by_token and line.to_sign != seals)

    def _batch(self, session: Session, lines: tuple[TrayLine, ...], unscanned: str) -> Batch:
        """What a run of this person does: sign drafts, or number and seal what was signed.

        Which of them were ticked and not read is written down before the first of them is signed.
        """
        results, sealing, moved = self._cases.results, lines[0].to_issue, self.place.spots(lines)
        told = tuple(self.target(line) for line in lines)
        ticked = tuple(Ticked(one.key, one.seen, one.unread) for one in told if one.unread)

        def batch(token: TokenSession, targets: Sequence[Target], stop: Event) -> Iterator[Ended]:
            self._cases.tray.keep_ticked(session, ticked)
            if sealing:
                return results.seal_many(session, [target.key for target in targets], token, stop)
            seen = {target.key: target.seen for target in targets}
            return results.sign_many(session, LeaderPapers(seen, moved, unscanned), token, stop)

        return batch

    def _run_ended(self) -> None:
        run = self.run
        if run is None:
            return
        self.token.start(closely=self._in_view)
        signed = run.count(ItemState.SIGNED)
        first = run.items[0]
        if len(run.items) == 1 and signed:
            self.said.emit("done", message("sign.signed", paper=first.target.paper, name=first.target.name))
        elif len(run.items) == 1 or not run.done:
            self.said.emit("error", run.why or first.why or message("sign.nothing_signed"))
        else:
            self.said.emit("done" if signed == len(run.items) else "warning", summary_message(run))
        self.refresh()

    def _sent_back(self, state: Dossier, done: Dossier | Refusal) -> None:
        self.sending_back = False
        if isinstance(done, Refusal):
            self.said.emit("error", refusal_message(done))
            return
        self.said.emit("done", message("sign.sent_back", name=state.applicant.name))
        self._changes.tell([state.id])

    def _show(self, asked: int, sight: TraySight) -> None:
        if asked != self._asked:
            return
        before = [line.id for line in self.lines]
        self.lines, self.read_at = sight.lines, sight.at
        self.stands_for = None if sight.stands_for is None else _stands_for(sight.stands_for)
        self.counted.emit(sum(line.to_sign or line.to_issue for line in self.lines))
        ids = [line.id for line in self.lines]
        if self.chosen not in ids:
            self.chosen = following(self.chosen, before, ids)
        self.lines_changed.emit()
        self._show_chosen()

    def _show_chosen(self) -> None:
        line = self.line
        self.preview.show(None if line is None else line.file)
        self.chosen_changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.sending_back = False
        self.said.emit("error", fault_message(fault))

    def _other_person(self) -> None:
        """Another person sits down: nothing was read, nothing stays in view, no token stays open."""
        if self.run is not None:
            self.run.close()
        self.lines, self.read_at, self.chosen, self.run = (), None, "", None
        self.stands_for = None
        self.reading.forget()
        self.preview.forget()
        self.place.forget()
        self.token.forget()
        if self._in_view and self._seat.session is not None:
            self.token.start()
        self.lines_changed.emit()
        self._show_chosen()
        self.run_changed.emit()
        self.refresh()


def paper_name(line: TrayLine) -> str:
    """What names a paper among others: its number and symbol, else the last part of the dossier's code."""
    return line.state.result.symbol or code_tail(line.state.code)


def following(gone: str, before: list[str], now: list[str]) -> str:
    """The paper that comes after one that is gone: the next that is still there, else the first."""
    after = before[before.index(gone) + 1 :] if gone in before else []
    return next((one for one in after if one in now), now[0] if now else "")


def _stands_for(one: StandsFor) -> Message:
    until = "…" if one.until is None else f"{one.until:%d/%m/%Y}"
    return message(f"deputy.sign.{one.signing.value}", title=one.title, name=one.name, basis=one.basis, until=until)
