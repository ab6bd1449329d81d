"""POST /imports/file: an administrator's file of allocations, which then waits to be agreed to.

A plain form: the websocket takes no message of that size. Whoever is no administrator is refused
before a byte of the file is read; the file lies in memory alone until it is sealed.
"""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from peermap_app import bootstrap
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Kind, NotAllowed, Refusal
from peermap_app.services import waiting_imports
from peermap_app.services.import_file import MOST_BYTES, ImportRefused
from peermap_app.words import errors, import_words, operators, worker_pages

from . import own

PAGE = "/imports"
PATH = "/imports/file"


async def submit(request: Request) -> Response:
    """Let the file wait, or say what is wrong with it, line by line."""
    house, who = bootstrap.house(), await own.asker(request)
    if who is None:
        return own.to_the_door()
    content = await _file(request) if who.role is Role.ADMINISTRATOR else b""
    try:
        await waiting_imports.ask_import(house, who, content)
    except NotAllowed as refusal:
        if refusal.code == "signed_out":
            return own.to_the_door()
        return PlainTextResponse(worker_pages.NOT_FOUND, status_code=404)
    except Refusal as refusal:
        return own.page(
            "import_faults.html",
            owner=who.worker_id,
            status=409 if refusal.kind is Kind.CONFLICT else 422,
            words=import_words,
            title=worker_pages.TITLES["imports"],
            sentences=_sentences(refusal),
            back=PAGE,
        )
    return RedirectResponse(PAGE, status_code=303)


async def _file(request: Request) -> bytes:
    """The file's bytes; what is no form with a file is an empty one, and refused as such."""
    parser = MultiPartParser(request.headers, request.stream(), max_files=1, max_fields=1)
    # Never to a temporary file on the disk: it holds references and initials.
    parser.spool_max_size = MOST_BYTES * 2
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError):
        return b""
    given = form.get("file")
    content = await given.read() if isinstance(given, UploadFile) else b""
    await form.close()
    return content


def _sentences(refusal: Refusal) -> list[str]:
    if not isinstance(refusal, ImportRefused):
        return [errors.sentence(refusal)]
    rows = [operators.row(p.line, p.column, p.code, dict(p.data)) for p in refusal.problems]
    return [*rows, *([import_words.more(refusal.more)] if refusal.more else [])]
