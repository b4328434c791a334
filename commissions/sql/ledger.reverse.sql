DROP TRIGGER prove_entries ON commissions_entry;
DROP TRIGGER prove_legs ON commissions_leg;
DROP TRIGGER prove_earnings ON commissions_earning;
DROP FUNCTION ledger_prove_entries();
DROP FUNCTION ledger_prove_legs();
DROP FUNCTION ledger_prove_earnings();
DROP FUNCTION ledger_refuse(text, bigint);
ALTER TABLE commissions_entry DROP COLUMN created_xid;
