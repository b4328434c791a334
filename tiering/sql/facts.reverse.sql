DROP TRIGGER prove_lines ON tiering_scorecardline;
DROP TRIGGER prove_sources ON tiering_factsource;
DROP TRIGGER prove_facts ON tiering_fact;
DROP FUNCTION tiering_prove_lines();
DROP FUNCTION tiering_prove_sources();
DROP FUNCTION tiering_prove_facts();
ALTER TABLE tiering_scorecard DROP COLUMN created_xid;
DROP FUNCTION tiering_refuse(text, text);
