-- The law of payout states, said once more where nobody can pass it by. commissions/states.py has the same tables; a test
-- compares them. Transitions are rows, so the law is a lookup and not a chain of conditions.
CREATE FUNCTION payout_move_allowed(what text, old_state text, new_state text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
    SELECT old_state = new_state OR (what, old_state, new_state) IN (
        ('run', 'calculating', 'calculated'),
        ('run', 'calculated', 'calculating'), ('run', 'calculated', 'submitted'),
        ('run', 'submitted', 'calculated'), ('run', 'submitted', 'approved'),
        ('run', 'approved', 'exported'),
        ('run', 'exported', 'settled'),
        ('payout', 'held', 'payable'),
        ('payout', 'payable', 'held'), ('payout', 'payable', 'sent'),
        ('payout', 'sent', 'paid'), ('payout', 'sent', 'returned'),
        ('payout', 'paid', 'returned'),
        ('payout', 'returned', 'held'), ('payout', 'returned', 'payable'))
$$;

CREATE FUNCTION payout_prove_move() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT public.payout_move_allowed(TG_ARGV[0], OLD.state, NEW.state) THEN
        RAISE EXCEPTION '% may not become %', OLD.state, NEW.state
            USING ERRCODE = '23514', CONSTRAINT = TG_ARGV[0] || '_moves_as_its_table_says', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END $$;

-- What was announced stays: a payment disappears only while its run is calculated again.
CREATE FUNCTION payout_prove_delete() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM commissions_payoutrun r
                   WHERE r.vendor_id = OLD.vendor_id AND r.id = OLD.run_id AND r.state = 'calculating') THEN
        RAISE EXCEPTION 'payout % was announced', OLD.id
            USING ERRCODE = '23514', CONSTRAINT = 'payout_is_deleted_only_while_calculating', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER prove_move BEFORE UPDATE OF state ON commissions_payoutrun
    FOR EACH ROW EXECUTE FUNCTION payout_prove_move('run');
CREATE TRIGGER prove_move BEFORE UPDATE OF state ON commissions_payout
    FOR EACH ROW EXECUTE FUNCTION payout_prove_move('payout');
CREATE TRIGGER prove_delete BEFORE DELETE ON commissions_payout
    FOR EACH ROW EXECUTE FUNCTION payout_prove_delete();
ALTER TABLE commissions_payoutrun ENABLE ALWAYS TRIGGER prove_move;
ALTER TABLE commissions_payout ENABLE ALWAYS TRIGGER prove_move;
ALTER TABLE commissions_payout ENABLE ALWAYS TRIGGER prove_delete;
