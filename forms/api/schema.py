"""Dataclass → JSON Schema (draft 2020-12, which OpenAPI 3.1 uses)."""

from __future__ import annotations

from dataclasses import is_dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

Schema = dict[str, Any]

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}


def schema_of(kind: Any) -> Schema:
    """Of a type that stands at a field of a dataclass in `shapes`.

    :raise TypeError: a type that has no place in JSON
    """
    if get_origin(kind) is Annotated:
        inner, description = get_args(kind)
        return {**schema_of(inner), "description": description}
    if kind in _PLAIN:
        return {"type": _PLAIN[kind]}
    if is_dataclass(kind):
        return {"$ref": f"#/components/schemas/{kind.__name__}"}  # type: ignore[union-attr]
    if get_origin(kind) is tuple:
        return {"type": "array", "items": schema_of(get_args(kind)[0])}
    if get_origin(kind) is Literal:
        return {"type": "string", "enum": list(get_args(kind))}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"type": "string", "enum": [str(one.value) for one in kind]}
    if get_origin(kind) in (UnionType, Union):
        return {"anyOf": [schema_of(one) for one in get_args(kind)]}
    raise TypeError(f"{kind!r} has no JSON Schema")


def object_schema(shape: type) -> Schema:
    """Of a dataclass: every field is always there, and no other."""
    hints = get_type_hints(shape, include_extras=True)
    made: Schema = {
        "type": "object",
        "properties": {name: schema_of(kind) for name, kind in hints.items()},
        "required": list(hints),
        "additionalProperties": False,
    }
    own_words = shape.__doc__ or ""
    return (
        made if own_words.startswith(f"{shape.__name__}(") else {**made, "description": own_words}
    )


def with_parts(shape: type) -> dict[str, Schema]:
    """Name → schema, of a dataclass and all that stand in it."""
    found: dict[str, Schema] = {}
    to_do = [shape]
    while to_do:
        one = to_do.pop()
        if one.__name__ not in found:
            found[one.__name__] = object_schema(one)
            to_do += _inside(one)
    return found


def _inside(kind: Any) -> list[type]:
    """The dataclasses that the fields of a dataclass, or the parts of a type, are made of."""
    parts = get_type_hints(kind).values() if is_dataclass(kind) else get_args(kind)
    found: list[type] = []
    for part in parts:
        found += [part] if is_dataclass(part) else _inside(part)  # type: ignore[list-item]
    return found
