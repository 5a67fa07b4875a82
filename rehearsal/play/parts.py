"""The parts of the morning, each played in a desk's process of its own: before, during and after a power cut."""

from collections.abc import Callable

from rehearsal.play import counter
from rehearsal.play.scene import Scene


def first(scene: Scene) -> None:
    """Log in and receive a known citizen while the line is up."""
    scene.hands.wait(400)
    scene.hands.shoot("dang_nhap", "Đăng nhập ngoại tuyến", "")
    scene.sit_down(0)
    counter.receive(scene, scene.person(3), "main", 1, shots=True)


PARTS: dict[str, Callable[[Scene], None]] = {"first": first}
