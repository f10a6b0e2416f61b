"""Word lists for made-up people and companies."""


def each(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(text.split())


COMPANY_FIRST = each(
    """Alder Amber Aspen Beacon Birch Blue Bright Cedar Clear Cobalt Copper Coral Delta Elm Ember Falcon Fern Field
    Flint Granite Harbour Hazel Heron Hill Indigo Ivory Juniper Lake Lark Linden Maple Marsh Meadow North Oak Orchard
    Pine River Silver Stone"""
)
COMPANY_SECOND = each(
    """Bakery Bridge Care Craft Crafts Data Design Electric Engines Farms Fabrics Foods Freight Gardens Glass Health
    Homes Instruments Joinery Kitchens Labs Lighting Logistics Machines Metals Mills Motors Optics Paper Parts
    Plastics Power Print Services Solar Studios Systems Textiles Tools Works"""
)
COMPANY_FORM = each("GmbH Ltd AG BV")
GIVEN = each(
    """Adaeze Aisha Akira Ana Anders Anika Bartosz Beatriz Bogdan Chiara Claire Daniel Deepa Dmitri Elif Emma Farid
    Femke Fiona Giulia Hannah Hiroshi Ibrahim Ingrid Jakub Jana Joao Johanna Karim Katarzyna Lars Leila Lukas Magda
    Maja Marek Mehmet Mei Nadia Ngoc Oksana Olivia Omar Paul Priya Rafael Sanne Sven Tomasz Yusuf"""
)
FAMILY = each(
    """Acheampong Andersen Bakker Banerjee Baumann Becker Brandt Castro Chen Dvorak Eriksson Fischer Fontaine Gruber
    Hassan Hoang Horvat Huber Ito Jansen Kaya Keller Kowalska Krueger Lang Leitner Lopez Mayer Mensah Meier Moreau
    Nowak Nguyen Okafor Oliveira Olsen Patel Petrov Popescu Rao Ricci Rossi Schmidt Schwarz Shah Silva Tanaka Visser
    Weber Zhang"""
)
FREE_DOMAINS = each("freemail.example.org postbox.example.net mymail.example.org")
ROLE_NAMES = each("info office sales contact")
SPAM_WORDS = each("asdf asdfgh qwerty qwertz zxcvbn hjkl aaaa xxxx sdfsdf TEST poiuy abcabc")
SPAM_DOMAINS = each("tempmail.example.net throwaway.example.org tenminutes.example.net trashbox.example.org")
SPAM_PHONES = each("0000000000 1234567890 1111111111")
