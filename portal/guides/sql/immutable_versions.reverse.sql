DROP TRIGGER append_only ON guides_guideversion;
DROP TRIGGER keep_versions ON guides_guideversion;
DROP FUNCTION guides_keep_versions();
