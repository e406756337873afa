"""The columns of a staff list.

As the workbook `CSDL_GiaoVien` of the sector database has them, those of its 72 that this room knows: reconstructed
from public tools, from memory, and matched by their words.
"""

from __future__ import annotations

from typing import Final

from khue.core.bulk import columns as c
from khue.sector.staff.choices import Position

POSITIONS: Final = {
    Position.HEAD.value: "Hiệu trưởng",
    Position.DEPUTY_HEAD.value: "Phó hiệu trưởng",
    Position.TEACHER.value: "Giáo viên",
    Position.REGISTRAR.value: "Giáo vụ",
    Position.RECORDS_CLERK.value: "Văn thư",
    Position.ACCOUNTANT.value: "Kế toán",
    Position.LIBRARIAN.value: "Thư viện",
    Position.NURSE.value: "Y tế",
    Position.OTHER.value: "Nhân viên khác",
}
_POSITION_SPELLINGS: Final = {
    "Giám đốc": "head", "HT": "head", "Phó giám đốc": "deputy_head", "PHT": "deputy_head", "GV": "teacher",
    "Giáo viên bộ môn": "teacher", "Giáo viên chủ nhiệm": "teacher", "Giáo viên mầm non": "teacher",
    "Giáo viên tiểu học": "teacher", "Giáo viên THCS": "teacher", "Giáo viên THPT": "teacher",
    "Nhân viên văn thư": "records_clerk", "Nhân viên kế toán": "accountant", "Nhân viên thư viện": "librarian",
    "Nhân viên y tế": "nurse", "Y tế trường học": "nurse", "Nhân viên": "other", "Bảo vệ": "other", "Thủ quỹ": "other",
}  # fmt: skip
_STATES: Final = {"working": "Đang làm việc", "left": "Đã nghỉ"}
_STATE_SPELLINGS: Final = {
    "Đang dạy": "working", "Đang công tác": "working", "Nghỉ hưu": "left", "Chuyển đi": "left", "Thôi việc": "left",
    "Đã chuyển đi": "left", "Nghỉ việc": "left",
}  # fmt: skip
_SEXES: Final = {"1": "Nam", "2": "Nữ"}

COLUMNS: Final = (
    c.digits(
        "sector_identifier", "Mã định danh Bộ GD&ĐT", digits=10,
        aliases=("Mã giáo viên", "Mã GV", "Mã cán bộ", "Mã định danh"),
    ),
    c.person_name(
        "full_name", "Họ tên", limit=120, required=True,
        aliases=("Họ và tên", "Họ tên giáo viên", "Họ và tên giáo viên", "Họ tên cán bộ"),
    ),
    c.date("birth_date", "Ngày sinh", aliases=("Ngày tháng năm sinh",), hint="see_birth_certificate"),
    c.choice("sex", "Giới tính", labels=_SEXES),
    c.text("ethnic_group", "Dân tộc", limit=60, sensitive=True),
    c.digits(
        "identity_number", "Số định danh cá nhân", digits=12, lost_zeros=2, sensitive=True,
        aliases=("Số CCCD", "CCCD", "Số CMND/CCCD", "Số định danh"),
    ),
    c.phone("phone", "Điện thoại", aliases=("Số điện thoại", "SĐT", "Điện thoại di động")),
    c.email("email", "Email", aliases=("Thư điện tử", "E-mail")),
    c.text("place_of_birth", "Nơi sinh", limit=200),
    c.text("hometown", "Quê quán", limit=200),
    c.text("residence", "Chỗ ở hiện nay", limit=200, width=30, aliases=("Nơi ở hiện nay", "Địa chỉ", "Nơi ở")),
    c.choice(
        "position", "Vị trí việc làm", labels=POSITIONS, spellings=_POSITION_SPELLINGS,
        aliases=("Chức vụ", "Nhóm chức vụ", "Chức danh", "Vị trí", "Chức vụ/Vị trí việc làm"),
    ),
    c.text("subject", "Môn dạy", limit=120, aliases=("Môn", "Chuyên môn", "Môn dạy chính")),
    c.text("unit", "Tổ chuyên môn", limit=150, aliases=("Tổ", "Tổ bộ môn")),
    c.yes_no("leads", "Tổ trưởng", blank=None),
    c.choice("state", "Trạng thái CB", labels=_STATES, spellings=_STATE_SPELLINGS, aliases=("Trạng thái",)),
    c.date("since", "Ngày về trường", aliases=("Ngày vào trường", "Ngày tuyển dụng", "Từ ngày")),
)  # fmt: skip
