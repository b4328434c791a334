-- A published version is immutable: only the end of its period may come, and come once, for the owner too.
CREATE FUNCTION guides_keep_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR (to_jsonb(OLD) - 'effective') <> (to_jsonb(NEW) - 'effective')
       OR lower(OLD.effective) <> lower(NEW.effective) OR NOT upper_inf(OLD.effective) THEN
        RAISE EXCEPTION 'a published guide version is immutable'
            USING ERRCODE = '23514', CONSTRAINT = 'guide_version_is_immutable', TABLE = 'guides_guideversion';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_versions BEFORE UPDATE OR DELETE ON guides_guideversion
    FOR EACH ROW EXECUTE FUNCTION guides_keep_versions();
CREATE TRIGGER append_only BEFORE TRUNCATE ON guides_guideversion
    FOR EACH STATEMENT EXECUTE FUNCTION portal_append_only();
ALTER TABLE guides_guideversion ENABLE ALWAYS TRIGGER keep_versions;
ALTER TABLE guides_guideversion ENABLE ALWAYS TRIGGER append_only;
