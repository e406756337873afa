"""Why pupils leave: the code list "exit_reason". An officer corrects it on screen, this file does not change."""

from datetime import date
from typing import Any

from django.db import migrations

REASONS = (
    ("moved_house", "Gia đình chuyển nơi ở"),
    ("hardship", "Hoàn cảnh gia đình khó khăn"),
    ("weak", "Học lực yếu, không theo được"),
    ("health", "Sức khoẻ, tai nạn"),
    ("work", "Đi làm"),
    ("far", "Nhà xa trường, đi lại khó khăn"),
    ("vocational", "Chuyển sang học nghề, giáo dục thường xuyên"),
    ("abroad", "Ra nước ngoài"),
    ("early_marriage", "Kết hôn sớm"),
    ("deceased", "Qua đời"),
    ("other", "Lí do khác"),
)


def load(apps: Any, _editor: Any) -> None:
    code = apps.get_model("core", "Code")
    code.objects.bulk_create(
        code(
            list="exit_reason", code=key, name=name, order=place, valid_from=date(2000, 1, 1),
            source="Reasons of the sector's statistics, from memory; the codes are ours",
        )
        for place, (key, name) in enumerate(REASONS)
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("pupils", "0002_rights"), ("core", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
