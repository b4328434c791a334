DROP TRIGGER prove_lines ON tiering_recognition;
