"""Every library of the desk comes as a wheel for Windows: list and lock agree, and each way to disagree is seen."""

import pytest
from packaging_commands import load

wheels = load("windows_wheels")
LOCK = wheels.LOCK.read_text(encoding="utf-8")
FILES = wheels.read_list(wheels.LIST.read_text(encoding="utf-8"))


def test_every_library_of_the_desk_has_a_windows_wheel() -> None:
    """A win_amd64 or pure wheel of Python 3.11 whose hash the lock holds, for each pin."""
    pins = wheels.read_lock(LOCK)
    assert len(pins) == sum(line[:1].isalnum() for line in LOCK.splitlines())
    assert all(pin.hashes for pin in pins)
    assert wheels.faults(pins, FILES) == []


def test_the_libraries_are_those_of_windows() -> None:
    """Linux's key store is not asked for, the one of Windows is."""
    names = {pin.name for pin in wheels.for_windows(wheels.read_lock(LOCK))}
    assert {"pyside6-essentials", "sqlcipher3", "python-pkcs11", "pywin32-ctypes", "tzdata", "pyscard"} <= names
    assert not {"secretstorage", "jeepney"} & names


ONLY_ON_LINUX = {
    "python-sane": "SANE is not on Windows: a watched folder takes what the maker's own program scanned",
    "secretstorage": "the key store of a Linux session; Windows has its own, through keyring",
    "jeepney": "what secretstorage speaks",
}


def test_no_marker_cuts_a_device_off_on_windows() -> None:
    """Whatever Linux alone installs is named here with its reason; the drivers both have are of one version."""
    drivers = wheels.read_lock((wheels.LOCK.parent / "devices-linux.txt").read_text(encoding="utf-8"))
    desk = wheels.read_lock(LOCK)
    windows = {pin.name: pin.version for pin in wheels.for_windows(desk)}
    assert {pin.name for pin in (*desk, *drivers)} - windows.keys() == ONLY_ON_LINUX.keys()
    assert {pin.name: pin.version for pin in drivers if pin.name in windows} == {"pyscard": windows["pyscard"]}


WHEEL = "pikepdf-10.18.0-cp311-cp311-win_amd64.whl"
PIN = f"pikepdf==10.18.0 \\\n    --hash=sha256:{'a' * 64}\n"


@pytest.mark.parametrize(
    ("lock", "files", "said"),
    [
        (PIN, {WHEEL: "a" * 64}, ""),
        (PIN.replace(" \\", " ; sys_platform == 'linux' \\"), {}, ""),
        (PIN, {}, "no Windows wheel"),
        (PIN, {WHEEL: "b" * 64}, "does not know the hash"),
        (PIN, {WHEEL.replace("win_amd64", "manylinux_2_28_x86_64"): "a" * 64}, "does not run on Windows"),
        (PIN, {WHEEL.replace("cp311-cp311", "cp312-cp312"): "a" * 64}, "does not run on Windows"),
        (PIN, {WHEEL.replace("win_amd64", "win_arm64"): "a" * 64}, "does not run on Windows"),
        (PIN, {WHEEL.replace("10.18.0", "10.17.0"): "a" * 64}, "no Windows wheel"),
        (PIN, {WHEEL: "a" * 64, WHEEL.replace("pikepdf", "lost"): "c" * 64}, "no such library"),
        (PIN.replace(" \\", " ; sys_platform == 'linux' \\"), {WHEEL: "a" * 64}, "no such library"),
    ],
)
def test_each_way_to_disagree_is_seen(lock: str, files: dict[str, str], said: str) -> None:
    """Missing, of another version, machine or Python, of an unknown hash, or of no pin."""
    faults = wheels.faults(wheels.read_lock(lock), files)
    assert (faults[0] if faults else "").count(said) == 1 if said else faults == []
