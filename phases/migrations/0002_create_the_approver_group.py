"""The group `approver`: whose members grant and revoke waivers."""

from django.db import migrations


def create_group(apps, schema_editor):
    apps.get_model("auth", "Group").objects.get_or_create(name="approver")


class Migration(migrations.Migration):
    dependencies = [("phases", "0001_create_waiver"), ("auth", "0012_alter_user_first_name_max_length")]

    # the group may hold people by the time this is undone, so undoing leaves it
    operations = [migrations.RunPython(create_group, migrations.RunPython.noop)]
