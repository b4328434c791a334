DROP TRIGGER stays_as_made ON partners_doorexception;
DROP FUNCTION partners_prove_exception();
DROP TRIGGER moves_by_the_table ON partners_paper;
DROP FUNCTION partners_prove_paper();
