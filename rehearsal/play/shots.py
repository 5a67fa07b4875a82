"""Keeps the list of pictures between the processes of one rehearsal."""

import json
from pathlib import Path

from rehearsal.play.actor import Shot


def load_shots(folder: Path) -> list[Shot]:
    """Pictures of earlier parts."""
    path = folder / "shots.json"
    if not path.exists():
        return []
    return [Shot(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def save_shots(folder: Path, shots: list[Shot]) -> None:
    """Keep the list."""
    rows = [{"file": shot.file, "title": shot.title, "key": shot.key} for shot in shots]
    (folder / "shots.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
