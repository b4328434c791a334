-- What is recognised comes with its scorecard, as its lines do.
CREATE TRIGGER prove_lines AFTER INSERT ON tiering_recognition
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION tiering_prove_lines();
ALTER TABLE tiering_recognition ENABLE ALWAYS TRIGGER prove_lines;
