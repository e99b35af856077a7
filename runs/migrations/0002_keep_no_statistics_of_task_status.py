"""How many tasks are ready changes by the second; statistics that once saw none made PostgreSQL read all ready tasks to find one."""

from django.db import migrations

WITHOUT = "ALTER TABLE tasks ALTER COLUMN status SET STATISTICS 0"
BEFORE = "ALTER TABLE tasks ALTER COLUMN status SET STATISTICS -1"


class Migration(migrations.Migration):
    dependencies = [("runs", "0001_create_run_phase_task_checkpoint_timer_event")]

    operations = [migrations.RunSQL(WITHOUT, BEFORE)]
