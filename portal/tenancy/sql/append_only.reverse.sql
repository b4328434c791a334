DROP FUNCTION portal_append_only();
