"""Rights of the app on the engines' tables, the sealer's door, and the queue."""

from django.db import migrations

from khue.core.rls import ROLES, Grant, door

AUDIT_SEAL = """
CREATE FUNCTION audit_seal(lines bigint[], root bytea, previous bytea, hash bytea, at timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE segment bigint; touched integer;
BEGIN
    INSERT INTO core_auditsegment (lines, last_line, root, previous, hash, sealed_at)
    VALUES (cardinality(audit_seal.lines), (SELECT max(n) FROM unnest(audit_seal.lines) n), root, previous, hash, at)
    RETURNING id INTO segment;
    UPDATE core_auditline SET segment_id = segment WHERE id = ANY (audit_seal.lines) AND segment_id IS NULL;
    GET DIAGNOSTICS touched = ROW_COUNT;
    IF touched <> cardinality(audit_seal.lines) THEN
        RAISE EXCEPTION 'audit_seal: % of % lines were free', touched, cardinality(audit_seal.lines);
    END IF;
    RETURN segment;
END $$
"""
SIGNATURE = "audit_seal(bigint[], bytea, bytea, bytea, timestamptz)"
QUEUE = f"""
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'procrastinate%' LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO {ROLES}', name);
    END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %I TO {ROLES}', name);
    END LOOP;
END $$
"""  # noqa: S608 -- the names of our own roles


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("procrastinate", "0041_post_retry_failed_job")]

    operations = [
        Grant("core.Code"),
        Grant("core.AuditSegment", read_only=True),
        migrations.RunSQL(f"GRANT SELECT, INSERT ON core_auditline TO {ROLES}"),
        Grant("core.OutboxEvent", deletable=True),
        Grant("core.EventDelivery", deletable=True),
        Grant("core.JobRun"),
        Grant("core.StoredFile", deletable=True),
        Grant("core.IdempotentAnswer", deletable=True),
        Grant("core.ImportRun"),
        Grant("core.ImportRejection", deletable=True),
        Grant("core.ImportImage", deletable=True),
        migrations.RunSQL([AUDIT_SEAL, *door(SIGNATURE)]),
        migrations.RunSQL(QUEUE),
    ]
