-- What was once recorded of a post, a country or an exam is ended by date and never written over. AFTER: row security speaks first.
CREATE FUNCTION partners_refuse_change(tab text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a row of % ends by date: record another beside it', tab
        USING ERRCODE = '23514', CONSTRAINT = tab || '_only_ends', TABLE = tab;
END $$;

CREATE FUNCTION partners_period_only_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - 'period' <> to_jsonb(NEW) - 'period' OR lower(OLD.period) <> lower(NEW.period) OR isempty(NEW.period) THEN
        PERFORM public.partners_refuse_change(TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_proof_only_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - 'ended_on' <> to_jsonb(NEW) - 'ended_on' THEN
        PERFORM public.partners_refuse_change(TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER only_ends AFTER UPDATE ON partners_countrypresence
    FOR EACH ROW EXECUTE FUNCTION partners_period_only_ends();
ALTER TABLE partners_countrypresence ENABLE ALWAYS TRIGGER only_ends;
CREATE TRIGGER only_ends AFTER UPDATE ON partners_post
    FOR EACH ROW EXECUTE FUNCTION partners_period_only_ends();
ALTER TABLE partners_post ENABLE ALWAYS TRIGGER only_ends;
CREATE TRIGGER only_ends AFTER UPDATE ON partners_enrolmenttrait
    FOR EACH ROW EXECUTE FUNCTION partners_period_only_ends();
ALTER TABLE partners_enrolmenttrait ENABLE ALWAYS TRIGGER only_ends;
CREATE TRIGGER only_ends AFTER UPDATE ON partners_certificate
    FOR EACH ROW EXECUTE FUNCTION partners_proof_only_ends();
ALTER TABLE partners_certificate ENABLE ALWAYS TRIGGER only_ends;
CREATE TRIGGER only_ends AFTER UPDATE ON partners_training
    FOR EACH ROW EXECUTE FUNCTION partners_proof_only_ends();
ALTER TABLE partners_training ENABLE ALWAYS TRIGGER only_ends;
