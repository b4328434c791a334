DROP TRIGGER only_ends ON partners_partnerexecutive;
DROP TRIGGER only_ends ON partners_partnerowner;
DROP TRIGGER prove_move ON partners_application;
DROP TRIGGER prove_begin ON partners_application;
DROP FUNCTION partners_prove_application_move();
DROP FUNCTION partners_prove_application_begin();
DROP FUNCTION partners_refuse_application(text, bigint);
ALTER TABLE partners_applicationtransition DROP COLUMN created_xid;
