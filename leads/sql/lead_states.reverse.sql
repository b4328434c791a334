DROP TRIGGER prove_move ON leads_lead;
DROP TRIGGER prove_begin ON leads_lead;
DROP FUNCTION leads_prove_move();
DROP FUNCTION leads_prove_begin();
DROP FUNCTION leads_prove_written(text, text, text, bigint, bigint);
DROP FUNCTION leads_refuse(text, bigint);
ALTER TABLE leads_leadmove DROP COLUMN created_xid;
