"""Invented data for the page of all components and for the example screens. Nobody in it exists."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from khue.core.ui.frame import Crumb, Frame, Hat, NavGroup, Place, Year

SCHOOL = "THCS Đinh Tiên Hoàng"
REGISTRAR = Hat(key="1", role="Giáo vụ", organisation=SCHOOL)
TEACHER = Hat(key="2", role="Giáo viên", organisation=SCHOOL)
DIRECTOR = Hat(key="3", role="Giám đốc", organisation="Sở GDĐT Ninh Bình")
YEARS = (Year(key="2026", label="2026–2027"), Year(key="2025", label="2025–2026"))

Context = dict[str, Any]


def parts() -> Context:
    """Context of the page of all components."""
    return {
        "colours": COLOURS,
        "screens": SCREENS,
        "columns": columns(),
        "crumbs": crumbs("Học sinh"),
        "grades": [("8A1", "8A1"), ("8A2", "8A2"), ("8A3", "8A3")],
        "steps": ["Chọn tệp", "Xem trước", "Kết quả"],
    }


def crumbs(*own: str) -> list[Crumb]:
    """The way from the department to a page of the school."""
    way = ("Sở GDĐT Ninh Bình", "Phường Hoa Lư", SCHOOL, *own)
    return [*(Crumb(step, "#") for step in way[:-1]), Crumb(way[-1])]


def columns() -> list[Context]:
    """The columns of the list of pupils, as the chooser takes them."""
    shown = ("Họ và tên", "Lớp", "Ngày sinh", "Giới tính", "Mã học sinh", "Nơi ở", "Trạng thái", "Buổi vắng")
    more = ("Cần bổ sung", "Cha, mẹ", "Điện thoại")
    return [
        {"key": f"c{place}", "label": label, "shown": place < 9, "fixed": place == 0}  # noqa: PLR2004 -- nine are shown
        for place, label in enumerate((*shown, *more))
    ]


def _groups(current: str, lines: tuple[tuple[str, str, int], ...]) -> tuple[NavGroup, ...]:
    return tuple(
        NavGroup(label=label, href="#", icon=icon, count=count, current=label == current)
        for label, icon, count in lines
    )


def _frame(hat: Hat, groups: tuple[NavGroup, ...], inbox: int, places: tuple[Place, ...] = ()) -> Frame:
    return Frame(
        groups=groups,
        places=places
        or tuple(Place(label=g.label, href="#", icon=g.icon, current=g.current) for g in groups[:4]),
        hats=(hat, REGISTRAR if hat is not REGISTRAR else TEACHER),
        current_hat=hat,
        years=YEARS,
        current_year=YEARS[0],
        inbox_count=inbox,
        person_name="Trần Thị Hường",
        search_url="#",
        inbox_url="#",
        help_url="#",
        settings_url="#",
        sign_out_url="#",
        hat_url="#",
        year_url="#",
    )


def _registrar() -> Frame:
    lines = (
        ("Hôm nay", "sun", 0),
        ("Học sinh", "users", 0),
        ("Nhân sự", "id-card", 0),
        ("Dạy và học", "book-open-check", 0),
        ("Sổ sách, báo cáo", "notebook-tabs", 2),
        ("Thu, chi", "wallet", 0),
        ("Cơ sở vật chất", "building-2", 0),
    )
    return _frame(REGISTRAR, _groups("Học sinh", lines), 3)


def today() -> Context:
    """The director's morning."""
    lines = (
        ("Hôm nay", "sun", 0),
        ("Trường và con người", "school", 0),
        ("Dạy, học và thi", "book-open-check", 0),
        ("Hồ sơ, dịch vụ", "files", 37),
        ("Kế hoạch, chỉ tiêu", "target", 0),
        ("Báo cáo, số liệu", "chart-column", 7),
        ("Kết nối dữ liệu", "plug", 0),
    )
    places = tuple(
        Place(label=label, href="#", icon=icon, count=count, current=label == "Hôm nay")
        for label, icon, count in (
            lines[0],
            ("Trường", "school", 0),
            ("Hồ sơ", "files", 37),
            ("Báo cáo", "chart-column", 7),
        )
    )
    return {
        "frame": _frame(DIRECTOR, _groups("Hôm nay", lines), 5, places),
        "communes": COMMUNES,
        "late": LATE,
    }


def pupils() -> Context:
    """The standard list."""
    return {"frame": _registrar(), "crumbs": crumbs("Học sinh"), "columns": columns(), "pupils": PUPILS}


def record() -> Context:
    """A record with its history."""
    lines = (
        ("Hôm nay", "sun", 0),
        ("Lớp của tôi", "users", 0),
        ("Sổ điểm", "table-2", 5),
        ("Thời khoá biểu", "calendar-days", 0),
        ("Hồ sơ sổ sách", "notebook-tabs", 1),
        ("Học liệu", "library", 0),
        ("Trao đổi", "messages-square", 0),
    )
    return {
        "frame": _frame(TEACHER, _groups("Lớp của tôi", lines), 3),
        "crumbs": crumbs("Lớp 8A2", "Bùi Thị Mỵ"),
        "marks": MARKS,
    }


def gradebook() -> Context:
    """The grid of one class and subject, and its column of big fields on a phone."""
    frame = replace(record()["frame"], rail=True, places=())
    return {
        "frame": frame,
        "crumbs": [Crumb(SCHOOL, "#"), Crumb("Lớp 8A2", "#"), Crumb("Sổ điểm")],
        "heads": (("TX1", 1), ("TX2", 1), ("TX3", 1), ("TX4", 1), ("Giữa kì", 2), ("Cuối kì", 3)),
        "grid": GRID,
        "bands": BANDS,
    }


def imported() -> Context:
    """What came of a file."""
    return {
        "frame": _registrar(),
        "crumbs": crumbs("Học sinh", "Nhập từ Excel"),
        "steps": ["Chọn tệp", "Xem trước", "Kết quả"],
        "refused": REFUSED,
        "heads": HEADS,
    }


def parent() -> Context:
    """A mother of two, on her phone."""
    lines = (("Hôm nay", "sun", 0), ("Kết quả", "chart-no-axes-column", 0), ("Nhắn tin", "message-square", 2))
    places = tuple(
        Place(label=label, href="#", icon=icon, count=count, current=label == "Hôm nay")
        for label, icon, count in (*lines, ("Học phí", "receipt", 0))
    )
    hat = Hat(key="4", role="Phụ huynh", organisation="hai con")
    return {"frame": _frame(hat, _groups("Hôm nay", lines), 0, places)}


def check() -> Context:
    """A paper that is what it says."""
    return {"owner": "Sở GDĐT Ninh Bình"}


def sign_in() -> Context:
    """The door, with every way in."""
    return {
        "platform": "Nền tảng giáo dục tỉnh Ninh Bình",
        "owner": "Sở Giáo dục và Đào tạo Ninh Bình",
        "support": "Hỗ trợ 0229 3 871 000 · 7:00 đến 20:00 hằng ngày",
        "notice": "Bảo trì 22:00 đến 23:00 thứ bảy 16/01/2027. Điểm nhập lúc đó vẫn được giữ trên máy.",
        "open_doors": DOORS,
        "action": "#",
        "forgot_url": "#",
        "vneid_url": "#",
        "passkey_url": "#",
        "small_url": "#",
        "activate_url": "#",
    }


EXAMPLES: dict[str, Callable[[], Context]] = {
    "today": today,
    "list": pupils,
    "record": record,
    "import": imported,
    "gradebook": gradebook,
    "parent": parent,
    "check": check,
    "sign-in": sign_in,
}

SCREENS = (
    ("sign-in", "Đăng nhập"),
    ("today", "Hôm nay, giám đốc"),
    ("list", "Danh sách"),
    ("record", "Hồ sơ"),
    ("import", "Kết quả nhập"),
    ("gradebook", "Sổ điểm"),
    ("parent", "Phụ huynh"),
    ("check", "Kiểm tra giấy tờ"),
)

COLOURS = (
    ("Nền", "bg-bg", "text-ink", "Aa 15,0"),
    ("Mặt", "bg-surface", "text-ink", "Aa 16,1"),
    ("Chữ phụ", "bg-ink-2", "text-surface", "7,6"),
    ("Chữ", "bg-ink", "text-surface", "16,1"),
    ("Thanh trên", "bg-bar", "text-bar-ink", "11,9"),
    ("Thương hiệu", "bg-brand", "text-surface", "7,6"),
    ("Nhấn: cần người", "bg-accent", "text-surface", "5,3"),
    ("Tốt", "bg-ok", "text-surface", "6,3"),
    ("Lưu ý", "bg-warn", "text-surface", "6,7"),
    ("Lỗi", "bg-err", "text-surface", "6,8"),
)

LATE = (
    (37, "Hồ sơ dịch vụ công", "circle-alert", "err", "lâu nhất quá hạn 6 ngày"),
    (7, "Báo cáo quý IV của xã", "circle-alert", "err", "quá hạn từ 05/12/2026"),
    (112, "Học bạ bị kho Bộ trả lại", "triangle-alert", "warn", "cần ký lại trước 20/01"),
    (4, "Chỉ tiêu kế hoạch chậm", "triangle-alert", "warn", "Sở chủ trì, hạn quý I"),
)

HEADS = (("A", "Họ và tên"), ("B", "Ngày sinh"), ("C", "Giới tính"), ("D", "Lớp"), ("E", "Số định danh"))

COMMUNES = (
    ("Xã Cúc Phương", "9/11", "63,4%", (14, 33, 45, 8), "47%", "8%", "3,1", False),
    ("Xã Nho Quan", "17/19", "71,9%", (18, 35, 41, 6), "53%", "6%", "1,2", False),
    ("Xã Phú Sơn", "11/12", "74,0%", (17, 37, 41, 5), "54%", "5%", "0,4", True),
    ("Xã Kim Đông", "10/10", "82,6%", (19, 39, 38, 4), "58%", "4%", "0,8", False),
    ("Xã Gia Viễn", "15/15", "88,3%", (24, 40, 33, 3), "64%", "3%", "1,5", True),
    ("Xã Hải Hậu", "21/22", "90,2%", (27, 40, 30, 3), "67%", "3%", "0,9", True),
    ("Xã Ý Yên", "18/18", "91,5%", (28, 40, 29, 3), "68%", "3%", "0,6", True),
    ("Phường Tam Điệp", "16/16", "93,7%", (29, 41, 28, 2), "70%", "2%", "1,1", True),
    ("Phường Hoa Lư", "31/31", "97,4%", (38, 40, 21, 1), "78%", "1%", "2,0", True),
)

PUPILS = (
    ("Đặng Quốc An", "8A1", "02/09/2013", "Nam", "3741681838", "Phường Hoa Lư", "", 0, ""),
    ("Lê Minh Anh", "8A2", "05/03/2013", "Nữ", "3750708047", "Phường Tây Hoa Lư", "", 2, "Số định danh"),
    ("Nguyễn Thị Ánh", "8A4", "17/11/2013", "Nữ", "3723846710", "Phường Hoa Lư", "", 0, ""),
    ("Phạm Gia Bảo", "8A2", "21/06/2013", "Nam", "3763158037", "Phường Hoa Lư", "", 1, ""),
    ("Hoàng Ngọc Bích", "8A3", "30/01/2013", "Nữ", "3774273970", "Xã Nho Quan", "", 3, "Ngày sinh cha"),
    ("Mai Bảo Châu", "8A1", "12/08/2013", "Nữ", "3730800026", "Phường Đông Hoa Lư", "", 0, ""),
    ("Vũ Hồng Diệp", "8A5", "26/04/2013", "Nữ", "3722093050", "Phường Nam Hoa Lư", "", 0, ""),
    ("Trần Đức Duy", "8A2", "08/12/2013", "Nam", "3718927505", "Phường Hoa Lư", "", 1, "Số định danh"),
    ("Hà Công Đạt", "8A4", "14/10/2013", "Nam", "3712659816", "Xã Gia Viễn", "leaving", 4, ""),
    ("Đỗ Gia Hân", "8A3", "03/07/2013", "Nữ", "3763900633", "Phường Hoa Lư", "", 0, ""),
    ("Phạm Quang Huy", "8A1", "19/05/2013", "Nam", "3783739467", "Phường Tây Hoa Lư", "", 0, ""),
    ("Bùi Thị Mỵ", "8A2", "14/03/2013", "Nữ", "3732121532", "Xã Nho Quan", "", 3, "Số định danh"),
    ("Giàng A Nhè", "8A5", "01/01/2013", "Nam", "3717898318", "Phường Hoa Lư", "arrived", 2, "Học bạ lớp 7"),
    ("Hoàng Minh Quân", "8A2", "27/09/2013", "Nam", "3739786695", "Phường Hoa Lư", "", 0, ""),
    ("Lường Thị Sen", "8A3", "16/06/2013", "Nữ", "3779838754", "Xã Gia Vân", "", 0, ""),
)

MARKS = (
    ("Toán", "8,1", "8,4"),
    ("Ngữ văn", "7,9", "7,6"),
    ("Tiếng Anh", "7,0", "7,1"),
    ("Khoa học tự nhiên", "7,4", "8,0"),
    ("Lịch sử và Địa lí", "7,5", "7,8"),
    ("Giáo dục thể chất", "Đạt", "Đạt"),
)

GRID = (
    ("Bùi Quốc An", ("8", "7,5", "9", "8", "7,5", "8"), "7,9", "Chắc kiến thức, cần cẩn thận hơn.", ""),
    ("Lê Minh Anh", ("9", "9,5", "8", "9", "8,5", "9"), "8,8", "Tư duy tốt, trình bày rõ ràng.", "saved"),
    ("Đinh Thị Hồng Ánh", ("7", "8", "6,5", "", "7", "7,5"), "", "", ""),
    ("Phạm Gia Bảo", ("6", "7", "7,5", "6", "6,5", "7"), "6,8", "Có tiến bộ, cần chăm hơn.", "changed"),
    ("Quách Thị Bích", ("5", "6,5", "6", "7", "5,5", "6"), "5,9", "Cần ôn lại đại số.", ""),
    ("Nguyễn Bảo Châu", ("9", "8", "8,5", "9", "9", "8,5"), "8,7", "Học đều, tích cực phát biểu.", "saving"),
    ("Vũ Ngọc Diệp", ("8,5", "8", "9", "", "8", "8,5"), "", "Nắm chắc kiến thức, làm bài nhanh.", ""),
    ("Trần Đức Duy", ("4", "5", "5,5", "6", "4,5", "5"), "4,9", "Cần ôn lại hằng đẳng thức.", "kept"),
    ("Hà Văn Đạt", ("7", "7", "8", "7,5", "7", "6,5"), "7,0", "Khá, nên luyện thêm bài toán.", "locked"),
    ("Nguyễn Hoàng Huy", ("6", "5,5", "7", "6", "6", "11"), "", "Cần cẩn thận khi tính.", "refused"),
)

BANDS = (
    ("8 đến 10", 86, "", 14),
    ("6,5 đến 7,9", 80, "", 13),
    ("5 đến 6,4", 50, "", 8),
    ("dưới 5", 7, "hatch", 1),
    ("chưa đủ điểm", 20, "ink", 3),
)

REFUSED = (
    (
        47,
        ("Nguyễn Hải Đăng", "31/02/2015", "Nam", "6A1", "037215004118"),
        1,
        "Ngày 31/02 không có thật",
        "Xem lại giấy khai sinh",
    ),
    (
        102,
        ("Bùi Thị Thảo", "14/06/2015", "Nữ", "6A9", "037315007702"),
        3,
        "Trường không có lớp 6A9",
        "Lớp gần đúng: 6A4, 6A5",
    ),
    (
        158,
        ("Đinh Văn Kiên", "09/09/2015", "Nam", "6A3", "037215001935"),
        4,
        "Trùng số với em khác",
        "Có thể là cùng một em",
    ),
    (
        211,
        ("Hoàng Ngọc Khánh", "27/03/2015", "trống", "6A5", "037315002260"),
        2,
        "Thiếu giới tính",
        "Số định danh cho biết: nữ",
    ),
    (
        305,
        ("Giàng Thị Súa", "02/01/2015", "Nữ", "6A6", "03731500226"),
        4,
        "Số định danh có 11 chữ số",
        "Cần đủ 12 chữ số",
    ),
    (
        388,
        ("Vũ Đức Thịnh", "15/11/2005", "Nam", "6A7", "037215003344"),
        1,
        "21 tuổi, ngoài tuổi lớp 6",
        "Số định danh cho biết: 2015",
    ),
)

DOORS = (
    {"href": "#", "icon": "badge-check", "label": "Kiểm tra giấy tờ", "note": "bằng mã in trên giấy"},
    {"href": "#", "icon": "graduation-cap", "label": "Tra cứu văn bằng", "note": "tốt nghiệp, chứng chỉ"},
    {"href": "#", "icon": "file-search", "label": "Theo dõi hồ sơ", "note": "bằng mã hồ sơ"},
    {
        "href": "#",
        "icon": "map-pinned",
        "label": "Bản đồ trường học",
        "note": "tìm, so sánh, địa bàn tuyển sinh",
    },
)
