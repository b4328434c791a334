DROP TRIGGER method_stays ON commissions_payoutmethod;
DROP FUNCTION payout_method_stays();
