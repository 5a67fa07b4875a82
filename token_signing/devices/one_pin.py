"""Sessions of keys that ask for their PIN before every signature: a person is asked each time, nothing is kept."""

from __future__ import annotations

from collections.abc import Callable

from .port import TokenSession, TokenTrouble, Trouble


class _Around:
    """What a session around another one passes on as it is."""

    def __init__(self, session: TokenSession) -> None:
        self._session = session

    @property
    def certificate_der(self) -> bytes:
        """Signing certificate as DER."""
        return self._session.certificate_der

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Certificates of authorities found on the token, as DER."""
        return self._session.chain

    @property
    def pin_each_time(self) -> bool:
        """As the session's."""
        return self._session.pin_each_time

    def close(self) -> None:
        """End the session."""
        self._session.close()


class OnePin(_Around):
    """An opened session with the PIN of one signature, which is forgotten with it."""

    def __init__(self, session: TokenSession, pin: str) -> None:
        super().__init__(session)
        self._pin: str | None = pin

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        """Sign once with the PIN."""
        held, self._pin = self._pin, None
        return self._session.sign(tbs, held if pin is None else pin)

    def close(self) -> None:
        """End the session and forget a PIN that was not used."""
        self._pin = None
        super().close()


class AskedEachTime(_Around):
    """A session that asks a person for the PIN before every signature but the first; `ask` gives "" for no PIN."""

    def __init__(self, session: TokenSession, ask: Callable[[], str]) -> None:
        super().__init__(session)
        self._ask = ask
        self._first = True

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        """Ask, then sign; without a PIN nothing is asked of the token."""
        first, self._first = self._first, False
        if not first and self.pin_each_time and pin is None:
            pin = self._ask()
            if not pin:
                return TokenTrouble(Trouble.PIN_EACH_TIME)
        return self._session.sign(tbs, pin)
