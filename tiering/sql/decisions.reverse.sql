DROP TRIGGER stays ON tiering_requirementwaiver;
DROP FUNCTION tiering_waiver_stays();
DROP TRIGGER closes_once ON tiering_collection;
DROP FUNCTION tiering_collection_closes_once();
