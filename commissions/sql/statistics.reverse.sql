DROP FUNCTION commissions_refresh_statistics();
