DROP TRIGGER prove_move ON commissions_payoutrun;
DROP TRIGGER prove_move ON commissions_payout;
DROP TRIGGER prove_delete ON commissions_payout;
DROP FUNCTION payout_prove_move();
DROP FUNCTION payout_prove_delete();
DROP FUNCTION payout_move_allowed(text, text, text);
