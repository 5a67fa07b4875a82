"""Has the digital signatures of papers judged while somebody waits: in a warm child of their own, five seconds at most.

A child that is busy drawing somebody's pages must not make a check wait, nor a hostile paper the pages.
"""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

from desk_client.services.parts import Parts
from desk_client.services.revocations import RevocationLists
from sandbox.runner import Sandbox, Stoppable
from token_signing.certificate import CertificateFacts
from token_signing.claimed_times import with_times
from token_signing.revocation_list import Asked, ListFacts, describe_list, look_through
from token_signing.verdict import Verdict, Verification
from token_signing.verify import LIMITS, WARM, TrustedBy, verify

VIETNAM = timezone(timedelta(hours=7))


class SignatureChecks:
    """Judges by the roots that the centre told this desk, and by the known lists; close it when done."""

    def __init__(self, parts: Parts, lists: RevocationLists = tuple) -> None:
        self._parts = parts
        self._lists = lists
        self._sandbox = Sandbox(LIMITS, warm=WARM)
        self._looked_up: tuple[tuple[bytes, ...], dict[Asked, datetime | None]] = ((), {})

    def check(
        self, pdf: bytes, at: datetime | None = None, stopped: Callable[[], bool] = lambda: False
    ) -> Verification:
        """What the signatures are at a local moment, now unless it is given; never an exception.

        Once nobody waits (`stopped`) the check is ended, and what it says then says nothing.
        """
        moment = (at or self._parts.clock.now()).replace(tzinfo=VIETNAM)
        return verify(Stoppable(self._sandbox, stopped), pdf, self._trusted(), moment)

    def check_act(
        self, pdf: bytes, at: datetime, made_from: int = 0, stopped: Callable[[], bool] = lambda: False
    ) -> Verification:
        """The same of a file that an act of a local moment names, as the centre judges it: its times fit the act's.

        `made_from`: the first bytes are the paper that was signed, and nothing but the signature stands behind them.
        """
        moment = at.replace(tzinfo=VIETNAM)
        return with_times(verify(Stoppable(self._sandbox, stopped), pdf, self._trusted(), moment, made_from), moment)

    def describe_list(self, der: bytes) -> ListFacts | None:
        """What a revocation list says of itself; None for what is none, or is not its issuer's."""
        return describe_list(self._sandbox, der, self._parts.identity.trust_anchors)

    def revoked(self, facts: CertificateFacts, authorities: tuple[bytes, ...]) -> bool:
        """Whether a certificate was taken back by now, as far as this desk knows; told before anything is signed.

        `authorities` are those that came with it. The known lists are looked through once for each certificate. What
        cannot be looked up is asked again the next time; the finished signature is judged by the same lists.
        """
        lists = self._lists()
        if lists != self._looked_up[0]:
            self._looked_up = (lists, {})
        known = self._looked_up[1]
        asked = Asked(facts.issuer, facts.serial, (*self._parts.identity.trust_anchors, *authorities))
        if asked not in known:
            listed = look_through(self._sandbox, lists, asked)
            if listed is None:
                return False
            known[asked] = listed.since
        since = known[asked]
        return since is not None and since <= self._parts.clock.now().replace(tzinfo=VIETNAM)

    def _trusted(self) -> TrustedBy:
        return TrustedBy(self._parts.identity.trust_anchors, self._lists())

    def close(self) -> None:
        """End the child."""
        self._sandbox.close()


def asks_first(found: Verification) -> bool:
    """Whether a person has to decide before such a paper is taken."""
    return found.verdict is Verdict.RED
