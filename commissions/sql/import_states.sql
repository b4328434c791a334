-- The moves of an import, as commissions/states.py has them; a test compares the two.
CREATE FUNCTION import_moves_by_its_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN (
        ('received', 'checking'), ('checking', 'stopped'), ('checking', 'refused'), ('checking', 'loading'),
        ('stopped', 'checking'), ('stopped', 'refused'), ('loading', 'loaded')
    ) THEN
        RAISE EXCEPTION 'an import that is % does not become %', OLD.state, NEW.state
            USING ERRCODE = '23514', CONSTRAINT = 'import_moves_by_its_table', TABLE = 'commissions_importbatch';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER moves_by_its_table BEFORE UPDATE OF state ON commissions_importbatch
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION import_moves_by_its_table();
ALTER TABLE commissions_importbatch ENABLE ALWAYS TRIGGER moves_by_its_table;
