DROP TRIGGER moves_by_the_table ON compliance_duty;
DROP FUNCTION compliance_prove_duty();
