DROP TRIGGER only_ends ON partners_countrypresence;
DROP TRIGGER only_ends ON partners_post;
DROP TRIGGER only_ends ON partners_enrolmenttrait;
DROP TRIGGER only_ends ON partners_certificate;
DROP TRIGGER only_ends ON partners_training;
DROP FUNCTION partners_proof_only_ends();
DROP FUNCTION partners_period_only_ends();
DROP FUNCTION partners_refuse_change(text);
