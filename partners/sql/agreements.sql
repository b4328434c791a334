-- The laws of agreements, repeated: a published text never changes and its hash is of its words; a signature is of the document
-- that was sent, once a side, and stays; an agreement moves by the table, each move written down in this very transaction, and
-- none is executed without its signatures or a checked paper; nobody is active while an agreement of the admission is open (G-GEN-02).
-- AFTER the row, so that row security speaks first. The pairs are those of AGREEMENT_STATES; a test compares them.
ALTER TABLE partners_agreementmove ADD COLUMN created_xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION partners_refuse_agreement(law text, tab text, row_id bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% % breaks the law %', tab, row_id, law
        USING ERRCODE = '23514', CONSTRAINT = law, TABLE = tab;
END $$;

CREATE FUNCTION partners_prove_text() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.published_at IS NOT NULL AND to_jsonb(OLD) <> to_jsonb(NEW) THEN
        PERFORM public.partners_refuse_agreement('published_text_never_changes', TG_TABLE_NAME, NEW.id);
    END IF;
    IF NEW.published_at IS NOT NULL AND NEW.sha256 IS DISTINCT FROM (CASE
        WHEN NEW.file_id IS NULL THEN encode(sha256(convert_to(NEW.body, 'UTF8')), 'hex')
        ELSE (SELECT f.sha256 FROM public.files_storedfile f WHERE f.vendor_id = NEW.vendor_id AND f.id = NEW.file_id)
    END) THEN
        PERFORM public.partners_refuse_agreement('text_hash_is_of_its_words', TG_TABLE_NAME, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_prove_signature() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM public.partners_signedagreement a
        JOIN public.partners_agreementtext t ON t.vendor_id = a.vendor_id AND t.id = a.text_id
      WHERE a.vendor_id = NEW.vendor_id AND a.id = NEW.agreement_id AND a.partner_id = NEW.partner_id
        AND t.sha256 = NEW.document_sha256;
    IF NOT FOUND THEN
        PERFORM public.partners_refuse_agreement('signature_is_of_the_document', TG_TABLE_NAME, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_signature_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF to_jsonb(OLD) - '{signer,title,address}'::text[] <> to_jsonb(NEW) - '{signer,title,address}'::text[]
        OR NEW.signer NOT IN ('', OLD.signer) OR NEW.title NOT IN ('', OLD.title) OR NEW.address NOT IN ('', OLD.address) THEN
        PERFORM public.partners_refuse_agreement('signature_stays', TG_TABLE_NAME, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_keep_signatures() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.partners_refuse_agreement('signature_stays', TG_TABLE_NAME, 0);
    RETURN NULL;
END $$;

CREATE FUNCTION partners_prove_agreement_begin() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> 'sent' THEN
        PERFORM public.partners_refuse_agreement('agreement_begins_as_sent', TG_TABLE_NAME, NEW.id);
    END IF;
    PERFORM FROM public.partners_agreementtext t
      WHERE t.vendor_id = NEW.vendor_id AND t.id = NEW.text_id AND t.program_id = NEW.program_id AND t.published_at IS NOT NULL;
    IF NOT FOUND THEN
        PERFORM public.partners_refuse_agreement('agreement_is_of_a_published_text', TG_TABLE_NAME, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_prove_agreement_move() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.state <> OLD.state THEN
        IF (OLD.state, NEW.state) NOT IN (
            ('executed', 'ended'),
            ('executed', 'lapsed'),
            ('executed', 'superseded'),
            ('lapsed', 'ended'),
            ('lapsed', 'executed'),
            ('lapsed', 'superseded'),
            ('paper', 'executed'),
            ('paper', 'sent'),
            ('paper', 'withdrawn'),
            ('partner_signed', 'executed'),
            ('partner_signed', 'withdrawn'),
            ('sent', 'executed'),
            ('sent', 'paper'),
            ('sent', 'partner_signed'),
            ('sent', 'vendor_signed'),
            ('sent', 'withdrawn'),
            ('vendor_signed', 'executed'),
            ('vendor_signed', 'withdrawn')
        ) THEN
            PERFORM public.partners_refuse_agreement('agreement_moves_by_the_table', TG_TABLE_NAME, NEW.id);
        END IF;
        PERFORM FROM public.partners_agreementmove m
          WHERE m.vendor_id = NEW.vendor_id AND m.agreement_id = NEW.id AND m.before = OLD.state AND m.after = NEW.state
            AND m.created_xid = pg_current_xact_id();
        IF NOT FOUND THEN
            PERFORM public.partners_refuse_agreement('agreement_move_is_written_down', TG_TABLE_NAME, NEW.id);
        END IF;
    END IF;
    IF NEW.state = 'executed' AND OLD.state NOT IN ('executed', 'lapsed') AND NOT EXISTS (
        SELECT FROM public.partners_agreementpaper p
        WHERE p.vendor_id = NEW.vendor_id AND p.agreement_id = NEW.id AND p.outcome = 'accepted'
    ) AND (SELECT count(*) FROM public.partners_agreementsignature s
           WHERE s.vendor_id = NEW.vendor_id AND s.agreement_id = NEW.id AND (NEW.signed_by = 'both' OR s.side = 'partner')
          ) < (CASE NEW.signed_by WHEN 'both' THEN 2 ELSE 1 END) THEN
        PERFORM public.partners_refuse_agreement('executed_agreement_is_signed', TG_TABLE_NAME, NEW.id);
    END IF;
    IF (NEW.vendor_id, NEW.partner_id, NEW.program_id, NEW.text_id, NEW.signed_by, NEW.number, NEW.sent_at) IS DISTINCT FROM
       (OLD.vendor_id, OLD.partner_id, OLD.program_id, OLD.text_id, OLD.signed_by, OLD.number, OLD.sent_at)
        OR (OLD.executed_at IS NOT NULL AND (NEW.executed_at, NEW.starts_on) IS DISTINCT FROM (OLD.executed_at, OLD.starts_on)) THEN
        PERFORM public.partners_refuse_agreement('agreement_keeps_its_origin', TG_TABLE_NAME, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_prove_deviation() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM public.partners_signedagreement a
      WHERE a.vendor_id = NEW.vendor_id AND a.id = NEW.agreement_id AND a.partner_id = NEW.partner_id AND a.state IN ('sent', 'paper');
    IF NOT FOUND THEN
        PERFORM public.partners_refuse_agreement('deviation_comes_before_signatures', TG_TABLE_NAME, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_checked_paper_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.outcome <> 'waiting' OR to_jsonb(OLD) - '{outcome,checked_by_id,checked_at,reason}'::text[]
        <> to_jsonb(NEW) - '{outcome,checked_by_id,checked_at,reason}'::text[] THEN
        PERFORM public.partners_refuse_agreement('checked_paper_stays', TG_TABLE_NAME, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION partners_prove_admission() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.activated_at IS NOT NULL AND (NEW.activated_at, NEW.enrolment_id) IS DISTINCT FROM (OLD.activated_at, OLD.enrolment_id) THEN
        PERFORM public.partners_refuse_agreement('partner_is_activated_once', TG_TABLE_NAME, NEW.id);
    END IF;
    IF OLD.activated_at IS NULL AND NEW.activated_at IS NOT NULL AND EXISTS (
        SELECT FROM public.partners_signedagreement a
        WHERE a.vendor_id = NEW.vendor_id AND a.admission_id = NEW.id
          AND a.state IN ('sent', 'partner_signed', 'vendor_signed', 'paper', 'lapsed')
    ) THEN
        PERFORM public.partners_refuse_agreement('active_only_when_all_is_executed', TG_TABLE_NAME, NEW.id);
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER prove_text AFTER INSERT OR UPDATE ON partners_agreementtext
    FOR EACH ROW EXECUTE FUNCTION partners_prove_text();
ALTER TABLE partners_agreementtext ENABLE ALWAYS TRIGGER prove_text;
CREATE TRIGGER prove_signature AFTER INSERT ON partners_agreementsignature
    FOR EACH ROW EXECUTE FUNCTION partners_prove_signature();
ALTER TABLE partners_agreementsignature ENABLE ALWAYS TRIGGER prove_signature;
CREATE TRIGGER signature_stays AFTER UPDATE ON partners_agreementsignature
    FOR EACH ROW EXECUTE FUNCTION partners_signature_stays();
ALTER TABLE partners_agreementsignature ENABLE ALWAYS TRIGGER signature_stays;
CREATE TRIGGER keep_signatures BEFORE DELETE OR TRUNCATE ON partners_agreementsignature
    FOR EACH STATEMENT EXECUTE FUNCTION partners_keep_signatures();
ALTER TABLE partners_agreementsignature ENABLE ALWAYS TRIGGER keep_signatures;
CREATE TRIGGER prove_begin AFTER INSERT ON partners_signedagreement
    FOR EACH ROW EXECUTE FUNCTION partners_prove_agreement_begin();
ALTER TABLE partners_signedagreement ENABLE ALWAYS TRIGGER prove_begin;
CREATE TRIGGER prove_move AFTER UPDATE ON partners_signedagreement
    FOR EACH ROW EXECUTE FUNCTION partners_prove_agreement_move();
ALTER TABLE partners_signedagreement ENABLE ALWAYS TRIGGER prove_move;
CREATE TRIGGER prove_deviation AFTER INSERT ON partners_agreementdeviation
    FOR EACH ROW EXECUTE FUNCTION partners_prove_deviation();
ALTER TABLE partners_agreementdeviation ENABLE ALWAYS TRIGGER prove_deviation;
CREATE TRIGGER checked_paper_stays AFTER UPDATE ON partners_agreementpaper
    FOR EACH ROW EXECUTE FUNCTION partners_checked_paper_stays();
ALTER TABLE partners_agreementpaper ENABLE ALWAYS TRIGGER checked_paper_stays;
CREATE TRIGGER prove_admission AFTER UPDATE ON partners_admission
    FOR EACH ROW EXECUTE FUNCTION partners_prove_admission();
ALTER TABLE partners_admission ENABLE ALWAYS TRIGGER prove_admission;
