"""Every write about leads and deals. Times are passed in; a refusal leaves nothing."""
