-- Links of the bulk tables are proved set by set, once for each statement, with the row security of whoever writes: what it cannot
-- see it cannot hang a fact on. Queries go through EXECUTE: plpgsql would keep the plan of its first call, made for one row.
-- The search path is fixed with pg_temp last, so that a temporary table cannot stand in front of a real one.
CREATE FUNCTION tiering_refuse(law text, tab text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a row of % breaks the law %', tab, law USING ERRCODE = '23503', CONSTRAINT = law, TABLE = tab;
END $$;

CREATE FUNCTION tiering_prove_facts() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    broken bigint;
BEGIN
    EXECUTE $q$
        SELECT count(*) FROM (SELECT DISTINCT vendor_id, collection_id, program_id, as_of FROM new_rows) f
        LEFT JOIN tiering_collection c ON c.vendor_id = f.vendor_id AND c.id = f.collection_id
        WHERE c.id IS NULL OR c.done_at IS NOT NULL OR c.program_id <> f.program_id OR c.as_of <> f.as_of
    $q$ INTO broken;
    IF broken > 0 THEN PERFORM tiering_refuse('fact_is_of_an_open_collection', TG_TABLE_NAME); END IF;
    EXECUTE $q$
        SELECT count(*) FROM (SELECT DISTINCT vendor_id, partner_id FROM new_rows) f
        LEFT JOIN partners_partner p ON p.vendor_id = f.vendor_id AND p.id = f.partner_id
        WHERE p.id IS NULL
    $q$ INTO broken;
    IF broken > 0 THEN PERFORM tiering_refuse('fact_is_of_a_partner', TG_TABLE_NAME); END IF;
    EXECUTE $q$
        SELECT count(*) FROM (SELECT DISTINCT vendor_id, partner_id, program_id, enrolment_id FROM new_rows
                              WHERE enrolment_id IS NOT NULL) f
        LEFT JOIN partners_enrolment e ON e.vendor_id = f.vendor_id AND e.id = f.enrolment_id
             AND e.partner_id = f.partner_id AND e.program_id = f.program_id
        WHERE e.id IS NULL
    $q$ INTO broken;
    IF broken > 0 THEN PERFORM tiering_refuse('fact_is_of_an_enrolment', TG_TABLE_NAME); END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION tiering_prove_sources() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    broken bigint;
BEGIN
    EXECUTE $q$
        SELECT count(*) FROM (SELECT DISTINCT vendor_id, collection_id FROM new_rows) s
        LEFT JOIN tiering_collection c ON c.vendor_id = s.vendor_id AND c.id = s.collection_id
        WHERE c.id IS NULL OR c.done_at IS NOT NULL
    $q$ INTO broken;
    IF broken > 0 THEN PERFORM tiering_refuse('source_is_of_an_open_collection', TG_TABLE_NAME); END IF;
    EXECUTE $q$
        SELECT count(*) FROM (SELECT DISTINCT vendor_id, partner_id FROM new_rows) s
        LEFT JOIN partners_partner p ON p.vendor_id = s.vendor_id AND p.id = s.partner_id
        WHERE p.id IS NULL
    $q$ INTO broken;
    IF broken > 0 THEN PERFORM tiering_refuse('source_is_of_a_partner', TG_TABLE_NAME); END IF;
    RETURN NULL;
END $$;

-- Lines come with their scorecard: one that was shown gets no further line.
ALTER TABLE tiering_scorecard ADD COLUMN created_xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION tiering_prove_lines() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    broken bigint;
BEGIN
    EXECUTE $q$
        SELECT count(*) FROM (SELECT DISTINCT vendor_id, scorecard_id, partner_id FROM new_rows) l
        LEFT JOIN tiering_scorecard s ON s.vendor_id = l.vendor_id AND s.id = l.scorecard_id AND s.partner_id = l.partner_id
        WHERE s.id IS NULL OR s.created_xid <> pg_current_xact_id()
    $q$ INTO broken;
    IF broken > 0 THEN PERFORM tiering_refuse('line_comes_with_its_scorecard', TG_TABLE_NAME); END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER prove_facts AFTER INSERT ON tiering_fact
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tiering_prove_facts();
ALTER TABLE tiering_fact ENABLE ALWAYS TRIGGER prove_facts;
CREATE TRIGGER prove_sources AFTER INSERT ON tiering_factsource
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tiering_prove_sources();
ALTER TABLE tiering_factsource ENABLE ALWAYS TRIGGER prove_sources;
CREATE TRIGGER prove_lines AFTER INSERT ON tiering_scorecardline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tiering_prove_lines();
ALTER TABLE tiering_scorecardline ENABLE ALWAYS TRIGGER prove_lines;
