-- Values of a year form one chain for each key, in the batch's own program and year, for the owner too.
CREATE FUNCTION guides_keep_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before guides_yearlyfigure;
BEGIN
    IF NOT EXISTS (SELECT FROM guides_figurebatch b WHERE b.vendor_id = NEW.vendor_id AND b.id = NEW.batch_id
                   AND b.program_id = NEW.program_id AND b.year = NEW.year) THEN
        RAISE EXCEPTION 'a figure belongs to its batch''s program and year'
            USING ERRCODE = '23514', CONSTRAINT = 'figure_fits_its_batch', TABLE = 'guides_yearlyfigure';
    END IF;
    IF NEW.replaces_id IS NOT NULL THEN
        SELECT * INTO before FROM guides_yearlyfigure f WHERE f.vendor_id = NEW.vendor_id AND f.id = NEW.replaces_id;
        IF (before.program_id, before.year, before.name, before.country, before.tier, before.category)
           IS DISTINCT FROM (NEW.program_id, NEW.year, NEW.name, NEW.country, NEW.tier, NEW.category) THEN
            RAISE EXCEPTION 'a figure replaces a value of its own key'
                USING ERRCODE = '23514', CONSTRAINT = 'figure_replaces_its_own_key', TABLE = 'guides_yearlyfigure';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_chain AFTER INSERT ON guides_yearlyfigure FOR EACH ROW EXECUTE FUNCTION guides_keep_chain();
ALTER TABLE guides_yearlyfigure ENABLE ALWAYS TRIGGER keep_chain;

-- Whoever entered figures cannot confirm them, through another membership neither.
CREATE FUNCTION guides_need_second_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM guides_figurebatch b
               JOIN accounts_membership e ON e.vendor_id = b.vendor_id AND e.id = b.entered_by_id
               JOIN accounts_membership d ON d.vendor_id = b.vendor_id AND d.id = NEW.decided_by_id
               WHERE b.vendor_id = NEW.vendor_id AND b.id = NEW.batch_id AND e.user_id = d.user_id) THEN
        RAISE EXCEPTION 'whoever entered figures cannot confirm them'
            USING ERRCODE = '23514', CONSTRAINT = 'figures_need_another_person', TABLE = 'guides_figuredecision';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER second_person AFTER INSERT ON guides_figuredecision FOR EACH ROW EXECUTE FUNCTION guides_need_second_person();
ALTER TABLE guides_figuredecision ENABLE ALWAYS TRIGGER second_person;
