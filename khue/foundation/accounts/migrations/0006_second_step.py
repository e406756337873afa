"""Rights of the app on what allauth keeps of second steps and of sessions."""

from django.db import migrations

from khue.core.rls import Grant


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_kept_plan"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("usersessions", "0001_initial"),
    ]

    operations = [
        Grant("mfa.Authenticator", deletable=True),
        Grant("usersessions.UserSession", deletable=True),
    ]
