"""``python -m leadtools.lessons FOLDER`` writes the lessons of a folder from their solutions."""

import sys

import click

from leadtools.errors import LeadToolsError
from leadtools.lessons.building import build_lessons


@click.command()
@click.argument("folder")
def main(folder: str) -> None:
    """Write every lesson of FOLDER from FOLDER/solutions, with three dots for the answers."""
    try:
        written = build_lessons(folder)
    except LeadToolsError as error:
        click.echo(error, err=True)
        sys.exit(2)
    click.echo("\n".join(str(path) for path in written))


if __name__ == "__main__":
    main(prog_name="python -m leadtools.lessons")
