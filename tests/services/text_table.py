"""Each column and each key under a seal that could hold words: tried with script, or what it is.

Whoever adds one says here which; tests/services/test_script_fields.py reads it.
"""

from __future__ import annotations

from collections.abc import Mapping

TRIED: Mapping[str, str] = {
    "team": "name",
    "worker": "name",
    "flag_kind": "words",
}
"""Plain columns that hold what somebody typed."""
TRIED_SEALED: Mapping[str, str] = {
    "colleague_ask": "answer_reason helps screened_reason why",
    "consent_addition": "because screened_reason",
    "consent_record": "words.start.helps words.start.must_tell words.start.sees "
    "words.start.your_worker",  # a worker's first name stands in them
    "factor": "name",
    "flag": "kind_words left_out.<id> need_to_know not_told_because screened_reason",
    "flag_draft": "draft.left_out_<id> draft.need_to_know draft.not_told_because "
    "draft.screened_reason",
    "flag_version": "screened_reason text why",
    "held_connection": "earlier[].known earlier[].not_shown_because earlier[].screened_reason "
    "known not_shown_because screened_reason",
    "hold": "reason",
    "kept_map": "map.places[].label",
    "link_end": "sharing.consent sharing.not_told_because sharing.privacy sharing.proportionality "
    "sharing.screened_reason sharing.why",
    "link_note": "screened_reason text",
    "link_second": "why",
    "map_look": "screened_reason why",
    "next_step": "because screened_reason text",
    "review_said": "screened_reason why",
    "sharing": "answer_why record.consent record.not_told_because record.privacy "
    "record.proportionality record.screened_reason record.why send_why",
    "sharing_draft": "draft.consent draft.not_told_because draft.privacy draft.proportionality "
    "draft.reference draft.screened_reason draft.why",
    "temporary_allocation": "screened_reason why",
    "temporary_ask": "screened_reason why",
    "waiting_import": "file lines[].parts[].after lines[].teams[]",
}
"""The same of what is sealed: keys, "[]" for each of a list, "<id>" where an id is the key."""
OTHERS: Mapping[str, str] = {
    "a hash, a code over rows, or a name of a key: ours alone": """
        access_record.mac access_record.previous case_file.reference_hash drawing.code_hash
        drawing.device_hash drawing.frozen_digest drawing.link_hash factor.credential_hash
        flag.form_hash flag_version.form_hash half_sign_in.token_hash held_connection.form_hash
        link_end.end_hash link_second.who_hash passkey_challenge.holder_hash
        push_phone.endpoint_hash push_phone.key push_phone.phone_hash receipt.link_hash
        receipt.words_hash receipt_session.token_hash record_anchor.mac record_day.mac
        record_head.mac record_seal.digest record_seal.previous record_seal.signature
        recovery_ask.account_hash recovery_ask.token_hash recovery_code.code_hash
        session.token_hash sharing.found_by sharing_draft.found_by temporary_ask.case_hash
        waiting_import.digest worker.password_hash""",
    "bytes that are no text: a wrapped key, or what is to be signed": """
        case_key.wrapped drawing.room_key factor.wrapped own_key.wrapped
        passkey_challenge.challenge push_phone.wrapped""",
    "an id, or several in a row": """
        access_record.chain access_record.device delivery.claim drawing.from_map
        drawing.handed_over_from factor.begun_by outbox.claim outbox.waits record_anchor.said
        record_anchor.what record_day.chain record_head.chain wake.audience delivery.device""",
    "a code of ours, one of a fixed set": """
        access_record.action access_record.outcome access_record.rule access_record.who_kind
        consent_record.outcome cover.answer delivery.channel delivery.problem delivery.state
        drawing.before_offer drawing.device_name drawing.ending drawing.language drawing.phase
        erasure.kind factor.kind flag.urgency flag_kind.code flag_kind.urgency house_setting.name
        link.state link_end.side link_meeting.kind link_meeting.side link_note.side
        link_second.answer mail.kind mail.state outbox.state push_phone.ended_why push_phone.kind
        receipt.ending recovery_ask.lost recovery_ask.state review.kind session.device
        temporary_ask.answer waiting_allocation.answer waiting_import.state wake.kind
        worker.role team_time.region""",
    "ids, codes, days and numbers (tests/house/test_record_words.py)": "access_record.detail",
    "hours as numbers (domain.working_time.week_text)": "team_time.week",
    "an address of a mailbox, which has no bracket and no quotation mark": "worker.email",
    "a phone number: digits, a plus, brackets and spaces": "worker.phone",
    "sealed: ids, codes and days alone": """
        case_closing.sealed link_mark.sealed withdrawal.sealed""",
    "sealed: what a browser gave, an address of a known push service and its keys": """
        push_phone.sealed""",
}
"""Every other plain column, by what it is, and what is sealed without any words."""
OTHERS_SEALED: Mapping[str, str] = {
    "alert": "over[].case over[].link over[].why",
    "case_file": "initials reference",  # letters alone; and capitals, digits, "-" and "/"
    "consent_addition": "kind who",
    "consent_record": "answers.keep answers.plan answers.talk language mark.kind words_version",
    "factor": "credential key",
    "flag": "kind links[] threshold",
    "flag_draft": "form_id",
    "flag_version": "what",
    "held_connection": "by earlier[].by earlier[].nature earlier[].source earlier[].source_day "
    "earlier[].until earlier[].weight earlier[].who form nature source source_day weight who",
    "kept_map": "map.people[].colour map.people[].id map.people[].initials map.people[].kind "
    "map.people[].place map.people[].role map.people[].shape map.places[].colour map.places[].id "
    "map.places[].kind map.strokes[].colour map.strokes[].id map.ties[].a map.ties[].b "
    "map.ties[].feeling map.ties[].id",
    "link": "asked asking asking_case",
    "link_end": "other.case other.reference sharing.basis sharing.lawful sharing.position "
    "sharing.review sharing.threshold",
    "next_step": "kind",
    "receipt": "pin",
    "review_said": "kind thing until what",
    "sharing": "act end link record.basis record.lawful record.position record.review "
    "record.threshold reference",
    "sharing_draft": "about form_id on",
    "waiting_import": "lines[].email lines[].kind lines[].parts[].field lines[].reference",
}
"""Of what is sealed with words, the keys that hold ids, codes, days, initials or references."""
OUR_SENTENCES = "consent_record.sealed.words."
"""What a screen said as the young person chose, letter for letter: ours, but for `TRIED_SEALED`."""


def columns(held: Mapping[str, str]) -> set[str]:
    """ "table.column" of each in a table of this file."""
    return {f"{table}.{name}" for table, names in held.items() for name in names.split()}


def keys(held: Mapping[str, str]) -> set[str]:
    """ "table.sealed.key" of each."""
    return {f"{table}.sealed.{name}" for table, names in held.items() for name in names.split()}


def others() -> set[str]:
    """ "table.column" of each of `OTHERS`."""
    return {name for names in OTHERS.values() for name in names.split()}
