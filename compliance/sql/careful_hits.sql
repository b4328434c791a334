-- Hits on which nobody ruled, of the result that counts for each subject of a case and each list, as compliance.queries.hits has it: of
-- the version in force, or else the last one asked; by the matcher that was asked last; and of its thresholds the most careful one.
-- A looser threshold, asked later, closes nothing that a careful one opened.
CREATE OR REPLACE FUNCTION compliance_open_hits(vendor bigint, one bigint) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM (
        SELECT DISTINCT ON (s.subject_id, v.list) s.id
          FROM compliance_casesubject c
          JOIN compliance_screening s ON s.vendor_id = c.vendor_id AND s.subject_id = c.subject_id
          JOIN compliance_listversion v ON v.id = s.list_version_id
          JOIN LATERAL (
                SELECT n.id, n.matcher_version FROM compliance_screening n
                 WHERE n.vendor_id = s.vendor_id AND n.subject_id = s.subject_id AND n.list_version_id = s.list_version_id
                 ORDER BY n.id DESC LIMIT 1
               ) newest ON true
         WHERE c.vendor_id = vendor AND c.case_id = one
         ORDER BY s.subject_id, v.list, v.in_force DESC, newest.id DESC, s.matcher_version = newest.matcher_version DESC,
                  s.threshold, s.id DESC
    ) counts
    JOIN compliance_hit h ON h.vendor_id = vendor AND h.screening_id = counts.id
    WHERE NOT EXISTS (SELECT FROM compliance_hitdecision d WHERE d.vendor_id = vendor AND d.key = h.key)
$$;
