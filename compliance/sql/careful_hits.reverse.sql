-- Hits of the latest result of each list for the subjects of a case on which nobody ruled.
CREATE OR REPLACE FUNCTION compliance_open_hits(vendor bigint, one bigint) RETURNS bigint LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT count(*) FROM (
        SELECT DISTINCT ON (s.subject_id, v.list) s.id
          FROM compliance_casesubject c
          JOIN compliance_screening s ON s.vendor_id = c.vendor_id AND s.subject_id = c.subject_id
          JOIN compliance_listversion v ON v.id = s.list_version_id
         WHERE c.vendor_id = vendor AND c.case_id = one
         ORDER BY s.subject_id, v.list, v.in_force DESC, s.id DESC
    ) latest
    JOIN compliance_hit h ON h.vendor_id = vendor AND h.screening_id = latest.id
    WHERE NOT EXISTS (SELECT FROM compliance_hitdecision d WHERE d.vendor_id = vendor AND d.key = h.key)
$$;
