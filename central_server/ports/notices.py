"""What the centre tells citizens: a notice, the channel it takes, what came back; values and ports, nothing decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from dossier.identifiers import DossierId, OfficeId
from dossier.state import Dossier


class NoticeChannel(str, Enum):
    """Kênh báo: how a notice reaches the citizen; `call` is a row of the office's list "Danh sách cần gọi điện"."""

    PORTAL = "portal"
    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"
    CALL = "call"


OUTGOING = (NoticeChannel.EMAIL, NoticeChannel.SMS, NoticeChannel.ZALO)
"""Channels that hand a message to somebody else's system."""


LEADERS_LETTER = "watch"
"""Template of the letter that tells a leader what lies in his office; its words are in the notice itself."""


class NoticeState(str, Enum):
    """Where a notice stands on one channel."""

    WAITING = "waiting"
    """To be sent from `next_ms` on; a call: to be made."""
    SENDING = "sending"
    """Taken by a runner; free again at `next_ms` if that runner died."""
    SENT = "sent"
    """The provider has taken it and named it."""
    DELIVERED = "delivered"
    """The provider says it arrived; on the portal: it stands on the page."""
    FAILED = "failed"
    """For good on this channel; the next one has taken over."""
    DROPPED = "dropped"
    """It stopped being true before it was sent."""
    DONE = "done"
    """A person spoke to the citizen."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be kept on one channel; (dossier, cause, template, channel) names it, a second one changes nothing.

    `cause` is the act, `past_due/<due moment>`, or `watch/<day>/<person>` in a letter to a leader, where `dossier` is
    the office that it is about (`LEADERS_LETTER`); `at` the local moment of it; `places` what fills the template;
    `text` what is said there (portal, call); `call`: worth a telephone call when no channel is left.
    """

    dossier: DossierId
    cause: str
    template: str
    channel: NoticeChannel
    office: OfficeId
    at: str
    places: Mapping[str, str]
    state: NoticeState
    made_ms: int
    next_ms: int
    call: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A kept notice. `sent_to` is the masked address, `provider_id` and `answer` the proof, `answered_ms` its time."""

    id: int
    dossier: DossierId
    cause: str
    template: str
    channel: NoticeChannel
    office: OfficeId
    at: str
    places: Mapping[str, str]
    state: NoticeState
    made_ms: int
    next_ms: int
    call: bool
    text: str
    attempts: int
    sent_to: str
    provider_id: str
    answer: str
    answered_ms: int


@dataclass(frozen=True, slots=True)
class Mark:
    """What became of a claimed notice; counts as an attempt when `tried`."""

    id: int
    state: NoticeState
    next_ms: int
    answer: str
    answered_ms: int
    tried: bool = True
    text: str = ""
    sent_to: str = ""
    provider_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedPart:
    """Events of one office's own acts in a stretch of its feed: (exact act line, ruling) in order; `upto` its end."""

    office: OfficeId
    after: int
    upto: int
    events: tuple[tuple[bytes, bytes], ...]


class NoticeStore(Protocol):
    """The notices of one transaction."""

    def behind(self) -> Sequence[OfficeId]:
        """Offices whose feed goes on after what was folded."""
        ...

    def part(self, office: OfficeId, kinds: Sequence[str], length: int) -> FeedPart:
        """The next stretch of an office's feed, at most `length` rows of it, as far as these kinds of act go."""
        ...

    def move(self, part: FeedPart) -> bool:
        """Move the cursor over a part; False when somebody else has moved it: nothing may be kept then."""
        ...

    def states(self, dossiers: Sequence[DossierId]) -> Mapping[DossierId, Dossier]:
        """States of record."""
        ...

    def add(self, notices: Sequence[NewNotice]) -> int:
        """Keep those that are new; how many were."""
        ...

    def past_due(self, stages: Sequence[str], before: str, after: "DuePlace", limit: int) -> Sequence["DuePlace"]:
        """Open dossiers in these stages due before a local moment that have no notice of that due moment yet, by due
        moment; those after a place in that order.
        """
        ...

    def open_dossiers(self, after: "DuePlace", limit: int) -> Sequence["OpenDossier"]:
        """Open dossiers by due moment; those after a place in that order."""
        ...

    def claim(self, channel: NoticeChannel, now_ms: int, until_ms: int, limit: int) -> Sequence[Notice]:
        """Take notices of a channel that may be sent now; nobody else gets them before `until_ms`."""
        ...

    def mark(self, channel: NoticeChannel, marks: Sequence[Mark]) -> None:
        """Write what became of claimed notices of a channel."""
        ...

    def receipt(self, channel: NoticeChannel, provider_id: str, mark: "ReceiptMark") -> Notice | None:
        """Keep a delivery receipt; the notice when it is settled now (all parts arrived, or one never will)."""
        ...

    def of_dossier(self, dossier: DossierId, channel: NoticeChannel) -> Sequence[Notice]:
        """A dossier's notices on a channel, newest first."""
        ...

    def calls(self, office: OfficeId, limit: int) -> Sequence[Notice]:
        """Calls an office has to make, oldest first."""
        ...

    def drop_calls(self, ids: Sequence[int], answer: str, at_ms: int) -> None:
        """Take calls off the lists that would say what is not true any more."""
        ...

    def close_calls(self, dossier: DossierId, mark: "CallMark") -> int:
        """Settle, or count a try of, the open calls about a dossier; how many there were."""
        ...

    def listing(self, wanted: "Wanted") -> Sequence[Notice]:
        """Notices by id, after a place in that order."""
        ...

    def retry(self, ids: Sequence[int], now_ms: int) -> int:
        """Let failed or dropped notices of outgoing channels begin anew; all of them when `ids` is empty."""
        ...

    def tally(self) -> Mapping[tuple[NoticeChannel, NoticeState], int]:
        """How many notices stand where."""
        ...

    def take_lease(self, holder: str, now_ms: int, until_ms: int) -> bool:
        """Become, or stay, the one runner until a moment; False while somebody else is it."""
        ...

    def end_lease(self, holder: str) -> None:
        """Stop being the runner."""
        ...


@dataclass(frozen=True, slots=True)
class DuePlace:
    """A dossier in the order of due moments (local text)."""

    due: str = ""
    dossier: str = ""


@dataclass(frozen=True, slots=True)
class OpenDossier:
    """A state of record with its place in the order of due moments."""

    place: DuePlace
    state: Dossier


@dataclass(frozen=True, slots=True)
class ReceiptMark:
    """A delivery receipt: whether it arrived, what the provider said, when."""

    delivered: bool
    answer: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class CallMark:
    """The end of a call: whether the citizen was reached, in which words, when."""

    reached: bool
    answer: str
    at_ms: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notices to list; empty means any."""

    channel: NoticeChannel | None = None
    state: NoticeState | None = None
    office: str = ""
    after: int = 0
    limit: int = 500


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message: `to` is a checked address, `key` names it for ever, `fields` fill a form registered elsewhere."""

    key: str
    to: str
    subject: str
    text: str
    template: str
    fields: Mapping[str, str]


class Trouble(Enum):
    """Why a message did not go."""

    LATER = "later"
    """This message may go later."""
    NEVER = "never"
    """This address or content will not go on this channel."""
    CHANNEL = "channel"
    """The channel itself is out of order: no other message would go now."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The provider has it under these names (an SMS may have parts); `answer` is its own short answer."""

    provider_ids: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The message did not go; `answer` is a code or the provider's short answer, never content."""

    trouble: Trouble
    answer: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A provider's later word on a message or a part of it."""

    provider_id: str
    delivered: bool
    answer: str


class Sender(Protocol):
    """A channel to the outside; used by one thread. A test of each runs against a peer that is not ours."""

    def send(self, messages: Sequence[Outgoing]) -> Sequence[Taken | NotTaken]:
        """One answer for each message, in order; never raises for what the other side does."""
        ...

    def receive(self, keep: Callable[[Sequence[Receipt]], None]) -> None:
        """Take the receipts that have come and confirm them after `keep` returned."""
        ...

    def close(self) -> None:
        """End the session."""
        ...
