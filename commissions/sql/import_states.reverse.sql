DROP TRIGGER moves_by_its_table ON commissions_importbatch;
DROP FUNCTION import_moves_by_its_table();
