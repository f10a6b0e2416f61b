"""What a scorecard file may say."""

from leadtools.matrix import SCHEMA as MATRIX
from leadtools.matrix import tiers_schema

_WHOLE = {"type": "integer", "description": "a whole number"}
_BOUND = {"type": ["integer", "null"], "description": "a whole number, or null for none"}
_CODES = {"type": "array", "items": {"type": ["string", "number", "boolean"]}, "description": "a list of values"}
_NOTE = {"type": "string", "minLength": 1, "description": "a text"}

LEVEL = {
    "type": "object",
    "description": "a level: its name, its condition and its points",
    "required": ["points"],
    "properties": {
        "level": {"type": "string", "minLength": 1, "description": "the name of the level"},
        "is": {**_CODES, "minItems": 1},
        "from": {"type": "number", "description": "a number"},
        "below": {"type": "number", "description": "a number"},
        "missing": _CODES,
        "other": {"const": True, "description": "true"},
        "any": {"const": True, "description": "true"},
        "points": _WHOLE,
        "note": _NOTE,
        "evidence": {"type": "object", "description": "what the points rest on"},
    },
    "additionalProperties": False,
}

ATTRIBUTE = {
    "type": "object",
    "description": "an attribute: its name, its kind and its levels",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "description": "a column of the leads"},
        "kind": {"enum": ["number", "text", "yes/no"], "description": "number, text or yes/no"},
        "group": {"type": "string", "description": "the name of a group"},
        "levels": {"type": "array", "items": LEVEL, "minItems": 1, "description": "a list of levels"},
        "each": {"type": "integer", "description": "the whole points of one occurrence"},
        "up_to": {"type": "integer", "description": "the most that all occurrences add up to, whole points"},
        "note": _NOTE,
    },
    "additionalProperties": False,
}

KNOCK_OUT = {
    "type": "object",
    "description": "an attribute, its levels that disqualify a lead, and the reason",
    "required": ["attribute", "levels", "reason"],
    "properties": {
        "attribute": {"type": "string", "description": "the name of an attribute"},
        "levels": {
            "type": "array",
            "items": {"type": "string", "description": "the name of a level"},
            "minItems": 1,
            "description": "a list of names of levels",
        },
        "reason": {"type": "string", "minLength": 1, "description": "why such a lead is no customer"},
    },
    "additionalProperties": False,
}

CARD = {
    "type": "object",
    "description": "a scorecard",
    "required": ["name", "attributes"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "description": "the name of the card"},
        "facts": {"type": "object", "description": "where the card comes from"},
        "scale": {
            "type": "object",
            "properties": {"start": _WHOLE, "lowest": _BOUND, "highest": _BOUND, "pdo": _BOUND},
            "additionalProperties": False,
            "description": "start, lowest, highest and pdo",
        },
        "probability": {
            "type": "object",
            "required": ["base_score", "base_odds"],
            "properties": {
                "base_score": {"type": "number", "description": "a score"},
                "base_odds": {"type": "number", "exclusiveMinimum": 0, "description": "odds above 0"},
                "points_to_double": {
                    "type": ["number", "null"],
                    "exclusiveMinimum": 0,
                    "description": "a number of points above 0, or null where the score says nothing",
                },
            },
            "additionalProperties": False,
            "description": "base_score, base_odds and points_to_double",
        },
        "tiers": tiers_schema(_WHOLE),
        "matrix": MATRIX,
        "definitions": {
            "type": "object",
            "additionalProperties": {"type": "string", "minLength": 1, "description": "a text"},
            "description": "what each tier means, agreed by both teams",
        },
        "caps": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "properties": {"lowest": _BOUND, "highest": _BOUND},
                "additionalProperties": False,
                "description": "the lowest and the highest sum of points, such as {lowest: 0, highest: 40}",
            },
            "description": "the lowest and the highest sum of points of a group",
        },
        "weights": {
            "type": "object",
            "additionalProperties": {"type": "integer", "exclusiveMinimum": 0, "description": "a whole per cent"},
            "description": "per cent of the highest score by group, such as {engagement: 40}",
        },
        "knock_outs": {"type": "array", "items": KNOCK_OUT, "description": "a list of minimum criteria"},
        "attributes": {"type": "array", "items": ATTRIBUTE, "description": "a list of attributes"},
    },
    "additionalProperties": False,
}
