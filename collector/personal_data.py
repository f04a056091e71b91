"""What in a text gives somebody away, by kind, and what stands there instead."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a span gives away."""

    NAME = "name"
    EMAIL = "email"
    PHONE = "phone"
    URL = "url"
    HANDLE = "handle"
    IBAN = "iban"
    BSN = "bsn"
    NUMBER = "number"
    POSTCODE = "postcode"
    ADDRESS = "address"
    IP = "ip"
    LICENCE_PLATE = "licence_plate"
    BRIN = "brin"
    SCHOOL = "school"
    DATE_OF_BIRTH = "date_of_birth"
    PLACE = "place"
    ROLE = "role"
    OTHER = "other"


#: What stands in the public text in place of a span, in the language of the texts.
REPLACEMENTS: dict[Kind, str] = {
    Kind.NAME: "[naam]",
    Kind.EMAIL: "[e-mailadres]",
    Kind.PHONE: "[telefoonnummer]",
    Kind.URL: "[webadres]",
    Kind.HANDLE: "[account]",
    Kind.IBAN: "[rekeningnummer]",
    Kind.BSN: "[bsn]",
    Kind.NUMBER: "[nummer]",
    Kind.POSTCODE: "[postcode]",
    Kind.ADDRESS: "[adres]",
    Kind.IP: "[ip-adres]",
    Kind.LICENCE_PLATE: "[kenteken]",
    Kind.BRIN: "[brin]",
    Kind.SCHOOL: "[school]",
    Kind.DATE_OF_BIRTH: "[geboortedatum]",
    Kind.PLACE: "[plaats]",
    Kind.ROLE: "[functie]",
    Kind.OTHER: "[weggelaten]",
}
