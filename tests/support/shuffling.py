"""Claims in another order: a trigger in the test's own database gives new tasks another age, by a seed and who works on what.

Workers take the oldest ready task first, so the order in which tasks are taken changes, and nothing else: place and priority stay.
"""

from __future__ import annotations

from django.db import connection

_CREATE = """
CREATE OR REPLACE FUNCTION shuffle_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.created_at := NEW.created_at - make_interval(secs => abs(hashtext(%s || NEW.target || NEW.shard)::bigint) %% 100000);
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS shuffle_claims ON tasks;
CREATE TRIGGER shuffle_claims BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION shuffle_claims();
"""


def shuffle_claims(seed: str) -> None:
    """Have every task that is inserted from now on taken in an order of this seed's."""
    with connection.cursor() as cursor:
        cursor.execute(_CREATE, [seed])


def claim_in_order() -> None:
    """Have tasks taken in their own order again."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS shuffle_claims ON tasks")
