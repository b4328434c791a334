DROP TRIGGER second_person ON guides_figuredecision;
DROP FUNCTION guides_need_second_person();
DROP TRIGGER keep_chain ON guides_yearlyfigure;
DROP FUNCTION guides_keep_chain();
