-- The law of compliance.states, repeated: which state may follow which, that each move is written down in this very
-- transaction, that nothing is clear while a check has no answer or a hit no ruling, and that whoever decides an escalated
-- case is a second person who says why. The pairs are those of CASE_STATES; a test compares them.
-- The triggers run after the row, so that row security speaks first.
ALTER TABLE compliance_casetransition ADD COLUMN created_xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION compliance_refuse(law text, one bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'case % breaks the law %', one, law
        USING ERRCODE = '23514', CONSTRAINT = law, TABLE = 'compliance_case';
END $$;

CREATE FUNCTION compliance_prove_begin() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state NOT IN ('open') THEN
        PERFORM public.compliance_refuse('case_begins_open', NEW.id);
    END IF;
    RETURN NULL;
END $$;

-- Hits of the latest result of each list for the subjects of a case on which nobody ruled.
CREATE FUNCTION compliance_open_hits(vendor bigint, one bigint) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM (
        SELECT DISTINCT ON (s.subject_id, v.list) s.id
          FROM compliance_casesubject c
          JOIN compliance_screening s ON s.vendor_id = c.vendor_id AND s.subject_id = c.subject_id
          JOIN compliance_listversion v ON v.id = s.list_version_id
         WHERE c.vendor_id = vendor AND c.case_id = one
         ORDER BY s.subject_id, v.list, v.in_force DESC, s.id DESC
    ) latest
    JOIN compliance_hit h ON h.vendor_id = vendor AND h.screening_id = latest.id
    WHERE NOT EXISTS (SELECT FROM compliance_hitdecision d WHERE d.vendor_id = vendor AND d.key = h.key)
$$;

-- Lines of the checklist whose latest answer is none of these.
CREATE FUNCTION compliance_lines_without(vendor bigint, one bigint, answers text[]) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM compliance_casecheck l
     WHERE l.vendor_id = vendor AND l.case_id = one
       AND coalesce((SELECT r.outcome FROM compliance_checkresult r
                      WHERE r.vendor_id = vendor AND r.line_id = l.id ORDER BY r.id DESC LIMIT 1), '') <> ALL (answers)
$$;

CREATE FUNCTION compliance_prove_move() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    why text;
BEGIN
    IF NEW.state <> OLD.state THEN
        IF (OLD.state, NEW.state) NOT IN (
            ('clear', 'approved'),
            ('clear', 'closed'),
            ('clear', 'hit'),
            ('escalated', 'approved'),
            ('escalated', 'closed'),
            ('escalated', 'rejected'),
            ('hit', 'escalated'),
            ('open', 'clear'),
            ('open', 'closed'),
            ('open', 'hit')
        ) THEN
            PERFORM public.compliance_refuse('case_moves_by_the_table', NEW.id);
        END IF;
        SELECT t.reason INTO why FROM compliance_casetransition t
          WHERE t.vendor_id = NEW.vendor_id AND t.case_id = NEW.id AND t.before = OLD.state AND t.after = NEW.state
            AND t.created_xid = pg_current_xact_id() ORDER BY t.id DESC LIMIT 1;
        IF NOT FOUND THEN
            PERFORM public.compliance_refuse('case_move_is_written_down', NEW.id);
        END IF;
        IF NEW.state IN ('clear', 'approved') AND NOT EXISTS (
            SELECT FROM compliance_casecheck l WHERE l.vendor_id = NEW.vendor_id AND l.case_id = NEW.id
        ) THEN
            PERFORM public.compliance_refuse('case_skips_no_check', NEW.id);
        END IF;
        IF NEW.state = 'clear' OR (OLD.state, NEW.state) = ('clear', 'approved') THEN
            IF public.compliance_lines_without(NEW.vendor_id, NEW.id, ARRAY['clear', 'not_applicable']) > 0 THEN
                PERFORM public.compliance_refuse('case_skips_no_check', NEW.id);
            END IF;
            IF public.compliance_open_hits(NEW.vendor_id, NEW.id) > 0 THEN
                PERFORM public.compliance_refuse('case_leaves_no_hit_open', NEW.id);
            END IF;
        END IF;
        IF OLD.state = 'escalated' AND NEW.state IN ('approved', 'rejected') THEN
            IF btrim(why) = '' THEN
                PERFORM public.compliance_refuse('case_decision_says_why', NEW.id);
            END IF;
            IF NEW.decided_by_id IS NULL OR NEW.decided_by_id = OLD.escalated_by_id
                OR EXISTS (SELECT FROM compliance_hitdecision d
                            WHERE d.vendor_id = NEW.vendor_id AND d.case_id = NEW.id AND d.by_id = NEW.decided_by_id)
                OR EXISTS (SELECT FROM compliance_checkresult r
                            WHERE r.vendor_id = NEW.vendor_id AND r.case_id = NEW.id AND r.by_id = NEW.decided_by_id
                              AND r.outcome = 'finding') THEN
                PERFORM public.compliance_refuse('case_needs_a_second_reviewer', NEW.id);
            END IF;
        END IF;
        IF (OLD.state, NEW.state) = ('escalated', 'approved') THEN
            IF public.compliance_lines_without(NEW.vendor_id, NEW.id, ARRAY['clear', 'not_applicable', 'finding']) > 0 THEN
                PERFORM public.compliance_refuse('case_skips_no_check', NEW.id);
            END IF;
            IF public.compliance_open_hits(NEW.vendor_id, NEW.id) > 0 THEN
                PERFORM public.compliance_refuse('case_leaves_no_hit_open', NEW.id);
            END IF;
        END IF;
    ELSIF OLD.state IN ('approved', 'rejected', 'closed') THEN
        PERFORM public.compliance_refuse('case_that_was_decided_stays', NEW.id);
    END IF;
    IF (NEW.vendor_id, NEW.application_id, NEW.partner_id, NEW.opened_at) IS DISTINCT FROM
       (OLD.vendor_id, OLD.application_id, OLD.partner_id, OLD.opened_at) THEN
        PERFORM public.compliance_refuse('case_keeps_its_origin', NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER prove_begin AFTER INSERT ON compliance_case FOR EACH ROW EXECUTE FUNCTION compliance_prove_begin();
CREATE TRIGGER prove_move AFTER UPDATE ON compliance_case FOR EACH ROW EXECUTE FUNCTION compliance_prove_move();
ALTER TABLE compliance_case ENABLE ALWAYS TRIGGER prove_begin;
ALTER TABLE compliance_case ENABLE ALWAYS TRIGGER prove_move;

-- A subject ends by date and is never written over, but for what an erasure empties.
CREATE FUNCTION compliance_subject_only_ends() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - '{known_until,name,birth_date,identifier}'::text[] <> to_jsonb(NEW) - '{known_until,name,birth_date,identifier}'::text[]
        OR (NEW.name <> OLD.name AND NEW.name <> '') OR (NEW.identifier <> OLD.identifier AND NEW.identifier <> '')
        OR (NEW.birth_date IS DISTINCT FROM OLD.birth_date AND NEW.birth_date IS NOT NULL) THEN
        RAISE EXCEPTION 'subject % ends by date: record another beside it', NEW.id
            USING ERRCODE = '23514', CONSTRAINT = 'subject_only_ends', TABLE = 'compliance_subject';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER only_ends AFTER UPDATE ON compliance_subject FOR EACH ROW EXECUTE FUNCTION compliance_subject_only_ends();
ALTER TABLE compliance_subject ENABLE ALWAYS TRIGGER only_ends;
