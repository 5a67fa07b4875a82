"""The two lists of the administrator: accounts with their roles, procedures with how far they are."""

from central_sync.protocol.administering import ProcedureLine
from desk_client.services.administering import IN_FORCE, AccountLine
from desk_client.views.admin.dialogs import role_words
from desk_client.views.kit.bars import EmptyState
from desk_client.views.kit.cards import Card
from desk_client.views.kit.flow import Pages
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.scale import Role as TextRole
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone

_DAY = "%d/%m/%Y"


class AccountList(Card):
    """Who may log in here: roles, since when, and whether the account is locked."""

    def __init__(self, kit: Kit) -> None:
        say = kit.say
        super().__init__(kit, flush=True)
        self._outfit = kit
        columns = (
            Column(say("admin.column.person"), 250),
            Column(say("admin.column.login"), 120, drop=2),
            Column(say("admin.column.roles")),
            Column(say("admin.column.since"), 200, drop=1),
            Column(say("admin.column.state"), 150),
        )
        self.table = DossierTable(kit, columns, name=say("admin.tab.accounts"))
        self.add(self.table, 1)
        self.detail = Label("", TextRole.SMALL, wrap=True)
        gap = kit.look.scale.space(12)
        self.detail.setContentsMargins(gap, gap // 2, gap, gap // 2)
        self.add(self.detail)
        self.detail.hide()

    def tell(self, one: AccountLine | None) -> None:
        """Say each role of the chosen person with its first day; a row has not room for them all."""
        say = self._outfit.say
        roles = () if one is None else one.roles
        self.detail.setVisible(len(roles) > 1)
        if one is not None:
            told = (
                say("admin.since", role=role_words(self._outfit, role), day=f"{role.since:{_DAY}}") for role in roles
            )
            self.detail.setText("\n".join((one.person.name, *told)))

    def show_rows(self, rows: tuple[AccountLine, ...]) -> None:
        """Show these."""
        self.table.set_rows(tuple(map(self._row, rows)))

    def _row(self, one: AccountLine) -> Row:
        say = self._outfit.say
        state, tone = ("open", Tone.DONE) if one.roles else ("none", Tone.QUIET)
        if one.locked:
            state, tone = "locked", Tone.ERROR
        roles = "; ".join(role_words(self._outfit, role) for role in one.roles) or say("admin.no_role")
        since = "; ".join(dict.fromkeys(f"{role.since:{_DAY}}" for role in one.roles))
        cells = (
            Cell(one.person.name, one.person.title, strong=True),
            Cell(one.person.login),
            Cell(roles, tone=Tone.PLAIN if one.roles else Tone.QUIET),
            Cell(since),
            Cell(say(f"admin.state.{state}"), say("admin.me") if one.me else "", tone=tone),
        )
        return Row(one.person.id, cells, _sentence(cells))


class ProcedureList(Card):
    """What is on its way into force, then what is in force today."""

    def __init__(self, kit: Kit) -> None:
        say = kit.say
        super().__init__(kit, flush=True)
        self._outfit = kit
        columns = (
            Column(say("admin.column.procedure")),
            Column(say("admin.column.far"), 200),
            Column(say("admin.column.lacks"), 330, drop=1),
        )
        self.table = DossierTable(kit, columns, name=say("admin.tab.procedures"))
        self.empty = EmptyState(kit, say("admin.no_procedure"), icon="list")
        self._pages = Pages()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        self.add(self._pages, 1)

    def show_rows(self, rows: tuple[ProcedureLine, ...]) -> None:
        """Show these."""
        self._pages.setCurrentWidget(self.table if rows else self.empty)
        self.table.set_rows(tuple(self._row(place, one) for place, one in enumerate(rows)))

    def _row(self, place: int, one: ProcedureLine) -> Row:
        say = self._outfit.say
        since = "" if one.valid_from is None else say("admin.valid_from", day=f"{one.valid_from:{_DAY}}")
        ready = one.state == IN_FORCE
        lacks = ", ".join(map(self._gap, one.gaps)) or ("" if ready else say("admin.complete"))
        review = say("admin.review", count=one.review) if one.review else ""
        cells = (
            Cell(one.name, f"{one.code} · {one.office}" if one.office else one.code, strong=True),
            Cell(self._state(one.state), since, tone=Tone.DONE if ready else Tone.INFO),
            Cell(lacks, review, tone=Tone.WARNING if one.gaps else Tone.QUIET),
        )
        return Row(f"{place}", cells, _sentence(cells))

    def _state(self, state: str) -> str:
        """In words; of a later version of the centre as it is."""
        key = f"admin.far.{state}"
        return self._outfit.say(key) if self._outfit.speaker.knows(key) else state

    def _gap(self, gap: str) -> str:
        key = f"admin.gap.{gap.replace('.', '_')}"
        return self._outfit.say(key) if self._outfit.speaker.knows(key) else gap


def _sentence(cells: tuple[Cell, ...]) -> str:
    return ", ".join(part for cell in cells for part in (cell.text, cell.second) if part)
