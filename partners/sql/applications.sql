-- The law of partners.states, repeated: what may follow what, and that each move is written down in this very transaction.
-- The pairs are those of APPLICATION_STATES; a test compares them. AFTER the row, so that row security speaks first.
ALTER TABLE partners_applicationtransition ADD COLUMN created_xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION partners_refuse_application(law text, application bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'application % breaks the law %', application, law
        USING ERRCODE = '23514', CONSTRAINT = law, TABLE = 'partners_application';
END $$;

CREATE FUNCTION partners_prove_application_begin() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> 'draft' OR NEW.partner_id IS NOT NULL OR NEW.revision <> 0 OR NEW.mail_confirmed_at IS NOT NULL THEN
        PERFORM public.partners_refuse_application('application_begins_as_draft', NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_prove_application_move() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> OLD.state THEN
        IF (OLD.state, NEW.state) NOT IN (
            ('active', 'suspended'),
            ('active', 'terminated'),
            ('agreement_sent', 'signed'),
            ('agreement_sent', 'terminated'),
            ('agreement_sent', 'withdrawn'),
            ('approved', 'agreement_sent'),
            ('approved', 'terminated'),
            ('approved', 'withdrawn'),
            ('attached', 'submitted'),
            ('attached', 'withdrawn'),
            ('draft', 'attached'),
            ('draft', 'submitted'),
            ('draft', 'withdrawn'),
            ('escalated', 'approved'),
            ('escalated', 'rejected'),
            ('escalated', 'withdrawn'),
            ('screening', 'approved'),
            ('screening', 'escalated'),
            ('screening', 'rejected'),
            ('screening', 'withdrawn'),
            ('signed', 'active'),
            ('signed', 'terminated'),
            ('signed', 'withdrawn'),
            ('submitted', 'screening'),
            ('submitted', 'withdrawn'),
            ('suspended', 'active'),
            ('suspended', 'terminated')
        ) THEN
            PERFORM public.partners_refuse_application('application_moves_by_the_table', NEW.id);
        END IF;
        PERFORM FROM public.partners_applicationtransition t
          WHERE t.vendor_id = NEW.vendor_id AND t.application_id = NEW.id AND t.act = 'moved'
            AND t.before = OLD.state AND t.after = NEW.state AND t.created_xid = pg_current_xact_id();
        IF NOT FOUND THEN
            PERFORM public.partners_refuse_application('application_move_is_written_down', NEW.id);
        END IF;
    END IF;
    IF OLD.state <> 'draft' AND (NEW.program_id, NEW.category, NEW.mail, NEW.submitted_at) IS DISTINCT FROM
                                (OLD.program_id, OLD.category, OLD.mail, OLD.submitted_at) THEN
        PERFORM public.partners_refuse_application('application_keeps_its_origin', NEW.id);
    END IF;
    IF (NEW.vendor_id, NEW.token_digest, NEW.salt, NEW.started_at) IS DISTINCT FROM
       (OLD.vendor_id, OLD.token_digest, OLD.salt, OLD.started_at) THEN
        PERFORM public.partners_refuse_application('application_keeps_its_token', NEW.id);
    END IF;
    IF NEW.revision < OLD.revision THEN
        PERFORM public.partners_refuse_application('application_revision_rises', NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER prove_begin AFTER INSERT ON partners_application
    FOR EACH ROW EXECUTE FUNCTION partners_prove_application_begin();
ALTER TABLE partners_application ENABLE ALWAYS TRIGGER prove_begin;
CREATE TRIGGER prove_move AFTER UPDATE ON partners_application
    FOR EACH ROW EXECUTE FUNCTION partners_prove_application_move();
ALTER TABLE partners_application ENABLE ALWAYS TRIGGER prove_move;

CREATE TRIGGER only_ends AFTER UPDATE ON partners_partnerowner
    FOR EACH ROW EXECUTE FUNCTION partners_period_only_ends();
ALTER TABLE partners_partnerowner ENABLE ALWAYS TRIGGER only_ends;
CREATE TRIGGER only_ends AFTER UPDATE ON partners_partnerexecutive
    FOR EACH ROW EXECUTE FUNCTION partners_period_only_ends();
ALTER TABLE partners_partnerexecutive ENABLE ALWAYS TRIGGER only_ends;
