"""Keeps the desk's secrets: the system's key ring, or a 0600 file with a loud notice where there is none."""

import base64
import os
from pathlib import Path

from desk_client.ports import DeskFault, disk_fault

_SERVICE = "motcua-desk"


class SystemKeyStore:
    """The key ring of the operating system, by `keyring`."""

    notice = ""

    def get(self, name: str) -> bytes | None:
        import keyring  # noqa: PLC0415  only used when a store is opened

        value = keyring.get_password(_SERVICE, name)
        return None if value is None else base64.b64decode(value)

    def put(self, name: str, secret: bytes) -> None:
        import keyring  # noqa: PLC0415  as above
        from keyring.errors import KeyringError  # noqa: PLC0415  as above

        try:
            keyring.set_password(_SERVICE, name, base64.b64encode(secret).decode())
        except KeyringError as fault:
            raise DeskFault("key_store_failed") from fault


class FileKeyStore:
    """One file a secret, readable by this user only; every screen that shows devices says so."""

    notice = "key_store.file"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        path = self._folder / f"{name}.key"
        return path.read_bytes() if path.exists() else None

    def put(self, name: str, secret: bytes) -> None:
        path = self._folder / f"{name}.key"
        part = path.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(secret)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        except OSError as fault:
            raise disk_fault(fault) from fault


def key_store_of(kind: str, folder: Path) -> SystemKeyStore | FileKeyStore:
    """The store that the setting names; `system` falls back to the file where the machine has no key ring."""
    if kind == "file" or not _has_key_ring():
        return FileKeyStore(folder)
    return SystemKeyStore()


def _has_key_ring() -> bool:
    import keyring  # noqa: PLC0415  as above
    from keyring.backends.fail import Keyring as NoKeyring  # noqa: PLC0415  as above

    return not isinstance(keyring.get_keyring(), NoKeyring)
