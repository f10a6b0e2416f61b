"""What leads did becomes attributes as of a moment: declared, built as one SQL query, blind to the future."""

from leadtools.attributes.build import attributes_as_of
from leadtools.attributes.checks import faults_in_data
from leadtools.attributes.declare import declare
from leadtools.attributes.kinds import EventAttribute
from leadtools.attributes.lookup import LookedUp, Lookup
from leadtools.attributes.roles_of import roles_of

__all__ = ["EventAttribute", "LookedUp", "Lookup", "attributes_as_of", "declare", "faults_in_data", "roles_of"]
