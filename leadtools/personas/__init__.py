"""Ideal customer profiles: in how many categories a lead matches each persona, in how many it strays."""

from leadtools.personas.checks import faults_in_leads
from leadtools.personas.matching import match_personas
from leadtools.personas.persona import BEST, NONE, Category, Persona, attribute_names, declare_personas

__all__ = [
    "BEST",
    "NONE",
    "Category",
    "Persona",
    "attribute_names",
    "declare_personas",
    "faults_in_leads",
    "match_personas",
]
