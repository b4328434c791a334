"""English dates name the month: partners of one program read 11/02 as two different days."""

SHORT_DATE_FORMAT = "N j, Y"
SHORT_DATETIME_FORMAT = "N j, Y, P"
