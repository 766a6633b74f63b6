"""Cells that look like personal data, columns whose names suggest it: for Article 10(2)(b), (5).

Counts of cells and names of columns; a value never leaves the table. It is a sieve: a
number that passes a check may be none (one in ten by chance for a payment card, one in
97 for an IBAN), and names, addresses of homes and free text are not recognised at all. What
it finds is a question to the provider, and what it does not find is no answer.

Sources of the forms: RFC 5321 (e-mail); ITU-T E.164 (telephone numbers, at most 15
digits); ISO 13616 with ISO 7064 MOD 97-10 (IBAN); RFC 791 and RFC 4291 (IP addresses);
ISO/IEC 7812-1 (payment cards, check digit of Luhn). National numbers: those of
`NATIONAL`, by form, and by check digits where their form is digits alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from lexgate_collectors.tables import counted_rows

if TYPE_CHECKING:
    import ibis.expr.types as ir

_WITH_CHECK = ("iban form", "payment_card form", "national_id form")
KINDS = ("email", "phone", "iban", "ip_address", "payment_card", "national_id")
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Two digits for each of an IBAN's 34 letters, in steps of seven.
_IBAN_DIGITS = 70
_PADDING = 20
_OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"

# Of upper-case text, without spaces around it. No backslash, no look-around: DuckDB and
# Spark read these the same.
_EMAIL = "[A-Z0-9._%+-]+@[A-Z0-9-]+([.][A-Z0-9-]+)*[.][A-Z]{2,}"
_PHONES = (
    # International, anywhere in the cell.
    "([+]|(^|[^0-9])00)[1-9][0-9 ()./-]{6,18}[0-9]",
    # National, with the leading zero; the whole cell.
    "^[(]?0[1-9][0-9 ()./-]{5,14}[0-9]$",
    # North American, the whole cell.
    "^([(][2-9][0-9]{2}[)] ?|[2-9][0-9]{2}[-. ])[2-9][0-9]{2}[-. ][0-9]{4}$",
)
_NO_PHONE = "^[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}$|^[0-9]+[.][0-9]+$"
_IBAN = "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"
_IP = (
    f"(^|[^0-9.])({_OCTET}[.]){{3}}{_OCTET}($|[^0-9.]|[.]$|[.][^0-9])",
    "^([0-9A-F]{1,4}:){7}[0-9A-F]{1,4}$",
    "^([0-9A-F]{1,4}(:[0-9A-F]{1,4})*)?::([0-9A-F]{1,4}(:[0-9A-F]{1,4})*)?$",
)
_CARD = "^[2-6][0-9 -]{11,22}[0-9]$"
NATIONAL = {
    "United States, social security": "^[0-8][0-9]{2}-[0-9]{2}-[0-9]{4}$",
    "United Kingdom, national insurance": "^[A-CEGHJ-PR-TW-Z]{2}( ?[0-9]{2}){3} ?[A-D]$",
    "Italy, codice fiscale": "^[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z]$",
    "Finland, henkilotunnus": "^[0-3][0-9][01][0-9]{3}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]$",
    "Sweden, personnummer": "^([0-9]{2})?[0-9]{2}[01][0-9][0-9]{2}[-+][0-9]{4}$",
    "Denmark, CPR": "^[0-3][0-9][01][0-9]{3}-[0-9]{4}$",
    "Belgium, national register": "^[0-9]{2}[.][01][0-9][.][0-3][0-9]-[0-9]{3}[.][0-9]{2}$",
    "Czechia and Slovakia, rodne cislo": "^[0-9]{2}[0-8][0-9][0-3][0-9]/[0-9]{3,4}$",
}

# Words of which a column's name is made up, by what they suggest. A word alone that also
# names things (name, number, code) counts only together with another of its row.
_WORDS = {
    "name": (
        "firstname lastname surname forename fullname givenname familyname maidenname "
        "username nickname vorname nachname familienname nom prenom apellido apellidos nombre "
        "cognome nome achternaam voornaam imie nazwisko first_name last_name full_name "
        "given_name family_name middle_name maiden_name user_name customer_name client_name "
        "patient_name employee_name person_name applicant_name borrower_name holder_name"
    ),
    "contact": (
        "email mail e_mail phone telephone mobile cellphone fax telefon handy telefono "
        "telefoonnummer courriel portable"
    ),
    "place": (
        "address street postcode postalcode zipcode zip postal_code zip_code adresse strasse plz "
        "rue direccion indirizzo adres latitude longitude lat lon lng geolocation gps"
    ),
    "birth": (
        "birth birthday birthdate dob dateofbirth date_of_birth geburtsdatum geburtstag "
        "naissance nacimiento nascita geboortedatum birth_year age alter edad leeftijd"
    ),
    "identity": (
        "ssn passport nationalid national_id nationalinsurance personnummer pesel bsn nif nie "
        "dni nir cpr steuerid taxid tax_id driverlicense driver_license driving_licence "
        "driving_license id_card identity_card social_security license_plate licence_plate "
        "ausweis personalausweis codicefiscale codice_fiscale"
    ),
    "payment": (
        "iban bic swift accountnumber account_number bankaccount bank_account creditcard "
        "credit_card cardnumber card_number cvv kontonummer"
    ),
    "network": (
        "ip ipaddress ip_address mac_address macaddress imei imsi deviceid device_id cookie "
        "cookie_id advertising_id useragent user_agent"
    ),
    "person": (
        "gender sex geschlecht sexe sexo marital civil_status family_status personal_status "
        "familienstand salutation anrede"
    ),
    # Articles 9 and 10 of Regulation (EU) 2016/679, with what stands in for them.
    "special category": (
        "race ethnicity ethnic ethnie religion religious belief faith political politics "
        "tradeunion trade_union union_member union_membership gewerkschaft health diagnosis "
        "disease illness disability disabled pregnant pregnancy medication genetic dna genome "
        "biometric fingerprint iris_scan faceprint sexual orientation sexual_orientation "
        "sexuality sexorientation gesundheit krankheit herkunft konfession behinderung "
        "nationality citizenship criminal conviction"
    ),
}
_SUGGESTS = {word: kind for kind, words in reversed(_WORDS.items()) for word in words.split()}


def named(columns: Iterable[str]) -> dict[str, str]:
    """The columns whose name suggests personal data, each with what it suggests."""
    found: dict[str, str] = {}
    for column in columns:
        parts = _parts(column)
        # Two words together say more than one: `union_member` and not `union`.
        said = ["_".join(pair) for pair in pairwise(parts)]
        said += ["_".join(three) for three in zip(parts, parts[1:], parts[2:], strict=False)]
        kinds = [_SUGGESTS[word] for word in (*said, *parts) if word in _SUGGESTS]
        if kinds:
            found[column] = kinds[0]
    return dict(sorted(found.items()))


def in_text(text: str) -> list[str]:
    """What a line of text holds anywhere: `email`, `phone`, `iban`, `national_id`; by form alone.

    Numbers of which only the check digits tell are not looked for: headings have numbers.
    """
    line = " ".join(text.upper().split())
    runs = [found.strip() for found in re.findall(r"[+(]?[0-9][0-9 ()./+-]{5,30}[0-9]", line)]
    accounts = re.findall(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}", line)
    words = line.split(" ")
    spans = [*words, *(" ".join(pair) for pair in pairwise(words)), *runs]
    seen = {
        "email": bool(re.search(_EMAIL, line)),
        "phone": any(
            re.search(form, run)
            for run in runs
            if not re.search(_NO_PHONE, run)
            for form in _PHONES
        ),
        "iban": any(_is_iban(account) for account in accounts),
        "national_id": any(
            re.search(form, span.strip(".,;:()")) for form in NATIONAL.values() for span in spans
        ),
    }
    return [kind for kind in KINDS if seen.get(kind)]


def _is_iban(text: str) -> bool:
    """Whether a text begins with letters and digits whose check digits are right (ISO 13616)."""
    plain = re.sub("[ -]", "", text)
    # What follows in the line may have been taken along.
    return any(
        int("".join(str(_LETTERS.index(one)) for one in plain[4:end] + plain[:4])) % 97 == 1
        for end in range(15, min(len(plain), 34) + 1)
    )


def _parts(column: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", column)
    return [part for part in re.split(r"[^a-z]+", spaced.lower()) if part]


def cells(table: ir.Table) -> dict[str, dict[str, int]]:
    """For each column of text or numbers how many cells look like each kind.

    The columns are laid under one another and looked at once, so that the query stays
    short however many there are; a second time only those with cells that have the form
    of a number with check digits. Numbers are looked at as they would be written without
    a decimal point, since a file may hold card numbers as numbers.
    """
    texts = {
        name: text for name in sorted(table.columns) if (text := _text(table[name])) is not None
    }
    seen = _asked(table, texts, _forms)
    worth = {name: texts[name] for name in texts if any(seen[name][form] for form in _WITH_CHECK)}
    right = _asked(table, worth, _checks)
    none = dict.fromkeys(_WITH_CHECK, 0)
    return {
        name: {
            kind: seen[name].get(kind, 0) + right.get(name, none).get(f"{kind} form", 0)
            for kind in KINDS
        }
        for name in texts
    }


def _asked(
    table: ir.Table,
    texts: Mapping[str, ir.StringValue],
    questions: Callable[
        [ir.StringValue, ir.StringValue, ir.StringValue], dict[str, ir.BooleanValue]
    ],
) -> dict[str, dict[str, int]]:
    """For each column how many of its cells answer each question with yes."""
    if not texts:
        return {}
    import ibis.selectors as s

    names = {f"c{at}": name for at, name in enumerate(texts)}
    below = table.select(**{place: texts[name] for place, name in names.items()}).pivot_longer(
        s.all(), names_to="place", values_to="cell"
    )
    cell = below.cell.upper().strip()
    plain = cell.re_replace("[^0-9A-Z]", "")
    # A query of its own, so that what is asked of a cell in many places is made once.
    read = below.select(
        "place",
        cell=cell,
        # Marks at the end, so that a letter can be asked for at every place.
        plain=plain + "#" * _PADDING,
        iban=_only(_iban_form(cell), _as_digits(plain)),
    )
    sums = {
        name: found.fill_null(False).cast("int64").sum()
        for name, found in questions(read.cell, read.plain, read.iban).items()
    }
    rows = counted_rows(read.group_by("place").aggregate(**sums))
    # A table without rows has no groups either.
    answers = {name: dict.fromkeys(sums, 0) for name in texts}
    for row in rows:
        answers[names[row["place"]]] = {name: int(row[name] or 0) for name in sums}
    return answers


def _text(column: ir.Column) -> ir.StringValue | None:
    import ibis
    import ibis.expr.types as ir

    if isinstance(column, ir.StringColumn):
        return column
    if isinstance(column, ir.BooleanColumn) or not isinstance(column, ir.NumericColumn):
        return None
    if isinstance(column, ir.IntegerColumn):
        return column.cast("string")
    number = column.cast("float64")
    # Beyond this floats skip whole numbers, and beyond more they don't fit an integer.
    whole = (number.abs() < 9e15) & (number % 1 == 0)
    return ibis.cases(
        (whole, ibis.cases((number.abs() < 9e15, number)).cast("int64").cast("string"))
    )


def _forms(
    cell: ir.StringValue, plain: ir.StringValue, iban: ir.StringValue
) -> dict[str, ir.BooleanValue]:
    """What a cell looks like, and whether it is worth the check of its digits."""
    return {
        "email": cell.re_search(_EMAIL),
        "phone": _any(cell, _PHONES) & ~cell.re_search(_NO_PHONE),
        "ip_address": _any(cell, _IP),
        "national_id": _any(cell, [*NATIONAL.values()]),
        "iban form": _iban_form(cell),
        "payment_card form": cell.re_search(_CARD),
        "national_id form": _any(cell, [form for form, _ in _CHECKED]),
    }


def _checks(
    cell: ir.StringValue, plain: ir.StringValue, iban: ir.StringValue
) -> dict[str, ir.BooleanValue]:
    """Whether the check digits are right, where there are any."""
    import ibis

    national: ir.Value = ibis.literal(False)
    for form, check in _CHECKED:
        national = national | _only(cell.re_search(form), check(plain)).fill_null(False)
    return {
        "iban form": _mod_97(iban) == 1,
        "payment_card form": _only(cell.re_search(_CARD), _luhn(plain)),
        "national_id form": national,
    }


def _iban_form(cell: ir.StringValue) -> ir.BooleanValue:
    return cell.re_replace("[ -]", "").re_search(_IBAN)


def _any(cell: ir.StringValue, forms: Sequence[str]) -> ir.BooleanValue:
    return cell.re_search("|".join(f"({form})" for form in forms))


def _only(form: ir.BooleanValue, work: ir.Value) -> ir.Value:
    """What is worked out only where the form fits; NULL elsewhere."""
    import ibis

    return ibis.cases((form, work))


def _at(plain: ir.StringValue, place: int) -> ir.IntegerValue:
    """The value of a letter or digit, 0 to 35; -1 for the marks after the end."""
    import ibis

    return ibis.literal(_LETTERS).find(plain.substr(place, 1))


def _digits(plain: ir.StringValue, weights: Sequence[int]) -> ir.IntegerValue:
    """The weighted sum of the first digits."""
    first, *rest = (_at(plain, at) * weight for at, weight in enumerate(weights))
    for one in rest:
        first = first + one
    return first


def _as_digits(plain: ir.StringValue) -> ir.StringValue:
    """An IBAN as ISO 13616 reckons with it, filled with zeros in front.

    The first four letters stand at the end, and letters are two digits: A is 10, Z is 35.
    """
    moved = plain.substr(4) + plain.substr(0, 4)
    for value, letter in enumerate(_LETTERS[10:], start=10):
        moved = moved.replace(letter, str(value))
    return ("0" * _IBAN_DIGITS + moved).right(_IBAN_DIGITS)


def _mod_97(digits: ir.StringValue) -> ir.IntegerValue:
    """The remainder of a number of 70 digits, seven at a time."""
    import ibis

    rest: Any = ibis.literal(0, "int64")
    for place in range(0, _IBAN_DIGITS, 7):
        rest = (rest * 10_000_000 + digits.substr(place, 7).cast("int64")) % 97
    return rest


def _luhn(plain: ir.StringValue) -> ir.BooleanValue:
    """Thirteen to nineteen digits, of which every second from the right counts twice."""
    import ibis

    length = plain.length() - _PADDING
    whole: Any = ibis.literal(0, "int64")
    for place in range(19):
        letter = plain.substr(place, 1)
        # The place of a digit in here is the sum of the digits of its double.
        twice = ibis.literal("0516273849").find(letter)
        once = ibis.literal("0123456789").find(letter)
        value = ibis.cases(((length - place) % 2 == 0, twice), else_=once)
        whole = whole + ibis.greatest(value, 0)
    return (length >= 13) & (length <= 19) & (whole % 10 == 0)


def _spain(plain: ir.StringValue) -> ir.BooleanValue:
    """Spain, DNI and NIE: the last letter is the remainder by 23; X, Y, Z stand for 0, 1, 2."""
    import ibis

    # In the order of letters X is 33.
    first = _at(plain, 0)
    number = ibis.cases((first >= 33, first - 33), else_=first) * 10_000_000 + _digits(
        plain.substr(1), [10**power for power in range(6, -1, -1)]
    )
    return ibis.literal("TRWAGMYFPDXBNJZSQVHLCKE").find(plain.substr(8, 1)) == number % 23


def _poland(plain: ir.StringValue) -> ir.BooleanValue:
    """Poland, PESEL: the weighted sum ends in 0."""
    return _digits(plain, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0


def _france(plain: ir.StringValue) -> ir.BooleanValue:
    """France, NIR: thirteen digits and 97 minus their remainder by 97."""
    number = plain.substr(0, 13).try_cast("int64")
    return number % 97 + plain.substr(13, 2).try_cast("int64") == 97


def _netherlands(plain: ir.StringValue) -> ir.BooleanValue:
    """Netherlands, BSN: the weighted sum is a multiple of 11."""
    return _digits(plain, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0


def _germany(plain: ir.StringValue) -> ir.BooleanValue:
    """Germany, tax number: ISO 7064 MOD 11,10."""
    import ibis

    product: Any = ibis.literal(10, "int64")
    for place in range(10):
        # A sum that ends in 0 counts as 10.
        product = 2 * ((_at(plain, place) + product + 9) % 10 + 1) % 11
    return (_at(plain, 10) + product) % 10 == 1


# None of them has a form of NATIONAL, so that no cell counts twice.
_CHECKED: tuple[tuple[str, Callable[[ir.StringValue], ir.BooleanValue]], ...] = (
    ("^[0-9XYZ][0-9]{7}-?[A-Z]$", _spain),
    ("^[0-9]{11}$", _poland),
    ("^[1-478] ?[0-9]{2} ?(0[1-9]|1[0-2]|[2-9][0-9]) ?[0-9]{2}( ?[0-9]{3}){2} ?[0-9]{2}$", _france),
    ("^[0-9]{9}$", _netherlands),
    ("^[1-9][0-9]{10}$", _germany),
)
