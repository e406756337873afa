"""Rights of the app on the tables of this room."""

from django.db import migrations

from khue.core.rls import Grant, Protect

FRAMEWORK = (
    "sessions.Session", "contenttypes.ContentType", "account.EmailAddress", "account.EmailConfirmation",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_rights"),
        ("accounts", "0001_initial"),
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        Grant("accounts.Account"),
        Protect("accounts.Membership", person="person_id"),
        *(Grant(model, deletable=True) for model in FRAMEWORK),
    ]
