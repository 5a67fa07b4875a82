"""Finds the sentence for what went wrong: what it is and what an administrator does; wording is in the messages."""

from dataclasses import dataclass

from central_server.bootstrap.words import Words
from central_server.ports.faults import CentreFault
from central_server.settings import ALL_SETTINGS, CONFIG_NAME, SettingsFault


@dataclass(frozen=True, slots=True)
class Complaint:
    """A stable code for programs, the message for a person and the words of its places."""

    code: str
    message_id: str
    params: dict[str, str]

    def spoken(self, words: Words) -> str:
        """The sentence."""
        return words(self.message_id, **self.params)


def of_centre(fault: CentreFault) -> Complaint:
    """What the centre cannot do as it stands."""
    return Complaint(fault.code, f"centre.fault.{fault.code}", {"detail": fault.detail})


def of_settings(fault: SettingsFault, words: Words) -> Complaint:
    """A setting that cannot be used: what it means, where it is written, the least it may be."""
    row = next((one for one in ALL_SETTINGS if one.name == fault.name), None)
    params = {"name": fault.name, "origin": fault.origin, "file": CONFIG_NAME}
    if row is None:
        broken_file = fault.name == "*"
        return Complaint("settings", f"centre.fault.settings.{'file' if broken_file else 'unknown'}", params)
    params |= {"text": words(row.text), "least": str(fault.least), "variable": f"MOTCUA_{row.name.upper()}"}
    return Complaint("settings", f"centre.fault.settings.{'least' if fault.least else 'value'}", params)
