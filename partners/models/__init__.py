"""Partner companies, their people and countries, and where the records came from."""

from partners.models.companies import (
    Agreement,
    CompanyFact,
    CountryPresence,
    Enrolment,
    EnrolmentTrait,
    Partner,
    PartnerExternalId,
)
from partners.models.imports import RecordFault, RecordImport
from partners.models.people import Certificate, ExamBooking, Person, Post, Training

__all__ = [
    "Agreement",
    "Certificate",
    "CompanyFact",
    "CountryPresence",
    "Enrolment",
    "EnrolmentTrait",
    "ExamBooking",
    "Partner",
    "PartnerExternalId",
    "Person",
    "Post",
    "RecordFault",
    "RecordImport",
    "Training",
]
