"""Says whose a signing certificate is: by what the province bound, and only where nothing is bound by its name."""

from dataclasses import dataclass
from datetime import date

from dossier.identifiers import OfficeId, PersonId
from dossier.text import fold


@dataclass(frozen=True, slots=True)
class Binding:
    """A signing certificate (chứng thư số) and whose it is: a person's, or an office's, whose văn thư seals with it.

    `sha256` is that of its DER (hex). `until` is the last day on which it counts: a lost token's own.
    """

    sha256: str
    owner: PersonId | OfficeId
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it counts on a day."""
        return self.until is None or day <= self.until


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who signs or an office that seals, by id and name, with every binding that is known of either."""

    id: PersonId | OfficeId
    name: str
    bound: tuple[Binding, ...] = ()

    def owns(self, sha256: str, name: str, day: date) -> bool:
        """Whether a certificate of that hash and common name is his on a day.

        A bound certificate is its owner's alone. One that is bound to nobody counts by its name, but not for whom
        another one was bound: then somebody has looked at his.
        """
        same = [one for one in self.bound if one.sha256 == sha256]
        if same:
            return any(one.owner == self.id and one.holds_on(day) for one in same)
        return not self.has_own and bool(name) and fold(name) == fold(self.name)

    @property
    def has_own(self) -> bool:
        """Whether a certificate was ever bound to him."""
        return any(one.owner == self.id for one in self.bound)
