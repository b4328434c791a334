-- A closed collection stays closed, and what it measured stays what it was said to be.
CREATE FUNCTION tiering_collection_closes_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.done_at IS NOT NULL OR to_jsonb(OLD) - '{done_at,job_id}'::text[] <> to_jsonb(NEW) - '{done_at,job_id}'::text[] THEN
        RAISE EXCEPTION 'collection % is closed', OLD.id
            USING ERRCODE = '23514', CONSTRAINT = 'collection_closes_once', TABLE = 'tiering_collection';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER closes_once AFTER UPDATE ON tiering_collection
    FOR EACH ROW EXECUTE FUNCTION tiering_collection_closes_once();
ALTER TABLE tiering_collection ENABLE ALWAYS TRIGGER closes_once;

-- A waiver is approved for rebates once, and may end sooner than it said; nothing else about it changes.
CREATE FUNCTION tiering_waiver_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    free text[] := '{period,rebates_approved_by_id,rebates_approved_at}';
BEGIN
    IF to_jsonb(OLD) - free <> to_jsonb(NEW) - free OR NOT (NEW.period <@ OLD.period)
       OR lower(NEW.period) <> lower(OLD.period) OR isempty(NEW.period)
       OR (OLD.rebates_approved_by_id IS NOT NULL AND (OLD.rebates_approved_by_id, OLD.rebates_approved_at)
           IS DISTINCT FROM (NEW.rebates_approved_by_id, NEW.rebates_approved_at)) THEN
        RAISE EXCEPTION 'waiver % stays as it was given', OLD.id
            USING ERRCODE = '23514', CONSTRAINT = 'waiver_stays', TABLE = 'tiering_requirementwaiver';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER stays AFTER UPDATE ON tiering_requirementwaiver
    FOR EACH ROW EXECUTE FUNCTION tiering_waiver_stays();
ALTER TABLE tiering_requirementwaiver ENABLE ALWAYS TRIGGER stays;
