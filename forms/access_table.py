"""Every address of the service, and what somebody needs to come in.

`forms.access` keeps to it, at every request: an address that is not here stays closed, and a test
fails on it. A page of a programme is found by the `slug` in its address, a meeting by `meeting`.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Needs(StrEnum):
    """What opens an address. The first six are looked after by the pages themselves: whoever has
    the key in the address has what belongs to it."""

    NOTHING = "nothing"  # everybody
    CODE = "code"  # the code of a meeting, and for what is one's own a receipt in the cookie
    RECEIPT = "receipt"  # the receipt of a participant
    SPOKEN = "spoken"  # the three words of a partnership
    SCREEN = "screen"  # the key of a projector
    TOKEN = "token"  # of a program; it opens what its facilitator leads
    STREAM = "stream"  # any of the keys above, or for a programme a role in it
    LOG_IN = "log-in"  # an account, of whatever role; one sees one's own
    MAKE = "make"  # organiser or facilitator at an organisation
    ORGANISE = "organise"  # organiser of an organisation
    READ = "read"  # organiser, facilitator or reader of the programme
    LEAD = "lead"  # organiser or facilitator of the programme
    HELP = "help"  # those two, or a helper of the meeting


BY_KEY = frozenset(
    {
        Needs.NOTHING,
        Needs.CODE,
        Needs.RECEIPT,
        Needs.SPOKEN,
        Needs.SCREEN,
        Needs.TOKEN,
        Needs.STREAM,
    }
)
"""Open to whoever has no account."""

_ENDPOINTS = {
    Needs.NOTHING: """
        second_step.show second_step.check passkey_log_in.options passkey_log_in.log_in
        static health.alive health.ready
        participant.start participant.privacy participant.own_receipt about.themes
        security.show security.security_txt
        device.manifest device.service_worker device.program device.away
        language.choose facilitator.login facilitator.logout provider.start provider.callback
        api_page.show api_page.openapi partnership_page.enter
        invitation.show invitation.make invitation.take reset.show
    """,
    Needs.CODE: """
        participant.meeting participant.join participant.answer participant.activities
        participant.qr participant.who queued.token device.leave timer.on_phone
        voting.show voting.vote voting.queue voting.own
        together.show together.save together.fragment together.pen together.settle
        earlier_versions.show earlier_versions.back
        self_study.show self_study.join self_study.room
        own_partnership.know steps.in_meeting network.show
    """,
    Needs.RECEIPT: """
        receipts.show receipts.go_on own_erasure.show
        amending.change amending.withdraw_form amending.withdraw_statement
    """,
    Needs.SPOKEN: """
        partnership_page.show steps.on_own_page
        partnership_changes.named partnership_changes.sectors
        partnership_changes.organisation partnership_changes.without
        partnership_report.make partnership_report.state partnership_report.file
    """,
    Needs.SCREEN: "screens.screen screens.now",
    Needs.TOKEN: """
        api.listProgrammes api.getProgramme api.getCounts api.listEvents api.getMeeting
        api.listStatements api.listThemes api.listVotes
    """,
    Needs.STREAM: "streams.follow",
    Needs.LOG_IN: """
        facilitator.overview tokens.show tokens.make tokens.revoke
        account.show account.rename account.password account.end account.end_others
        account_code.show account_code.start account_code.scan account_code.confirm
        account_code.recovery account_code.remove
        account_passkeys.show account_passkeys.options account_passkeys.make
        account_passkeys.remove
        status.show status.fragment status.sign provider.link provider.unlink
    """,
    Needs.MAKE: """
        programme.choose programme.make
        importing.start importing.show importing.fragment importing.choose importing.drop
    """,
    Needs.ORGANISE: """
        audit.show audit.export
        people.show people.name people.invite people.withdraw_link people.one people.give
        people.withdraw people.reset people.close people.reopen
    """,
    Needs.READ: """
        outcomes.show outcomes.fragment outcomes.report outcomes.wrap_up_file
        consensus.show consensus.fragment
    """,
    Needs.HELP: """
        run.show run.fragment run.open_or_close run.results run.projector run.light timer.press
        on_behalf.choose on_behalf.enter on_behalf.next_person prepare.sheet
        closing.lead
    """,
    Needs.LEAD: """
        programme_people.show programme_people.invite programme_people.withdraw_link
        programme_people.withdraw
        programme.show programme.dates programme.follow_up programme.meeting programme.resource
        attached.change attached.move attached.remove attached.ask attached.without_follow_up
        copies.meeting copies.programme terms.show terms.erase
        prepare.show prepare.labels prepare.catch_up prepare.resource prepare.speaker
        agenda.add agenda.move agenda.remove agenda.restore
        question_editor.edit question_editor.preview
        rehearsal.fill rehearsal.remove
        moderation.cards moderation.news moderation.approve moderation.approve_clean
        moderation.hide moderation.keep moderation.choose_other moderation.merge
        aspects.choose duplicates.show duplicates.judge
        review.show review.mark review.approve_clean
        theme_board.board theme_board.add theme_board.card theme_board.place theme_board.central
        theme_board.confirm theme_board.merge theme_board.name theme_board.remove
        theme_board.propose theme_board.job
        board_moves.move board_moves.order board_moves.right board_moves.changes
        splits.show splits.accept splits.dismiss splits.propose splits.job runs.show
        partnerships.show partnerships.one partnerships.merge partnerships.remove
        organisations.add organisations.change organisations.remove
        codes.show codes.renew codes.cards codes.print_cards
        sketch_desk.show sketch_desk.read sketch_desk.enter
        development.show development.hall years.show
        sign_ups.show sign_ups.remove sign_ups.take_along
        outcomes.make_report outcomes.publish exports.make exports.fetch exports.identified
        releases.take_off releases.put_back acts.log acts.undo acts.redo
    """,
}

ACCESS: Mapping[str, Needs] = {
    endpoint: needs for needs, names in _ENDPOINTS.items() for endpoint in names.split()
}
