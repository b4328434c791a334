"""Partner companies, their people and countries, and where the records came from."""

from partners.models.admissions import Admission, AdmissionTask, ParticipationFee
from partners.models.agreements import (
    AgreementDeviation,
    AgreementMove,
    AgreementPaper,
    AgreementSignature,
    AgreementText,
    SignedAgreement,
)
from partners.models.applications import (
    Application,
    ApplicationCountry,
    ApplicationDocument,
    ApplicationExecutive,
    ApplicationOwner,
    ApplicationTransition,
    PartyKind,
)
from partners.models.companies import (
    Agreement,
    CompanyFact,
    CountryPresence,
    Enrolment,
    EnrolmentTrait,
    Partner,
    PartnerExternalId,
)
from partners.models.deciders import ApprovalSeat
from partners.models.doors import DoorException, DoorFile
from partners.models.imports import RecordFault, RecordImport
from partners.models.managers import EnrolmentManager, ManagerRegion
from partners.models.notices import PeopleNotice
from partners.models.papers import Paper, PaperMove, PaperRequest
from partners.models.people import Certificate, ExamBooking, Person, Post, Training
from partners.models.principals import PartnerExecutive, PartnerOwner

__all__ = [
    "Admission",
    "AdmissionTask",
    "Agreement",
    "AgreementDeviation",
    "AgreementMove",
    "AgreementPaper",
    "AgreementSignature",
    "AgreementText",
    "Application",
    "ApplicationCountry",
    "ApplicationDocument",
    "ApplicationExecutive",
    "ApplicationOwner",
    "ApplicationTransition",
    "ApprovalSeat",
    "Certificate",
    "CompanyFact",
    "CountryPresence",
    "DoorException",
    "DoorFile",
    "Enrolment",
    "EnrolmentManager",
    "EnrolmentTrait",
    "ExamBooking",
    "ManagerRegion",
    "Paper",
    "PaperMove",
    "PaperRequest",
    "ParticipationFee",
    "Partner",
    "PartnerExecutive",
    "PartnerExternalId",
    "PartnerOwner",
    "PartyKind",
    "PeopleNotice",
    "Person",
    "Post",
    "RecordFault",
    "RecordImport",
    "SignedAgreement",
    "Training",
]
