"""The engines' tables come under the policies: the function that they ask, `khue_orgs`, was made in this room."""

from django.db import migrations

from khue.core.rls import Protect, account_arm

# Whoever asked for a job, sent a file or a write, keeps it in every hat.
MINE = account_arm("account_id")
OF_A_RUN = "EXISTS (SELECT 1 FROM core_importrun r WHERE r.id = run_id)"


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_rights"), ("core", "0003_cut_work")]

    operations = [
        Protect("core.JobRun", via=MINE),
        Protect("core.StoredFile", via=MINE, deletable=True),
        Protect("core.ImportRun", via=MINE),
        Protect("core.ImportRejection", organisation="", via=OF_A_RUN, deletable=True),
        Protect("core.ImportImage", organisation="", via=OF_A_RUN, deletable=True),
        Protect("core.IdempotentAnswer", organisation="", via=MINE, deletable=True),
    ]
