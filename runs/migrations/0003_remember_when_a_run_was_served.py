"""The claim serves runs of equal share in turn, so each remembers when a task of it was last handed out."""

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("runs", "0002_keep_no_statistics_of_task_status")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="served_at",
            field=models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow(), editable=False),
        ),
    ]
