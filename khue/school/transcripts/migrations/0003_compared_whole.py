"""A paper's content is compared as it stands: a hash of it could not tell a changed mark from a changed form."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("transcripts", "0002_rights")]

    operations = [migrations.RemoveField("transcript", "source_digest")]
