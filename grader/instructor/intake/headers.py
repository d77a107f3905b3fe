"""What the columns of rosters and worksheets are called, in the languages that are known.

English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish and Polish, as Moodle, Canvas,
Gradescope, Brightspace, GitHub Classroom and spreadsheets write them. Titles are compared as ``plain`` makes them.
"""

from __future__ import annotations

import re


def plain(title: str) -> str:
    """A title in small letters, with a space for each run of spaces, underscores, hyphens and apostrophes."""
    return re.sub(r"[\s_'’-]+", " ", title.casefold()).strip()


COLUMNS = {
    "name": (
        *(
            "name",
            "student",
            "student name",
            "full name",
            "fullname",
            "display name",
            "displayname",
            "vollständiger name",
        ),
        *("imię i nazwisko", "nom complet", "nombre completo", "nome completo", "volledige naam", "fullständigt namn"),
        *("celé jméno", "név", "teljes név", "fulde navn", "vollstaendiger name", "teilnehmer", "participant"),
    ),
    "first": (
        *("first name", "firstname", "given name", "first names", "forename", "vorname", "imię", "imie", "prénom"),
        *("nombre", "nome", "voornaam", "förnamn", "fornavn", "jméno", "křestní jméno", "keresztnév"),
    ),
    "preferred": (
        *("preferred first name", "preferred name", "preferred given name", "preferred", "nickname", "rufname"),
        *("prénom usuel", "chosen name", "goes by"),
    ),
    "last": (
        *(
            "last name",
            "lastname",
            "surname",
            "family name",
            "last names",
            "nachname",
            "familienname",
            "nazwisko",
            "nom",
        ),
        *("apellido", "apellidos", "apellido(s)", "sobrenome", "apelido", "cognome", "achternaam", "efternamn"),
        *("efternavn", "příjmení", "vezetéknév"),
    ),
    "email": (
        *(
            "email",
            "email address",
            "e mail",
            "e mail address",
            "mail",
            "e mail adresse",
            "adres e mail",
            "emailadresse",
        ),
        *("adresse de courriel", "courriel", "adresse e mail", "dirección de correo", "dirección email"),
        *("correo electrónico", "correo", "endereço de email", "endereço de e mail", "indirizzo email"),
        *("e mailadres", "e postadress", "e post", "e mailadresse"),
    ),
    "id": (
        *("sis user id", "orgdefinedid", "org defined id", "sid", "student id", "student number", "id number"),
        *(
            "idnumber",
            "id nummer",
            "numer id",
            "matriculation number",
            "matrikelnummer",
            "matrikel nr",
            "numer indeksu",
        ),
        *("nr albumu", "numer albumu", "numéro d identification", "número de id", "número de identificação"),
        *("codice identificativo", "matricola", "studentnummer", "identifier", "user id", "id"),
    ),
    "login": (
        *("login", "sis login id", "username", "user name", "login id", "github username", "github", "benutzername"),
        *("anmeldename", "nazwa użytkownika", "nom d utilisateur", "nombre de usuario", "usuario", "nome utente"),
        *("gebruikersnaam", "användarnamn", "brugernavn"),
    ),
    "role": ("role", "roles", "rolle", "rôle", "rol", "ruolo", "roll", "rola", "course role"),
}

# Who is on a roster and hands in nothing.
STAFF = re.compile(
    r"(?i)\b(instructors?|teach\w*|t\.?a\.?s?|assistants?|graders?|observers?|designers?|prof\w*|lecturers?|tutors?|admin\w*"
    r"|staff|readers?|managers?|mentors?|editingteacher|dozent\w*|betreuer\w*|lehrer\w*|leiter\w*|trainer\w*"
    r"|prowadząc\w*|nauczyciel\w*|wykładowca|asystent\w*|enseignant\w*|profesor\w*|docente\w*|docent\w*|lärare"
    r"|lærer\w*|owner|editor)\b"
)
STUDENT = re.compile(r"(?i)\b(stud\w*|learners?|participants?|teilnehm\w*|pupils?|candidates?)")

# Moodle's grading worksheet: the first column, and that of the grades.
IDENTIFIER = (
    *("identifier", "id", "identifiant", "identificador", "identificatore", "identificativo", "identyfikator"),
    *("identificatie", "identifierare", "identifikator"),
)
GRADE = (
    *("grade", "bewertung", "note", "nota", "calificación", "cijfer", "valutazione", "betyg", "karakter", "ocena"),
    *("avaliação", "punteggio"),
)
_MOST = re.compile(r"max|máx|hög|høj|bestwert|najwyż")
_MAY = re.compile(r"\b(can|kann|peut|puede|pode|può|possibile|kan|może|można)\b")
_NO = ("no", "nein", "non", "nee", "nej", "nie", "não")


def is_maximum(title: str) -> bool:
    """Whether a column holds the maximum of a worksheet's grades: Maximalbewertung, Note maximale."""
    text = plain(title)
    return bool(_MOST.search(text)) and not _MAY.search(text)


def is_lock(title: str) -> bool:
    """Whether a column says that a grade can be changed: Bewertung kann geändert werden."""
    return bool(_MAY.search(plain(title)))


def is_no(cell: str) -> bool:
    return plain(cell) in _NO
