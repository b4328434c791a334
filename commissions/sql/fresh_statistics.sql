-- Autovacuum that looks at a table in the middle of its first large transaction counts no row of it, since none is committed,
-- and writes down "so many pages, no rows". The proofs of that transaction then compared every entry with every leg: 50,000
-- sales took three minutes instead of three seconds. So tables with pages and hardly any rows are looked at again too, and
-- once more right before the proofs of many rows: whoever wrote them counts them.
-- SKIP LOCKED: two runs of two vendors never wait for each other here.
CREATE OR REPLACE FUNCTION commissions_refresh_statistics() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stale record;
    looked_at integer := 0;
BEGIN
    FOR stale IN
        SELECT c.oid::regclass AS name
        FROM pg_class c, LATERAL (SELECT pg_relation_size(c.oid) / current_setting('block_size')::bigint AS pages) now
        WHERE c.oid IN ('commissions_account'::regclass, 'commissions_entry'::regclass, 'commissions_leg'::regclass,
                        'commissions_earning'::regclass, 'commissions_release'::regclass, 'commissions_statement'::regclass,
                        'commissions_payout'::regclass)
          AND (now.pages > 2 * greatest(c.relpages, 0) + 4 OR (now.pages > 4 AND c.reltuples < 5 * c.relpages))
    LOOP
        EXECUTE format('ANALYZE (SKIP_LOCKED) %s', stale.name);
        looked_at := looked_at + 1;
    END LOOP;
    RETURN looked_at;
END $$;

CREATE FUNCTION commissions_look_at_many() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM new_rows OFFSET 1000) THEN
        PERFORM commissions_refresh_statistics();
    END IF;
    RETURN NULL;
END $$;

-- Triggers fire by name: these before the proofs.
CREATE TRIGGER look_at_many AFTER INSERT ON commissions_entry
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION commissions_look_at_many();
CREATE TRIGGER look_at_many AFTER INSERT ON commissions_leg
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION commissions_look_at_many();
CREATE TRIGGER look_at_many AFTER INSERT ON commissions_earning
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION commissions_look_at_many();
