"""The columns of a pupil list.

Headers as the lists of the sector database and of the provinces have them (the export of Hồ Chí Minh City, the template
C1-HocSinh), reconstructed from public tools: from memory, and matched by their words, never by their place.
"""

from __future__ import annotations

from typing import Final

from khue.core.bulk import columns as c
from khue.core.bulk.contexts import Context
from khue.sector.pupils.choices import EnrolmentStatus, Entry

SECTOR_DIGITS: Final = 10
IDENTITY_DIGITS: Final = 12
TEMPORARY: Final = r"TAM-\d{12}"
SEXES: Final = {"1": "Nam", "2": "Nữ"}
STATES: Final = {
    "studying": "Đang học",
    "new": "Mới tuyển",
    "moved_in": "Chuyển đến",
    "returned": "Học lại sau khi nghỉ",
    "repeated": "Lưu ban",
    "leaving": "Đang chuyển trường",
    "moved": "Chuyển đi",
    "dropped": "Thôi học",
    "deferred": "Bảo lưu",
    "completed": "Hoàn thành chương trình",
}
MEANING: Final[dict[str, tuple[str, str | None]]] = {
    "studying": (EnrolmentStatus.STUDYING, None),
    "new": (EnrolmentStatus.STUDYING, Entry.NEW),
    "moved_in": (EnrolmentStatus.STUDYING, Entry.TRANSFERRED),
    "returned": (EnrolmentStatus.STUDYING, Entry.RETURNED),
    "repeated": (EnrolmentStatus.STUDYING, Entry.REPEATED),
    "leaving": (EnrolmentStatus.LEAVING, None),
    "moved": (EnrolmentStatus.MOVED, None),
    "dropped": (EnrolmentStatus.DROPPED, None),
    "deferred": (EnrolmentStatus.DEFERRED, None),
    "completed": (EnrolmentStatus.COMPLETED, None),
}
"""What a state of a list means: the state of the enrolment, and how it began where the list says so."""

_SPELLINGS: Final = {
    "Nghỉ học xin học lại": "returned",
    "Xin học lại": "returned",
    "Học lại": "returned",
    "Đi học lại": "returned",
    "Chuyển đến kì 1": "moved_in",
    "Chuyển đến kì 2": "moved_in",
    "Chuyển đến trong hè": "moved_in",
    "Mới chuyển đến": "moved_in",
    "Chuyển đi kì 1": "moved",
    "Chuyển đi kì 2": "moved",
    "Chuyển đi trong hè": "moved",
    "Đã chuyển đi": "moved",
    "Chuyển trường": "moved",
    "Bỏ học": "dropped",
    "Nghỉ học": "dropped",
    "Thôi học kì 1": "dropped",
    "Thôi học kì 2": "dropped",
    "Tốt nghiệp": "completed",
    "Tuyển mới": "new",
}

COLUMNS: Final = (
    c.digits(
        "sector_identifier", "Mã định danh Bộ GD&ĐT", digits=SECTOR_DIGITS, also=TEMPORARY,
        aliases=("Mã định danh", "Mã định danh ngành", "Mã định danh học sinh", "Mã định danh trẻ"),
    ),
    c.digits(
        "pupil_code", "Mã học sinh", digits=SECTOR_DIGITS, also=TEMPORARY,
        aliases=("Mã HS", "Mã trẻ", "Mã trẻ em", "Mã học viên"),
    ),
    c.person_name(
        "full_name", "Họ tên", limit=120, required=True,
        aliases=(
            "Họ và tên", "Họ và tên học sinh", "Họ tên học sinh", "Tên học sinh", "Họ tên trẻ", "Họ và tên trẻ",
            "Họ tên học viên", "Họ và tên học viên", "Họ đệm và tên",
        ),
    ),
    c.date(
        "birth_date", "Ngày sinh", partial=True, required=True, hint="see_birth_certificate",
        aliases=("Ngày tháng năm sinh", "Ngày, tháng, năm sinh", "Sinh ngày", "Năm sinh"),
    ),
    c.choice(
        "sex", "Giới tính", labels=SEXES, spellings={"Trai": "1", "Gái": "2", "M": "1", "F": "2"},
        aliases=("Phái", "Nam/Nữ"),
    ),
    c.text("ethnic_group", "Dân tộc", limit=60, sensitive=True),
    c.choice("status", "Trạng thái", labels=STATES, spellings=_SPELLINGS, aliases=("Trạng thái HS", "Tình trạng")),
    c.date("status_day", "Ngày nhập trạng thái", aliases=("Ngày trạng thái", "Ngày chuyển", "Ngày vào trường")),
    c.phone("phone", "SĐT liên hệ", aliases=("Số điện thoại", "SĐT", "Điện thoại", "Điện thoại liên hệ")),
    c.text("place_of_birth", "Nơi sinh chi tiết", limit=200, width=30, aliases=("Nơi sinh",)),
    c.text(
        "permanent_address", "Tổ/thôn HKTT", limit=200, width=30,
        aliases=("Hộ khẩu thường trú", "Địa chỉ thường trú", "Nơi thường trú", "HKTT"),
    ),
    c.text("hometown_province", "Tỉnh quê quán", limit=90),
    c.text("hometown_commune", "Phường/Xã quê quán", limit=90, aliases=("Quê quán", "Xã quê quán")),
    c.text(
        "residence", "Chỗ ở hiện nay", limit=200, width=30,
        aliases=("Nơi ở", "Nơi ở hiện nay", "Địa chỉ", "Địa chỉ hiện nay", "Nơi ở hiện tại"),
    ),
    c.text("residence_commune", "Phường/Xã nơi ở", limit=100, aliases=("Phường/Xã", "Xã/Phường nơi ở", "Xã, phường")),
    c.person_name("father_name", "Tên cha", limit=120, aliases=("Họ tên cha", "Họ và tên cha", "Họ tên bố")),
    c.text("father_occupation", "Nghề nghiệp cha", limit=100, aliases=("Nghề nghiệp bố",)),
    c.integer("father_year", "Năm sinh cha", minimum=1900, maximum=2100, aliases=("Năm sinh bố",)),
    c.phone("father_phone", "SĐT cha", aliases=("Số điện thoại cha", "Điện thoại cha", "SĐT bố")),
    c.person_name("mother_name", "Tên mẹ", limit=120, aliases=("Họ tên mẹ", "Họ và tên mẹ")),
    c.text("mother_occupation", "Nghề nghiệp mẹ", limit=100),
    c.integer("mother_year", "Năm sinh mẹ", minimum=1900, maximum=2100),
    c.phone("mother_phone", "SĐT mẹ", aliases=("Số điện thoại mẹ", "Điện thoại mẹ")),
    c.person_name(
        "guardian_name", "Tên người giám hộ", limit=120,
        aliases=("Họ tên người giám hộ", "Họ và tên người giám hộ", "Người giám hộ"),
    ),
    c.text("guardian_occupation", "Nghề nghiệp người giám hộ", limit=100),
    c.integer("guardian_year", "Năm sinh người giám hộ", minimum=1900, maximum=2100),
    c.phone("guardian_phone", "SĐT người giám hộ", aliases=("Số điện thoại người giám hộ",)),
    c.text(
        "class", "Lớp học", limit=30, aliases=("Lớp", "Tên lớp", "Nhóm/lớp", "Nhóm, lớp"),
        context=Context(("lớp", "tên lớp", "nhóm lớp"), sheet_name=True),
    ),
    c.code("class_code", "Mã lớp"),
    c.text("grade", "Khối học", limit=60, aliases=("Khối", "Khối lớp")),
    c.digits(
        "identity_number", "Số định danh cá nhân", digits=IDENTITY_DIGITS, lost_zeros=2, sensitive=True,
        aliases=("Số CCCD", "CCCD", "Số định danh", "ĐDCN", "Mã định danh cá nhân", "Số căn cước", "Số ĐDCN"),
    ),
    c.text("disability", "Loại khuyết tật", limit=60, sensitive=True, aliases=("Khuyết tật",)),
    c.text("register_number", "Số đăng bộ", limit=20),
    c.text("site", "Điểm trường", limit=150, aliases=("Tên điểm trường",)),
    c.code("school", "Mã trường", limit=35),
)  # fmt: skip
