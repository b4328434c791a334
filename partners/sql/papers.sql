-- The law of partners.paper_states, repeated: which state may follow which, and that each move is written down beside it. The pairs
-- are those of PAPER_STATES; a test compares them. What was handed in stays as it was; in a partner's own scope a paper can only
-- make room for a newer one. AFTER: row security speaks first.
CREATE FUNCTION partners_prove_paper() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'handed_in' OR NEW.valid_until IS NOT NULL THEN
            RAISE EXCEPTION 'paper % begins handed in', NEW.id
                USING ERRCODE = '23514', CONSTRAINT = 'paper_begins_handed_in', TABLE = 'partners_paper';
        END IF;
        RETURN NULL;
    END IF;
    IF (NEW.partner_id, NEW.program_id, NEW.key, NEW.subject, NEW.number, NEW.file_id, NEW.contains, NEW.note, NEW.guide_version_id, NEW.handed_in_at)
        IS DISTINCT FROM
       (OLD.partner_id, OLD.program_id, OLD.key, OLD.subject, OLD.number, OLD.file_id, OLD.contains, OLD.note, OLD.guide_version_id, OLD.handed_in_at)
       OR (NEW.valid_until IS DISTINCT FROM OLD.valid_until AND (OLD.state, NEW.state) <> ('handed_in', 'accepted')) THEN
        RAISE EXCEPTION 'paper % stays as it was handed in', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'paper_stays_as_handed_in', TABLE = 'partners_paper';
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('accepted', 'ended'),
        ('accepted', 'replaced'),
        ('handed_in', 'accepted'),
        ('handed_in', 'replaced'),
        ('handed_in', 'returned')
    ) THEN
        RAISE EXCEPTION 'paper % may not move from % to %', NEW.id, OLD.state, NEW.state
            USING ERRCODE = '23514', CONSTRAINT = 'paper_moves_by_the_table', TABLE = 'partners_paper';
    END IF;
    IF nullif(current_setting('portal.partner', true), '') IS NOT NULL AND (OLD.state, NEW.state) <> ('handed_in', 'replaced') THEN
        RAISE EXCEPTION 'paper % is for the vendor to decide', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'paper_is_decided_by_the_vendor', TABLE = 'partners_paper';
    END IF;
    IF NOT EXISTS (SELECT FROM public.partners_papermove m WHERE m.vendor_id = NEW.vendor_id AND m.paper_id = NEW.id
                   AND m.before = OLD.state AND m.after = NEW.state AND m.id = (SELECT max(n.id) FROM public.partners_papermove n
                       WHERE n.vendor_id = NEW.vendor_id AND n.paper_id = NEW.id)) THEN
        RAISE EXCEPTION 'paper % moves with a row that says so', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'paper_move_is_written_down', TABLE = 'partners_paper';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER moves_by_the_table AFTER INSERT OR UPDATE ON partners_paper FOR EACH ROW EXECUTE FUNCTION partners_prove_paper();
ALTER TABLE partners_paper ENABLE ALWAYS TRIGGER moves_by_the_table;

-- An exception is ended, once, and otherwise stays what it was.
CREATE FUNCTION partners_prove_exception() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR
       (NEW.partner_id, NEW.program_id, NEW.door, NEW.choice, NEW.reason, NEW.granted_by_id, NEW.granted_at)
        IS DISTINCT FROM
       (OLD.partner_id, OLD.program_id, OLD.door, OLD.choice, OLD.reason, OLD.granted_by_id, OLD.granted_at) THEN
        RAISE EXCEPTION 'exception % stays as it was made', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'exception_stays_as_made', TABLE = 'partners_doorexception';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER stays_as_made AFTER UPDATE ON partners_doorexception FOR EACH ROW EXECUTE FUNCTION partners_prove_exception();
ALTER TABLE partners_doorexception ENABLE ALWAYS TRIGGER stays_as_made;
