"""The ledger is append-only in the database itself: no role, no ORM and no psql session changes it."""

from django.db import migrations

FORBID = """
CREATE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only();
CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_append_only();
"""
ALLOW = """
DROP TRIGGER ledger_no_truncate ON ledger;
DROP TRIGGER ledger_no_change ON ledger;
DROP FUNCTION ledger_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_create_ledger_artifact_evidence_metric_dossier")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
