"""Which drivers a desk finds on its machine: the newest of each vendor, from a table, loading none."""

from __future__ import annotations

import sys
from pathlib import Path, PureWindowsPath

import pytest

from desk_client.belongings import load_token_drivers
from token_signing.devices.known_drivers import DriverTable, Vendor, installed, named, read_table
from token_signing.devices.port import Pkcs11Place

SHIPPED = Path(__file__).parents[2] / "resources" / "devices" / "token_drivers.toml"


def test_first_file_of_each_vendor_that_is_there_is_found(tmp_path: Path) -> None:
    """The newer file wins over the older, whatever folder it is in; a vendor without files is left out."""
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one / "old.so", other / "new.so", one / "soft.so"):
        path.parent.mkdir(exist_ok=True)
        path.touch()
    vendors = (Vendor("A", ("new.so", "old.so")), Vendor("B", ("b.so",)), Vendor("C", ("soft.so",), in_reader=False))
    found = installed(DriverTable((one, other), vendors))
    assert [(driver.name, driver.place) for driver in found] == [
        ("A", Pkcs11Place(other / "new.so")),
        ("C", Pkcs11Place(one / "soft.so", in_reader=False)),
    ]


def test_setting_names_several_drivers_and_labels() -> None:
    """Parted by semicolons; what the table knows of a file holds for it wherever it lies."""
    table = DriverTable((), (Vendor("Soft", ("soft.so",), in_reader=False),))
    found = named("/a/x.so|lanh-dao; /b/soft.so ;", table)
    assert [(one.name, one.place) for one in found] == [
        ("x.so", Pkcs11Place(Path("/a/x.so"), "lanh-dao")),
        ("soft.so", Pkcs11Place(Path("/b/soft.so"), in_reader=False)),
    ]


def test_shipped_table_names_the_vendors_of_the_country() -> None:
    """Each vendor once, each file once; the folders of Windows come from its variables, and nothing without them."""
    table = read_table(SHIPPED.read_text("utf-8"), "win32", {"SystemRoot": r"C:\Windows"})
    assert [PureWindowsPath(folder) for folder in table.folders] == [PureWindowsPath(r"C:\Windows\System32")]
    names = [vendor.name for vendor in table.vendors]
    files = [file.lower() for vendor in table.vendors for file in vendor.files]
    assert len(set(names)) == len(names)
    assert len(set(files)) == len(files)
    assert {"Ban Cơ yếu Chính phủ", "VNPT-CA", "Viettel-CA", "FPT-CA", "BkavCA", "OpenSC", "SoftHSM2"} <= set(names)
    assert not any(file.endswith("_s.dll") for file in files)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the packages of the tests are Debian's")
def test_drivers_of_this_machine_are_found() -> None:
    """OpenSC and SoftHSM2, as Debian's packages put them; the second has no reader behind it."""
    found = {driver.name: driver.place for driver in installed(load_token_drivers())}
    assert {"OpenSC", "SoftHSM2"} <= set(found)
    assert (found["OpenSC"].in_reader, found["SoftHSM2"].in_reader) == (True, False)
