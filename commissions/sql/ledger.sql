-- The ledger's law. Entries and all their legs come in one statement; statement-level triggers over transition tables prove
-- the whole set. Queries go through EXECUTE: plpgsql would keep the plan of its first call, made for one row.
-- They run with the rights and the row security of whoever posts, and refuse what they cannot see. Their search path is
-- fixed with pg_temp last: otherwise a temporary table called commissions_leg would stand in front of the ledger.
ALTER TABLE commissions_entry ADD COLUMN created_xid xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE FUNCTION ledger_refuse(law text, entry bigint) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'ledger entry % breaks the law %', entry, law
        USING ERRCODE = '23514', CONSTRAINT = law, TABLE = 'commissions_entry';
END $$;

CREATE FUNCTION ledger_prove_entries() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    broken record;
BEGIN
    EXECUTE $q$
        SELECT e.id, CASE WHEN e.created_xid <> pg_current_xact_id() THEN 'entry_is_of_its_own_transaction'
                          ELSE 'entry_has_its_legs' END AS law
        FROM new_entries e
        WHERE e.created_xid <> pg_current_xact_id()
           OR NOT EXISTS (SELECT FROM commissions_leg l
                          WHERE l.vendor_id = e.vendor_id AND l.entry_id = e.id AND l.position = 1)
        LIMIT 1
    $q$ INTO broken;
    IF broken.id IS NOT NULL THEN
        PERFORM ledger_refuse(broken.law, broken.id);
    END IF;
    EXECUTE $q$
        SELECT e.id
        FROM new_entries e
        WHERE e.reverses_id IS NOT NULL AND EXISTS (
            (SELECT o.position, o.account_id, o.currency, -o.amount_minor FROM commissions_leg o
              WHERE o.vendor_id = e.vendor_id AND o.entry_id = e.reverses_id
             EXCEPT
             SELECT r.position, r.account_id, r.currency, r.amount_minor FROM commissions_leg r
              WHERE r.vendor_id = e.vendor_id AND r.entry_id = e.id)
            UNION ALL
            (SELECT r.position, r.account_id, r.currency, r.amount_minor FROM commissions_leg r
              WHERE r.vendor_id = e.vendor_id AND r.entry_id = e.id
             EXCEPT
             SELECT o.position, o.account_id, o.currency, -o.amount_minor FROM commissions_leg o
              WHERE o.vendor_id = e.vendor_id AND o.entry_id = e.reverses_id))
        LIMIT 1
    $q$ INTO broken;
    IF broken.id IS NOT NULL THEN
        PERFORM ledger_refuse('reversal_mirrors_its_entry', broken.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_prove_legs() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    broken record;
BEGIN
    EXECUTE $q$
        SELECT g.entry_id AS id,
               CASE WHEN e.id IS NULL THEN 'leg_has_its_entry'
                    WHEN e.created_xid <> pg_current_xact_id() THEN 'legs_come_with_their_entry'
                    WHEN g.unbalanced THEN 'entry_is_balanced'
                    ELSE 'entry_has_all_its_legs' END AS law
        FROM (SELECT c.vendor_id, c.entry_id, sum(c.legs) AS legs, min(c.first) AS first, max(c.last) AS last,
                     bool_or(c.total <> 0) AS unbalanced
              FROM (SELECT l.vendor_id, l.entry_id, l.currency, count(*) AS legs, min(l.position) AS first,
                           max(l.position) AS last, sum(l.amount_minor) AS total
                    FROM new_legs l GROUP BY l.vendor_id, l.entry_id, l.currency) c
              GROUP BY c.vendor_id, c.entry_id) g
        LEFT JOIN commissions_entry e ON e.vendor_id = g.vendor_id AND e.id = g.entry_id
        WHERE e.id IS NULL OR e.created_xid <> pg_current_xact_id() OR g.unbalanced
           OR g.legs <> e.leg_count OR g.first <> 1 OR g.last <> e.leg_count
        LIMIT 1
    $q$ INTO broken;
    IF broken.id IS NOT NULL THEN
        PERFORM ledger_refuse(broken.law, broken.id);
    END IF;
    EXECUTE $q$
        SELECT l.entry_id AS id
        FROM new_legs l
        LEFT JOIN commissions_account a ON a.vendor_id = l.vendor_id AND a.id = l.account_id
        WHERE a.id IS NULL OR a.currency <> l.currency OR a.partner_id IS DISTINCT FROM l.partner_id
        LIMIT 1
    $q$ INTO broken;
    IF broken.id IS NOT NULL THEN
        PERFORM ledger_refuse('leg_fits_its_account', broken.id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION ledger_prove_earnings() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    broken record;
BEGIN
    EXECUTE $q$
        SELECT n.id
        FROM new_earnings n
        LEFT JOIN commissions_sale s ON s.vendor_id = n.vendor_id AND s.id = n.sale_id
        LEFT JOIN commissions_rate r ON r.vendor_id = n.vendor_id AND r.id = n.rate_id
        LEFT JOIN commissions_payoutrun u ON u.vendor_id = n.vendor_id AND u.id = n.run_id
        LEFT JOIN guides_guideversion g ON g.vendor_id = n.vendor_id AND g.id = n.guide_version_id
        LEFT JOIN commissions_entry e ON e.vendor_id = n.vendor_id AND e.id = n.entry_id
        LEFT JOIN commissions_statement t ON t.vendor_id = n.vendor_id AND t.id = n.statement_id
        WHERE s.id IS NULL OR s.partner_id <> n.partner_id OR s.currency <> n.currency OR r.id IS NULL
           OR r.partner_id <> n.partner_id OR r.rate <> n.percent OR u.id IS NULL OR g.id IS NULL
           OR n.amount_minor <> round(s.amount_minor * n.percent) OR (n.entry_id IS NOT NULL AND e.id IS NULL)
           OR (n.statement_id IS NOT NULL
               AND (t.id IS NULL OR t.partner_id <> n.partner_id OR t.currency <> n.currency))
        LIMIT 1
    $q$ INTO broken;
    IF broken.id IS NOT NULL THEN
        RAISE EXCEPTION 'earning % does not fit what it came from', broken.id
            USING ERRCODE = '23503', CONSTRAINT = 'earning_fits_its_sources', TABLE = 'commissions_earning';
    END IF;
    RETURN NULL;
END $$;

CREATE TRIGGER prove_entries AFTER INSERT ON commissions_entry
    REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION ledger_prove_entries();
CREATE TRIGGER prove_legs AFTER INSERT ON commissions_leg
    REFERENCING NEW TABLE AS new_legs FOR EACH STATEMENT EXECUTE FUNCTION ledger_prove_legs();
CREATE TRIGGER prove_earnings AFTER INSERT ON commissions_earning
    REFERENCING NEW TABLE AS new_earnings FOR EACH STATEMENT EXECUTE FUNCTION ledger_prove_earnings();
ALTER TABLE commissions_entry ENABLE ALWAYS TRIGGER prove_entries;
ALTER TABLE commissions_leg ENABLE ALWAYS TRIGGER prove_legs;
ALTER TABLE commissions_earning ENABLE ALWAYS TRIGGER prove_earnings;
