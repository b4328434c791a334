-- What an account is never changes once it was proposed: another account is another row, with another proposer and confirmer.
CREATE FUNCTION payout_method_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a proposed account does not change: propose another'
        USING ERRCODE = '23514', CONSTRAINT = 'payout_method_stays', TABLE = 'commissions_payoutmethod';
END $$;

CREATE TRIGGER method_stays BEFORE UPDATE ON commissions_payoutmethod FOR EACH ROW
    WHEN ((OLD.id, OLD.vendor_id, OLD.payee_id, OLD.partner_id, OLD.kind, OLD.account, OLD.bank_code, OLD.hint, OLD.proposed_at)
          IS DISTINCT FROM
          (NEW.id, NEW.vendor_id, NEW.payee_id, NEW.partner_id, NEW.kind, NEW.account, NEW.bank_code, NEW.hint, NEW.proposed_at)
          OR OLD.proposed_by_id IS DISTINCT FROM NEW.proposed_by_id
          OR (OLD.confirmed_at IS NOT NULL AND (OLD.confirmed_at, OLD.confirmed_by_id) IS DISTINCT FROM (NEW.confirmed_at, NEW.confirmed_by_id)))
    EXECUTE FUNCTION payout_method_stays();
ALTER TABLE commissions_payoutmethod ENABLE ALWAYS TRIGGER method_stays;
