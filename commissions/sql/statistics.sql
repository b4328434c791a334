-- A run writes tables that were empty or half as large a moment ago. The planner, still believing so, takes the first index that
-- begins with the vendor and compares everything with everything: 10,000 sales then took a minute. So a run has the tables that have
-- doubled looked at again. Only their owner may do that, hence SECURITY DEFINER; it reads and changes no row.
CREATE FUNCTION commissions_refresh_statistics() RETURNS integer
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
