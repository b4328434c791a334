DROP TRIGGER look_at_many ON commissions_entry;
DROP TRIGGER look_at_many ON commissions_leg;
DROP TRIGGER look_at_many ON commissions_earning;
DROP FUNCTION commissions_look_at_many();
CREATE OR REPLACE FUNCTION commissions_refresh_statistics() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    grown record;
    looked_at integer := 0;
BEGIN
    FOR grown IN
        SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.oid IN ('commissions_account'::regclass, 'commissions_entry'::regclass, 'commissions_leg'::regclass,
                        'commissions_earning'::regclass, 'commissions_release'::regclass, 'commissions_statement'::regclass,
                        'commissions_payout'::regclass)
          AND pg_relation_size(c.oid) / current_setting('block_size')::bigint > 2 * greatest(c.relpages, 0) + 4
    LOOP
        EXECUTE format('ANALYZE %s', grown.name);
        looked_at := looked_at + 1;
    END LOOP;
    RETURN looked_at;
END $$;
