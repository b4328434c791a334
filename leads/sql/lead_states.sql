-- The law of leads.states, repeated: which status and which assignment may follow which, and that each move is written
-- down in this very transaction. The pairs are those of LEAD_STATES and ASSIGNMENT_STATES; a test compares them.
-- The triggers run after the row, so that row security speaks first.
ALTER TABLE leads_leadmove ADD COLUMN created_xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION leads_refuse(law text, lead bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'lead % breaks the law %', lead, law
        USING ERRCODE = '23514', CONSTRAINT = law, TABLE = 'leads_lead';
END $$;

CREATE FUNCTION leads_prove_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status NOT IN ('new') THEN
        PERFORM leads_refuse('lead_begins_as_new', NEW.id);
    END IF;
    IF NEW.assignment NOT IN ('assigned', 'pending') THEN
        PERFORM leads_refuse('lead_begins_assigned_or_pending', NEW.id);
    END IF;
    IF NEW.extended THEN
        PERFORM leads_refuse('lead_begins_without_extension', NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION leads_prove_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> OLD.status THEN
        IF (OLD.status, NEW.status) NOT IN (
            ('invalid', 'new'),
            ('new', 'invalid'),
            ('new', 'valid_active'),
            ('new', 'valid_inactive'),
            ('opportunity', 'lost'),
            ('opportunity', 'valid_inactive'),
            ('opportunity', 'won'),
            ('valid_active', 'opportunity'),
            ('valid_active', 'valid_inactive'),
            ('valid_inactive', 'valid_active')
        ) THEN
            PERFORM leads_refuse('lead_status_moves_by_the_table', NEW.id);
        END IF;
        IF OLD.assignment IN ('declined', 'pending') THEN
            PERFORM leads_refuse('lead_waits_for_approval_first', NEW.id);
        END IF;
        PERFORM leads_prove_written('status', OLD.status, NEW.status, NEW.vendor_id, NEW.id);
    END IF;
    IF NEW.assignment <> OLD.assignment THEN
        IF (OLD.assignment, NEW.assignment) NOT IN (
            ('assigned', 'released'),
            ('pending', 'assigned'),
            ('pending', 'declined'),
            ('released', 'assigned')
        ) THEN
            PERFORM leads_refuse('lead_assignment_moves_by_the_table', NEW.id);
        END IF;
        PERFORM leads_prove_written('assignment', OLD.assignment, NEW.assignment, NEW.vendor_id, NEW.id);
    END IF;
    IF nullif(current_setting('portal.partner', true), '') IS NOT NULL
        AND (NEW.assignment, NEW.owner_id, NEW.assigned_at, NEW.protected_until, NEW.extended, NEW.source)
            IS DISTINCT FROM
            (OLD.assignment, OLD.owner_id, OLD.assigned_at, OLD.protected_until, OLD.extended, OLD.source) THEN
        PERFORM leads_refuse('lead_clock_is_the_vendors', NEW.id);
    END IF;
    IF (NEW.vendor_id, NEW.partner_id, NEW.program_id, NEW.registered_at) IS DISTINCT FROM
       (OLD.vendor_id, OLD.partner_id, OLD.program_id, OLD.registered_at) THEN
        PERFORM leads_refuse('lead_keeps_its_origin', NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION leads_prove_written(state text, was text, becomes text, vendor bigint, lead bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM leads_leadmove m
      WHERE m.vendor_id = vendor AND m.lead_id = lead AND m.field = state AND m.before = was AND m.after = becomes
        AND m.created_xid = pg_current_xact_id();
    IF NOT FOUND THEN
        PERFORM leads_refuse('lead_move_is_written_down', lead);
    END IF;
END $$;

CREATE TRIGGER prove_begin AFTER INSERT ON leads_lead FOR EACH ROW EXECUTE FUNCTION leads_prove_begin();
CREATE TRIGGER prove_move AFTER UPDATE ON leads_lead FOR EACH ROW EXECUTE FUNCTION leads_prove_move();
ALTER TABLE leads_lead ENABLE ALWAYS TRIGGER prove_begin;
ALTER TABLE leads_lead ENABLE ALWAYS TRIGGER prove_move;
