"""Honest signatures, one to each kind of forgery, which desk and centre must take, or a refusal would say nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.forged.attempt import Case, Forgery, Step
from tests.forged.kinds_people import by_file, by_token
from tests.forged.papers import Carried

_SCAN = b"%PDF-1.4 scan of a paper with an ink signature and a red stamp\n%%EOF\n"


@dataclass(frozen=True)
class Control:
    """An honest act: how it is made, and which leader approved the paper."""

    make: Callable[[Case], Forgery]
    leader: str = "minh"

    def on(self, case: Case) -> Forgery:
        """The act on the papers of a case."""
        return self.make(case)


def _scanned(step: Step) -> Callable[[Case], Forgery]:
    return lambda _case: Forgery(step, Carried(_SCAN, "", "", "", ""), on_paper=True)


CONTROLS: dict[str, Control] = {
    "leader, rsa": Control(by_token("leader", "rsa", Step.SIGN)),
    "leader, ec": Control(by_token("leader", "ec", Step.SIGN)),
    "leader, found on the shelf": Control(by_file("leader", "ec", Step.SIGN, green=False)),
    "agency, rsa": Control(by_token("agency", "rsa", Step.SEAL)),
    "agency, ec": Control(by_token("agency", "ec", Step.SEAL)),
    "agency, found on the shelf": Control(by_file("agency", "ec", Step.SEAL, green=False)),
    "agency bound under another name": Control(by_token("agency.short", "ec", Step.SEAL)),
    "by name where nothing is bound": Control(by_token("unbound", "ec", Step.SIGN, "ty"), "ty"),
    "another leader's own paper": Control(by_token("second", "ec", Step.SIGN, "an"), "an"),
    "a delegation that runs": Control(by_token("deputy", "ec", Step.SIGN, "quy"), "quy"),
    "revoked later": Control(by_token("leader.revoked_later", "ec", Step.SIGN)),
    "signed by hand and scanned": Control(_scanned(Step.SIGN)),
}

OF_KIND: dict[str, str] = {
    "a clerk's certificate on a result": "leader, ec",
    "a person's certificate as the agency's seal": "agency, ec",
    "expired at signing": "leader, rsa",
    "not valid yet": "leader, ec",
    "revoked": "revoked later",
    "unknown root": "agency, rsa",
    "same name, other key": "by name where nothing is bound",
    "who left the office": "another leader's own paper",
    "delegation ended or not begun": "a delegation that runs",
    "another office's leader or seal": "agency bound under another name",
    "a person of another office": "another leader's own paper",
    "a clerk signs, a leader seals": "leader, ec",
    "act of one person, certificate of another": "another leader's own paper",
    "a certified copy as the result": "leader, found on the shelf",
    "time before the certificate": "leader, found on the shelf",
    "a time that cannot be": "agency, found on the shelf",
    "signature over other bytes": "leader, found on the shelf",
    "copied from another dossier": "leader, found on the shelf",
    "file swapped after the act": "agency, found on the shelf",
    "act of one revision, file of another": "agency, found on the shelf",
    "a second signature behind the right one": "leader, found on the shelf",
    "the seal before the leader": "agency, ec",
    "văn thư changes more than number and date": "agency, found on the shelf",
    "more in the file than the paper and the signature": "leader, found on the shelf",
    "another number or day than the act's": "agency, ec",
    "signed on paper, said of a digital file": "signed by hand and scanned",
    "ECDSA that proves nothing": "leader, ec",
    "RSA that proves nothing": "leader, rsa",
    "bytes behind the end": "agency, found on the shelf",
    "a hole in the signed range": "agency, found on the shelf",
    "changed after the last signature": "agency, found on the shelf",
}
"""The honest act that stands beside each kind."""
