-- The law of compliance.duty_states, repeated: which state may follow which, and that each move is written down beside it. The
-- pairs are those of DUTY_STATES; a test compares them. A partner files; what is done, given back or excused is the vendor's to say,
-- except where nobody of the vendor's reads what is filed. AFTER: row security speaks first.
CREATE FUNCTION compliance_prove_duty() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'duty % begins open', NEW.id USING ERRCODE = '23514', CONSTRAINT = 'duty_begins_open', TABLE = 'compliance_duty';
        END IF;
        RETURN NULL;
    END IF;
    IF (NEW.partner_id, NEW.program_id, NEW.key, NEW.due_on) IS DISTINCT FROM (OLD.partner_id, OLD.program_id, OLD.key, OLD.due_on) THEN
        RAISE EXCEPTION 'duty % is what it is', NEW.id USING ERRCODE = '23514', CONSTRAINT = 'duty_is_what_it_is', TABLE = 'compliance_duty';
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NULL;
    END IF;
    IF (OLD.state, NEW.state) NOT IN (
        ('filed', 'done'),
        ('filed', 'returned'),
        ('open', 'done'),
        ('open', 'excused'),
        ('open', 'filed'),
        ('returned', 'done'),
        ('returned', 'excused'),
        ('returned', 'filed')
    ) THEN
        RAISE EXCEPTION 'duty % may not move from % to %', NEW.id, OLD.state, NEW.state
            USING ERRCODE = '23514', CONSTRAINT = 'duty_moves_by_the_table', TABLE = 'compliance_duty';
    END IF;
    IF NOT EXISTS (SELECT FROM public.compliance_dutymove m WHERE m.vendor_id = NEW.vendor_id AND m.duty_id = NEW.id
                   AND m.before = OLD.state AND m.after = NEW.state AND m.id = (SELECT max(n.id) FROM public.compliance_dutymove n
                       WHERE n.vendor_id = NEW.vendor_id AND n.duty_id = NEW.id)) THEN
        RAISE EXCEPTION 'duty % moves with a row that says so', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'duty_move_is_written_down', TABLE = 'compliance_duty';
    END IF;
    IF NEW.state IN ('filed', 'done') AND NOT EXISTS (
        SELECT FROM public.compliance_dutyfiling f WHERE f.vendor_id = NEW.vendor_id AND f.duty_id = NEW.id) THEN
        RAISE EXCEPTION 'duty % has nothing that was filed', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'filed_duty_has_answers', TABLE = 'compliance_duty';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER moves_by_the_table AFTER INSERT OR UPDATE ON compliance_duty FOR EACH ROW EXECUTE FUNCTION compliance_prove_duty();
ALTER TABLE compliance_duty ENABLE ALWAYS TRIGGER moves_by_the_table;
