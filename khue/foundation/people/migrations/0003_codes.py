"""Code lists of people: ethnic groups, religions, disabilities. An officer corrects them on screen, this file does not change."""

from datetime import date
from typing import Any

from django.db import migrations

ETHNIC_GROUPS = (
    "Kinh (Việt)", "Tày", "Thái", "Hoa (Hán)", "Khơ-me (Khmer)", "Mường", "Nùng", "Hmông (Mông, Mèo)", "Dao", "Gia-rai (Jrai)",
    "Ngái", "Ê-đê", "Ba-na (Bahnar)", "Xơ-đăng", "Sán Chay (Cao Lan, Sán Chỉ)", "Cơ-ho (K'Ho)", "Chăm (Chàm)", "Sán Dìu", "Hrê",
    "Mnông", "Ra-glai", "Xtiêng (Stiêng)", "Bru-Vân Kiều (Bru, Vân Kiều)", "Thổ", "Giáy", "Cơ-tu", "Gié-Triêng (Giẻ Triêng)",
    "Mạ", "Khơ-mú", "Co (Cor)", "Ta-ôi (Tà Ôi)", "Chơ-ro", "Kháng", "Xinh-mun", "Hà Nhì", "Chu-ru", "Lào", "La Chí", "La Ha",
    "Phù Lá", "La Hủ", "Lự", "Lô Lô", "Chứt", "Mảng", "Pà Thẻn", "Cơ Lao", "Cống", "Bố Y", "Si La", "Pu Péo", "Brâu", "Ơ Đu",
    "Rơ-măm", "Người nước ngoài",
)  # fmt: skip
RELIGIONS = (
    "Không", "Phật giáo", "Công giáo (Thiên Chúa giáo)", "Tin lành", "Cao Đài", "Phật giáo Hòa Hảo (Hòa Hảo)", "Hồi giáo",
    "Tôn giáo khác",
)  # fmt: skip
DISABILITIES = (
    "Vận động", "Nghe, nói", "Nhìn", "Thần kinh, tâm thần", "Trí tuệ", "Khuyết tật khác",
)  # fmt: skip
LISTS = (
    ("ethnic_group", ETHNIC_GROUPS, "QĐ 121-TCTK/PPCĐ (02/3/1979), from memory", 1, date(1979, 3, 2)),
    ("religion", RELIGIONS, "From memory; the order is ours", 0, date(2000, 1, 1)),
    (
        "disability",
        DISABILITIES,
        "Luật Người khuyết tật 51/2010/QH12, Điều 3 k.1; codes from memory",
        1,
        date(2011, 1, 1),
    ),
)


def load(apps: Any, _editor: Any) -> None:
    code = apps.get_model("core", "Code")
    code.objects.bulk_create(
        code(list=name, code=f"{first + place:02}", name=words, order=place, valid_from=day, source=source)
        for name, entries, source, first, day in LISTS
        for place, words in enumerate(entries)
    )


class Migration(migrations.Migration):
    dependencies = [("people", "0002_rights"), ("core", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
