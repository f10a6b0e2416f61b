"""``python -m leadtools.simulate DIRECTORY`` writes the bundled sample."""

import sys

import click

from leadtools.errors import LeadToolsError
from leadtools.simulate.sample import write_sample


@click.command()
@click.argument("directory")
def main(directory: str) -> None:
    """Write the bundled sample into DIRECTORY, the same bytes each time."""
    try:
        written = write_sample(directory)
    except LeadToolsError as error:
        click.echo(error, err=True)
        sys.exit(2)
    click.echo("\n".join(str(path) for path in written))


if __name__ == "__main__":
    main(prog_name="python -m leadtools.simulate")
