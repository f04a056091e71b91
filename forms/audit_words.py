"""What a row of the audit trail says in plain words, by the address that was used."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

_PROGRAMMES = {
    "programme.make": _l("traject gemaakt"),
    "programme.show": _l("gegevens van het traject gewijzigd"),
    "programme.dates": _l("datums van bijeenkomsten gewijzigd"),
    "programme.meeting": _l("bijeenkomst toegevoegd"),
    "programme.follow_up": _l("vervolg toegevoegd"),
    "programme.resource": _l("bron toegevoegd"),
    "attached.change": _l("bron, spreker of vervolg gewijzigd"),
    "attached.move": _l("bron, spreker of vervolg verschoven"),
    "attached.remove": _l("bron of spreker weggehaald"),
    "attached.ask": _l("aanmelding voor een vervolg in een bijeenkomst gezet"),
    "attached.without_follow_up": _l("vervolg weggehaald"),
    "copies.meeting": _l("bijeenkomst gekopieerd"),
    "copies.programme": _l("traject opnieuw opgezet"),
    "terms.show": _l("afspraken met deelnemers gewijzigd"),
    "terms.erase": _l("alles van het traject voorgoed gewist"),
    "importing.start": _l("bestand opgestuurd om in te lezen"),
    "importing.choose": _l("bestand bekeken of ingelezen"),
    "importing.drop": _l("opgestuurd bestand verwijderd"),
}
_MEETINGS = {
    "prepare.show": _l("gegevens van de bijeenkomst gewijzigd"),
    "prepare.labels": _l("opengelaten antwoorden ingevuld"),
    "prepare.catch_up": _l("later meedoen geopend of gesloten"),
    "prepare.resource": _l("bron bij een bijeenkomst toegevoegd"),
    "prepare.speaker": _l("spreker toegevoegd"),
    "agenda.add": _l("onderdeel toegevoegd"),
    "agenda.move": _l("onderdeel verschoven"),
    "agenda.remove": _l("onderdeel weggehaald"),
    "agenda.restore": _l("onderdeel teruggezet"),
    "question_editor.edit": _l("vragen gewijzigd"),
    "rehearsal.fill": _l("proefantwoorden gemaakt"),
    "rehearsal.remove": _l("proefantwoorden weggehaald"),
    "run.open_or_close": _l("onderdeel geopend of gesloten"),
    "run.results": _l("antwoorden getoond of verborgen"),
    "run.projector": _l("ander beeld op het scherm gezet"),
    "run.light": _l("scherm licht of donker gezet"),
    "timer.press": _l("timer bediend"),
    "closing.lead": _l("opbrengst op het scherm gezet"),
    "on_behalf.enter": _l("ingevuld voor iemand zonder telefoon"),
    "on_behalf.next_person": _l("begonnen aan een volgende persoon zonder telefoon"),
}
_STATEMENTS = {
    "moderation.approve": _l("uitspraak goedgekeurd"),
    "moderation.approve_clean": _l("uitspraken zonder gevonden gegevens goedgekeurd"),
    "moderation.hide": _l("uitspraak verborgen"),
    "moderation.keep": _l("gevonden gegevens laten staan"),
    "moderation.merge": _l("uitspraken samengevoegd"),
    "duplicates.judge": _l("over dubbele uitspraken beslist"),
    "aspects.choose": _l("inhoud of proces gekozen"),
    "review.mark": _l("gegevens in een uitspraak aangewezen"),
    "review.approve_clean": _l("uitspraken na controle goedgekeurd"),
    "acts.undo": _l("een besluit ongedaan gemaakt"),
    "acts.redo": _l("een besluit opnieuw gedaan"),
}
_THEMES = {
    "theme_board.add": _l("thema toegevoegd"),
    "theme_board.central": _l("kernuitspraak gekozen"),
    "theme_board.confirm": _l("voorstellen van een thema bevestigd"),
    "theme_board.merge": _l("thema's samengevoegd"),
    "theme_board.name": _l("thema aangenomen of hernoemd"),
    "theme_board.place": _l("kaart verplaatst"),
    "theme_board.propose": _l("om thema's gevraagd"),
    "theme_board.remove": _l("thema weggehaald"),
    "board_moves.move": _l("kaart verplaatst"),
    "board_moves.order": _l("thema verschoven"),
    "board_moves.right": _l("voorstellen bevestigd"),
    "splits.propose": _l("om een splitsing gevraagd"),
    "splits.accept": _l("thema gesplitst"),
    "splits.dismiss": _l("splitsing afgewezen"),
}
_PARTNERSHIPS = {
    "partnerships.show": _l("partnerschap toegevoegd"),
    "partnerships.one": _l("partnerschap gewijzigd"),
    "partnerships.merge": _l("partnerschappen samengevoegd"),
    "partnerships.remove": _l("partnerschap weggehaald"),
    "organisations.add": _l("school of opleiding bij een partnerschap gezet"),
    "organisations.change": _l("school of opleiding gewijzigd"),
    "organisations.remove": _l("school of opleiding weggehaald"),
    "codes.show": _l("code van een partnerschap getoond"),
    "codes.renew": _l("partnerschap een nieuwe code gegeven"),
    "codes.print_cards": _l("codes van partnerschappen getoond, op kaarten"),
    "sketch_desk.enter": _l("ingevuld voor een partnerschap"),
    "development.hall": _l("beweging aan de zaal getoond of verborgen"),
}
_GOES_OUT = {
    "outcomes.make_report": _l("om de wrap-up gevraagd"),
    "outcomes.publish": _l("om een publicatie gevraagd"),
    "releases.take_off": _l("publicatie van de gegevenspagina gehaald"),
    "releases.put_back": _l("publicatie teruggezet"),
    "exports.make": _l("om een export gevraagd"),
    "exports.identified": _l("om een export met persoonsgegevens gevraagd"),
    "exports.fetch": _l("export gedownload"),
    "sign_ups.remove": _l("aanmelding voor een vervolg verwijderd"),
    "sign_ups.take_along": _l("aanmeldingen voor een vervolg meegenomen"),
}
_ACCOUNTS = {
    "log_in": _l("ingelogd"),
    "log_out": _l("uitgelogd"),
    "identity_linked": _l("account aan een inlogdienst gekoppeld"),
    "provider.link": _l("account aan een inlogdienst gekoppeld"),
    "provider.unlink": _l("koppeling met een inlogdienst verbroken"),
    "people.name": _l("naam van de organisatie gewijzigd"),
    "people.invite": _l("iemand uitgenodigd"),
    "people.withdraw_link": _l("uitnodiging ingetrokken"),
    "people.give": _l("rol gegeven"),
    "people.withdraw": _l("rol ingetrokken"),
    "people.reset": _l("link naar een nieuw wachtwoord gemaakt"),
    "people.close": _l("account gesloten"),
    "people.reopen": _l("account weer geopend"),
    "programme_people.invite": _l("iemand uitgenodigd"),
    "programme_people.withdraw_link": _l("uitnodiging ingetrokken"),
    "programme_people.withdraw": _l("rol ingetrokken"),
    "invitation_accepted": _l("uitnodiging aangenomen"),
    "password_reset": _l("nieuw wachtwoord gekozen met een link"),
    "tokens.make": _l("koppeling gemaakt"),
    "tokens.revoke": _l("koppeling ingetrokken"),
}
_SERVICE = {
    "expired": _l("einddatum bereikt: gewist"),
    "erased": _l("alles van één deelnemer gewist, op verzoek"),
    "command": _l("opdracht van de beheerder"),
}

WORDS: Mapping[str, str] = {
    **_PROGRAMMES,
    **_MEETINGS,
    **_STATEMENTS,
    **_THEMES,
    **_PARTNERSHIPS,
    **_GOES_OUT,
    **_ACCOUNTS,
    **_SERVICE,
}
SILENT = frozenset({"question_editor.preview"})
"""Sent as a form, and yet changes nothing."""
