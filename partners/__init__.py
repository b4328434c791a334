"""Partners: companies, their dated facts, enrolments, people and agreements. Knows nothing of tiers, leads or money."""
