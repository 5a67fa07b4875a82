"""The result paper with what the check of its signature found, in plain words."""

from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout

from desk_client.services.handing import HandSight
from desk_client.viewmodels.dossier_words import proof_message
from desk_client.viewmodels.returning import ReturnModel
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.sign.page_card import PageCard, ReadingView
from dossier.messages import Message
from token_signing.verdict import Kind, SignatureFinding, Verdict, Verification

_TONES = {
    Verdict.GREEN: Tone.DONE,
    Verdict.YELLOW: Tone.WARNING,
    Verdict.UNVERIFIABLE: Tone.WARNING,
    Verdict.RED: Tone.ERROR,
    Verdict.NONE: Tone.WARNING,
}
_ICONS = {Verdict.GREEN: "ok", Verdict.RED: "late"}


class ResultCard(PageCard):
    """Page card with the verdict over the page and the print key in its head."""

    def __init__(self, kit: Kit, model: ReturnModel) -> None:
        super().__init__(kit, model.preview, ReadingView(kit, name=kit.say("returning.result.page")), reading=False)
        self._kit = kit
        self.verdict = InfoBar(kit)
        self.print = SecondaryButton(kit, kit.say("common.print"), key="F8", icon="print", small=True)
        self.head.insertWidget(1, self.print)
        gap = kit.look.scale.space(12)
        holder = QVBoxLayout()
        holder.setContentsMargins(gap, gap, gap, 0)
        holder.addWidget(self.verdict)
        self._outer.insertLayout(2, holder)
        self.print.clicked.connect(model.print_result)
        kit.look.changed.connect(self._fit)
        self._fit()

    def show_sight(self, sight: HandSight) -> None:
        """Name the paper and say who signed it and whether that holds."""
        say, result = self._kit.say, sight.state.result
        name = (
            say("returning.result.numbered", symbol=result.symbol) if result.symbol else say("returning.result.title")
        )
        self.set_paper(name)
        self.print.setEnabled(result.file is not None)
        if result.file is None:
            self.verdict.set_state(Tone.INFO, say("returning.result.unsigned"))
        elif result.on_paper:
            signed = "" if result.signed_at is None else _moment(result.signed_at)
            words = say("returning.result.on_paper_by", signer=result.signer, when=signed)
            self.verdict.set_state(Tone.DONE, words, head=say("returning.result.on_paper"), icon="pen")
        elif sight.check is None:
            self.verdict.set_state(Tone.INFO, say("returning.result.away", signer=result.signer))
        else:
            self._say_check(sight.check, proof_message(sight.state))

    def _fit(self) -> None:
        """At large type the head has no room for the key cap; the key works all the same."""
        self.print.show_cap(not self._kit.look.scale.compact)

    def _say_check(self, check: Verification, proof: Message | None) -> None:
        say = self._kit.say
        lines = [self._signed(one) for one in check.signatures if one.kind is Kind.SIGNATURE]
        lines += [say(reason.message) for reason in check.reasons]
        if check.verdict is Verdict.GREEN:
            lines.append(say("returning.result.unchanged"))
            lines += [f"{self._kit.speak(proof)}."] if proof is not None else []
        if check.verdict in (Verdict.RED, Verdict.NONE):
            lines.append(say("returning.gap.signature"))
        if check.verdict in (Verdict.YELLOW, Verdict.UNVERIFIABLE):
            lines.append(say("returning.result.ask"))
        tone = _TONES[check.verdict]
        self.verdict.set_state(
            tone, " ".join(lines), head=say(check.verdict.message), icon=_ICONS.get(check.verdict, "")
        )

    def _signed(self, one: SignatureFinding) -> str:
        say = self._kit.say
        who = f"{one.signer_name}, {one.signer_title}" if one.signer_title else one.signer_name
        if one.claimed_at is None:
            return say("returning.result.signed_by", who=who)
        return say("returning.result.signed_at", who=who, when=_moment(one.claimed_at))


def _moment(at: datetime) -> str:
    return f"{at:%H:%M %d/%m/%Y}"
