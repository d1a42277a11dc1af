"""The MCP server: the catalogue's tools with typed results, exports as resources, progress while runs go on.

All imports of the MCP SDK are here, so that its next major version changes one module.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import anyio
import mcp.types as types
from mcp.server.lowlevel import NotificationOptions, Server
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.models import InitializationOptions
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import McpError
from pydantic import AnyUrl

from sight_domain.accounts.actor import Actor
from sight_domain.errors import ErrorCode, SightError
from sight_domain.language import Language, Text
from sight_domain.reports.schemas import ExportView
from tools.catalogue import Tool, call, no_such_tool
from tools.context import ToolContext
from tools.offer import Offer, instructions
from tools.pack_resources import DESCRIPTION as PACK_DESCRIPTION
from tools.pack_resources import (
    MIME_TYPE,
    PACK_TEMPLATE,
    PACK_URI,
    countries_like,
    pack_names,
    read_pack_resource,
)
from tools.pack_resources import TITLE as PACK_TITLE
from tools.schemas import Schemas, schemas_of
from tools.services import Services

NAME = "sight"
_EXPORT_URI = "sight://exports/"
_Handler = Callable[[Any], Awaitable[types.ServerResult]]
_RESOURCE_NOT_FOUND = -32002
_RESOURCES_LISTED = 50
_COMPLETED = ("export_id", "country")


def build_server(
    services: Services, offer: Offer, *, language: Language, allow_destructive: bool = False
) -> Server[Any, Any]:
    """The server over `services` with the offered tools; errors and titles in `language`."""
    offered = offer.tools()
    server: Server[Any, Any] = Server(NAME, version=_version(), instructions=instructions(offered))
    sending: set[asyncio.Task[None]] = set()

    @server.list_tools()
    async def list_tools(request: types.ListToolsRequest) -> types.ListToolsResult:
        _require_first_page(request)
        return listed_tools(offered.values(), language)

    @server.call_tool(validate_input=False)
    async def call_tool(name: str, arguments: dict[str, Any]) -> types.CallToolResult:
        request = server.request_context
        token = request.meta.progressToken if request.meta else None

        def watch(done: int, total: int, message: Text) -> None:
            if token is not None:
                notification = request.session.send_progress_notification(
                    token, done, total, message.to(language), related_request_id=str(request.request_id)
                )
                task = asyncio.create_task(notification)
                sending.add(task)
                task.add_done_callback(sending.discard)

        async def confirm(question: Text) -> bool:
            return allow_destructive or await _elicited(request.session, question.to(language))

        context = ToolContext(Actor(language), services, watch=watch, confirm=confirm)
        try:
            if name not in offered:
                raise no_such_tool(name, offered)
            result = await call(name, arguments, context)
        except SightError as error:
            return _failure(error, language)
        if sending:
            await asyncio.wait(set(sending))
        return _success(result.model_dump(mode="json"))

    @server.list_resources()
    async def list_resources(request: types.ListResourcesRequest) -> types.ListResourcesResult:
        _require_first_page(request)
        exports = await services.reports.latest(Actor(language), limit=_RESOURCES_LISTED)
        packs = await asyncio.to_thread(pack_names, language)
        return types.ListResourcesResult(
            resources=[
                *(_resource(export, language) for export in exports),
                *(_pack_resource(country, name, language) for country, name in packs),
            ]
        )

    async def list_resource_templates(request: types.ListResourceTemplatesRequest) -> types.ServerResult:
        _require_first_page(request)
        return types.ServerResult(
            types.ListResourceTemplatesResult(
                resourceTemplates=[_template(language), _pack_template(language)]
            )
        )

    # The SDK's decorator for templates keeps the cursor from its function.
    server.request_handlers[types.ListResourceTemplatesRequest] = list_resource_templates

    @server.read_resource()
    async def read_resource(uri: AnyUrl) -> Iterable[ReadResourceContents]:
        address = str(uri)
        if address.startswith(PACK_URI):
            content = await asyncio.to_thread(read_pack_resource, address, language)
            return [ReadResourceContents(content=content.decode(), mime_type=MIME_TYPE)]
        if not address.startswith(_EXPORT_URI):
            raise _no_such_resource(address)
        export, content = await services.reports.read(Actor(language), address.removeprefix(_EXPORT_URI))
        return [ReadResourceContents(content=content, mime_type=export.mime_type)]

    @server.completion()
    async def complete(
        reference: types.PromptReference | types.ResourceTemplateReference,
        argument: types.CompletionArgument,
        _context: types.CompletionContext | None,
    ) -> types.Completion:
        if not isinstance(reference, types.ResourceTemplateReference) or argument.name not in _COMPLETED:
            raise McpError(types.ErrorData(code=types.INVALID_PARAMS, message="Nothing to complete here."))
        if argument.name == "country":
            return types.Completion(values=list(countries_like(argument.value)))
        exports = await services.reports.latest(Actor(language), limit=_RESOURCES_LISTED)
        return types.Completion(values=[e.id for e in exports if e.id.startswith(argument.value)])

    server.request_handlers.update(
        {kind: _guarded(handler, language) for kind, handler in server.request_handlers.items()}
    )
    return server


async def serve_stdio(
    services: Services, offer: Offer, *, language: Language, allow_destructive: bool
) -> None:
    """Speak MCP on standard input and output until the client goes."""
    server = build_server(services, offer, language=language, allow_destructive=allow_destructive)
    options = InitializationOptions(
        server_name=NAME,
        server_version=_version(),
        capabilities=server.get_capabilities(NotificationOptions(), {}),
        instructions=server.instructions,
    )
    services.knowledge.start_background_embedding()
    services.runs.on_duty()
    with _own_stdout() as channel:
        async with stdio_server(stdout=anyio.wrap_file(channel)) as (reading, writing):
            try:
                await server.run(reading, writing, options)
            except anyio.BrokenResourceError:
                return


@contextmanager
def _own_stdout() -> Iterator[TextIOWrapper]:
    """Standard output for the protocol alone: what anything else prints, a child process too, goes to standard error."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with os.fdopen(os.dup(kept), "w", encoding="utf-8", newline="\n") as channel:
            yield channel
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def listed_tools(offered: Collection[Tool], language: Language) -> types.ListToolsResult:
    """What ``tools/list`` answers."""
    schemas = schemas_of(offered)
    return types.ListToolsResult(tools=[_described(tool, schemas[tool.name], language) for tool in offered])


def _described(tool: Tool, schemas: Schemas, language: Language) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title.to(language),
        description=tool.description,
        inputSchema=schemas.input,
        outputSchema=schemas.output,
        annotations=types.ToolAnnotations(
            readOnlyHint=tool.read_only,
            destructiveHint=tool.destructive,
            idempotentHint=tool.idempotent,
            openWorldHint=False,
        ),
    )


def _resource(export: ExportView, language: Language) -> types.Resource:
    made = f"{export.created_at:%Y-%m-%d %H:%M} UTC"
    return types.Resource(
        uri=AnyUrl(export.uri),
        name=export.filename,
        title=export.filename,
        description=Text(
            en=f"Made by export_report, {made}.", pl=f"Utworzony przez export_report, {made}."
        ).to(language),
        mimeType=export.mime_type,
        size=export.bytes,
    )


def _template(language: Language) -> types.ResourceTemplate:
    return types.ResourceTemplate(
        uriTemplate=_EXPORT_URI + "{export_id}",
        name="export",
        title=Text(en="Exported report", pl="Wyeksportowany raport").to(language),
        description=Text(en="The file that export_report made.", pl="Plik utworzony przez export_report.").to(
            language
        ),
    )


def _pack_resource(country: str, name: str, language: Language) -> types.Resource:
    return types.Resource(
        uri=AnyUrl(PACK_URI + country),
        name=country,
        title=f"{PACK_TITLE.to(language)}: {name}",
        description=PACK_DESCRIPTION.to(language),
        mimeType=MIME_TYPE,
    )


def _pack_template(language: Language) -> types.ResourceTemplate:
    return types.ResourceTemplate(
        uriTemplate=PACK_TEMPLATE,
        name="pack",
        title=PACK_TITLE.to(language),
        description=PACK_DESCRIPTION.to(language),
        mimeType=MIME_TYPE,
    )


def _require_first_page(request: Any) -> None:
    """Lists here have one page, so no cursor was ever given out. The SDK itself asks with no request at all."""
    if request is not None and request.params is not None and request.params.cursor is not None:
        raise McpError(
            types.ErrorData(code=types.INVALID_PARAMS, message="There is no page with this cursor.")
        )


def _success(result: dict[str, Any]) -> types.CallToolResult:
    text = types.TextContent(type="text", text=json.dumps(result, ensure_ascii=False))
    return types.CallToolResult(content=[text], structuredContent=result)


def _failure(error: SightError, language: Language) -> types.CallToolResult:
    shown = error.render(language)
    text = types.TextContent(type="text", text=f"{shown['message']} {shown['hint']}")
    return types.CallToolResult(content=[text], structuredContent={"error": shown}, isError=True)


async def _elicited(session: Any, question: str) -> bool:
    """Whether the person at the client said yes; no where the client cannot ask."""
    can_ask = types.ClientCapabilities(elicitation=types.ElicitationCapability())
    if not session.check_client_capability(can_ask):
        return False
    answer = await session.elicit(question, {"type": "object", "properties": {}})
    return answer.action == "accept"


def _guarded(handler: _Handler, language: Language) -> _Handler:
    """`handler` with protocol errors for whatever goes wrong: the SDK would send the text of any exception."""

    async def guarded(request: Any) -> types.ServerResult:
        try:
            return await handler(request)
        except McpError:
            raise
        except SightError as error:
            raise _protocol_error(error, language) from None
        except Exception as error:
            import structlog

            structlog.get_logger("sight.mcp").exception(
                "request failed", method=getattr(request, "method", None)
            )
            broken = Text(
                en="Something broke inside Sight; its log has the details.",
                pl="Coś zepsuło się w Sight; szczegóły są w dzienniku.",
            )
            raise McpError(types.ErrorData(code=types.INTERNAL_ERROR, message=broken.to(language))) from error

    return guarded


def _protocol_error(error: SightError, language: Language) -> McpError:
    shown = error.render(language)
    unknown = error.code in (ErrorCode.NOT_FOUND, ErrorCode.INVALID_ID)
    return McpError(
        types.ErrorData(
            code=_RESOURCE_NOT_FOUND if unknown else types.INTERNAL_ERROR,
            message=f"{shown['message']} {shown['hint']}",
            data={"error": shown},
        )
    )


def _no_such_resource(address: str) -> SightError:
    return SightError(
        ErrorCode.NOT_FOUND,
        Text(en=f"There is no resource {address}.", pl=f"Nie ma zasobu {address}."),
        Text(
            en="Use the uri that export_report returned, or sight://packs/ and a country's code.",
            pl="Użyj adresu zwróconego przez export_report albo sight://packs/ i kodu kraju.",
        ),
        field="uri",
    )


def _version() -> str:
    from importlib.metadata import version

    return version("sight")
