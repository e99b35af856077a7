"""A run that was never served says so by null, since it goes before all that were; its creation says nothing about that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("runs", "0003_remember_when_a_run_was_served")]

    operations = [
        migrations.AlterField(
            model_name="run",
            name="served_at",
            field=models.DateTimeField(null=True),
        ),
    ]
