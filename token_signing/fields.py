"""Names of the fields that are laid into a draft of a result before its leader signs; a leaf that imports nothing."""

from __future__ import annotations

NUMBER_FIELD = "so_van_ban"
DATE_FIELD = "ngay_van_ban"
AGENCY_FIELD = "chu_ky_co_quan"
LEADER_FIELD = "chu_ky_lanh_dao"
OPEN_AFTER_LEADER = frozenset({NUMBER_FIELD, DATE_FIELD, AGENCY_FIELD})
"""All that văn thư may fill after the leader signed: the number, the date, the agency's own signature."""
