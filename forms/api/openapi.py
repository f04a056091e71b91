"""The description of the API for programs (https://spec.openapis.org/oas/v3.1.1)."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import Any

from forms.api import shapes
from forms.api.operations import OPERATIONS, PLACES, Operation
from forms.api.problems import TYPE
from forms.api.schema import with_parts

Document = dict[str, Any]

ABOUT = """\
Read-only: follow a programme from R, Python or anything that speaks HTTP.

A token sees all that its facilitator sees, word for word and before anything is made anonymous.
For publication use a release, which is de-identified and checked for small groups.

Every answer has an `ETag`. Send it back as `If-None-Match`: as long as nothing changed in the
programme the answer is 304, without a body, and costs next to nothing. Errors are problem details
(RFC 9457), in English.
"""

PROBLEMS = {
    "401": "No token, or one that is not known or was revoked",
    "404": "No such programme, meeting, activity or theme",
    "405": "Another method than GET",
    "406": "Another form than JSON was asked",
    "422": "A parameter that is not known or not right",
    "429": "Too many requests; `Retry-After` says when to go on",
    "503": "The database cannot be read now; `Retry-After` says when to try again",
}


@lru_cache(maxsize=1)
def document() -> Document:
    schemas = with_parts(shapes.Problem)
    for operation in OPERATIONS:
        schemas |= with_parts(operation.shape)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Gesprekstafel",
            "version": version("gesprekstafel"),
            "description": ABOUT,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "security": [{"token": []}],
        "paths": {one.path: {"get": _described(one)} for one in OPERATIONS},
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "responses": {f"Problem{status}": _problem(status) for status in PROBLEMS},
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by a facilitator at /facilitate/tokens.",
                }
            },
        },
    }


def _described(operation: Operation) -> Document:
    made: Document = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*_places(operation), *_parameters(operation)],
        "responses": {
            "200": {
                "description": operation.summary,
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {
                    "application/json": {
                        "schema": {"$ref": f"#/components/schemas/{operation.shape.__name__}"}
                    }
                },
            },
            "304": {"description": "Nothing changed since the ETag that was sent"},
            **{status: {"$ref": f"#/components/responses/Problem{status}"} for status in PROBLEMS},
        },
    }
    return {**made, "description": operation.description} if operation.description else made


def _places(operation: Operation) -> list[Document]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": PLACES[name][0],
            "schema": PLACES[name][1],
        }
        for name in operation.places
    ]


def _parameters(operation: Operation) -> list[Document]:
    return [
        {"name": one.name, "in": "query", "description": one.description, "schema": one.schema}
        for one in operation.parameters
    ]


def _problem(status: str) -> Document:
    made: Document = {
        "description": PROBLEMS[status],
        "content": {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status == "401":
        made["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return made
