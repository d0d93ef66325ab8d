"""What schemathesis asks of a box besides what it makes up: things that are there, and that nobody reads another's.

NODO_FUZZ_WORLD names a JSON file: `paths`, the parameters of things that are there by the path under which they stand;
`fields`, what a body may name by the field's name; `foreign`, words that stand in what is for somebody else alone;
`spared`, who is not to be named.
"""

import json
import os
import re
import zlib

import schemathesis

with open(os.environ["NODO_FUZZ_WORLD"], encoding="utf-8") as file:
    WORLD = json.load(file)

# Hashes and sealed parts of records are for nobody at all.
SEALED = re.compile(r"\$2[aby]\$\d\d\$|\"(?:clave_hash|refresh_hash|totp)\"")


# Classes of characters that Python's expressions lack: near enough to make texts of, and nothing that must be refused.
CLASSES = {r"\p{Cc}": r"\x00-\x1f\x7f-\x9f", r"\p{C}": r"\x00-\x1f\x7f-\x9f", r"\p{Cs}": "", r"\p{L}": "a-zA-Z", r"\p{N}": "0-9"}


def spelled_out(schema):
    """The same schema in expressions that Python knows: in `pattern`, and in the names of `patternProperties`."""
    if isinstance(schema, list):
        return [spelled_out(item) for item in schema]
    if isinstance(schema, dict):
        return {spelled_out(key): spelled_out(value) for key, value in schema.items()}
    if isinstance(schema, str):
        for name, characters in CLASSES.items():
            schema = schema.replace(name, characters)
    return schema


@schemathesis.hook
def before_load_schema(context, raw_schema):
    raw_schema.update(spelled_out(raw_schema))


@schemathesis.serializer("application/offset+octet-stream")
def octets(context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def chosen(things, made_up):
    """One of the things that are there, or None for what was made up; the same for the same, so that it can be shrunk."""
    number = zlib.crc32(repr(made_up).encode("utf-8", "surrogatepass"))
    return None if number % 4 == 0 else things[number // 4 % len(things)]


def standing_under(path):
    known = [prefix for prefix in WORLD["paths"] if path == prefix or path.startswith(prefix + "/")]
    return WORLD["paths"][max(known, key=len)] if known else []


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    things = standing_under(context.operation.path)
    if not things or not path_parameters:
        return path_parameters
    thing = chosen(things, path_parameters)
    return path_parameters if thing is None else {**path_parameters, **thing}


@schemathesis.hook
def before_call(context, case, **kwargs):
    # Also ids that were read in answers are asked for.
    for name, value in (case.path_parameters or {}).items():
        if value in WORLD["spared"]:
            case.path_parameters[name] = "nadie"


@schemathesis.hook
def map_body(context, body):
    if not isinstance(body, dict):
        return body
    named = {field: chosen(WORLD["fields"][field], value) for field, value in body.items() if field in WORLD["fields"]}
    return {**body, **{field: value for field, value in named.items() if value is not None}}


@schemathesis.check
def no_data_of_another(context, response, case):
    # Archives and pictures are no text, and tell what they tell in their bytes.
    told = response.content.decode("utf-8", errors="replace") + "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    for word in WORLD["foreign"]:
        assert word not in told, f"the answer tells what is for somebody else alone: {word}"
    sealed = SEALED.search(told)
    assert sealed is None, f"the answer tells what is for nobody: {sealed.group()}"
