"""The same from a shell: leadtools init, leadtools report, leadtools score."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from leadtools.errors import LeadToolsError, OutputError, ParameterError

if TYPE_CHECKING:
    from leadtools.scorecard import Scorecard

INPUT_AT_FAULT = 2
INTERRUPTED = 130

# What a command needs is imported when it runs, so that --help answers at once.


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="leadtools-scorecards", prog_name="leadtools")
def commands() -> None:
    """Lead scoring: from a CRM export to a readable scorecard, a call list and a report."""


def _example(arguments: str) -> str:
    return f"\b\nExample:\n  leadtools {arguments}"  # \b: click keeps these lines as they are


def _pairs(context: click.Context, option: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not (sign and name.strip()):
            raise click.BadParameter(f"{text!r} is not written NAME=VALUE, such as rule=ratio.")
        if name.strip() in pairs:
            raise click.BadParameter(f"`{name.strip()}` is given twice; give it once.")
        pairs[name.strip()] = value
    return pairs


@commands.command(epilog=_example("init export.csv --events events.csv"))
@click.argument("export", type=click.Path(path_type=Path))
@click.option("--outcome", metavar="FILE", type=click.Path(path_type=Path), help="A second file: what became of them.")
@click.option("--events", metavar="FILE", type=click.Path(path_type=Path), help="A file of what they did.")
@click.option("--out", type=click.Path(path_type=Path), help="Default: leadtools.yml beside the export.")
@click.option("--sheet", metavar="NAME", help="Of a workbook with several.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def init(
    export: Path, outcome: Path | None, events: Path | None, out: Path | None, sheet: str | None, force: bool
) -> None:
    """Guess which column of EXPORT is what, and write a commented leadtools.yml.

    Every guess stands there with its reason; what the file cannot tell is asked. With --events, a few
    attributes of what leads did are proposed.
    """
    from leadtools.guess import init as write_guesses
    from leadtools.guess import told

    written, made = write_guesses(export, outcome=outcome, events=events, out=out, sheet=sheet, force=force)
    click.echo(told(made, written, command=_as_called()))


def _as_called() -> str:
    """Return how this command was called, such as .venv/bin/leadtools; by its name alone where the shell finds it."""
    called = Path(sys.argv[0])
    if called.name != "leadtools" or shutil.which("leadtools") == str(called.absolute()):
        return "leadtools"
    return sys.argv[0]


@commands.command(epilog=_example("report leadtools.yml --out reports/june --as-of 2025-06-30 -p rule=ratio"))
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the report.")
@click.option("--as-of", metavar="DATE", help="Look at the leads as known on this day.")
@click.option("-p", "parameters", metavar="NAME=VALUE", multiple=True, callback=_pairs, help="Set a parameter.")
@click.option(
    "--notebooks", metavar="FOLDER", type=click.Path(path_type=Path), help="Run your own copies of the notebooks."
)
def report(config: Path, out: Path, as_of: str | None, parameters: dict[str, str], notebooks: Path | None) -> None:
    """Run the notebooks on the leads that CONFIG describes and render one report.

    A name that no notebook knows, as in -p help=, lists the parameters there are.
    """
    from leadtools.config import read_config
    from leadtools.report import NotebookError, parameters_from_text, run_report

    read_config(config)  # its faults first: they are the likeliest and take the least time to find
    values = parameters_from_text(parameters, notebooks=notebooks) if parameters else {}
    try:
        run_report(config, out, as_of=as_of, notebooks=notebooks, **values)
    except NotebookError as error:
        raise click.ClickException(str(error)) from None
    click.echo(out / "index.html")


@commands.command(epilog=_example("score reports/june/scorecards/logistic.yml new_leads.csv --out scores.csv"))
@click.argument("card", type=click.Path(path_type=Path))
@click.argument("leads", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV file to write.")
@click.option("--id", "id_column", metavar="COLUMN", help="Column of the ids. Default: lead_id, else the row number.")
def score(card: Path, leads: Path, out: Path, id_column: str | None) -> None:
    """Score the file LEADS with the saved scorecard CARD, hottest leads first.

    CARD may also be a folder of cards by segment; the file then says which card scored each lead. The
    scores are the card's alone: what people decided (overrides) and next steps are part of a report.
    """
    from leadtools.actions import score_file
    from leadtools.cautions import caution_beside

    caution = caution_beside(card)
    scored = score_file(card, leads, out, id_column=id_column, caution=caution)
    click.echo(f"{out}: {scored:,} leads scored")
    if caution:
        click.echo(f"Note: {caution}", err=True)


@commands.command(epilog=_example("refit leadtools.yml --card reports/june/scorecards/logistic.yml"))
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--card", required=True, type=click.Path(path_type=Path), help="The scorecard in use.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder of the new card. Default: that of the card in use."
)
@click.option("--as-of", metavar="DATE", default="", help="Look at the leads as known on this day.")
@click.option("--promote", is_flag=True, help="Put the new card in the place of the one in use, which is kept.")
def refit(config: Path, card: Path, out: Path | None, as_of: str, promote: bool) -> None:
    """Learn a new card from the leads that CONFIG describes and hold it against the one in use.

    Both are judged by leads that neither has learned from. Nothing is replaced without --promote.
    """
    from leadtools.refit import refit as learn_again

    click.echo(learn_again(config, card, out=out, as_of=as_of, promote=promote).words)


@commands.group()
def rubric() -> None:
    """Scorecards written by hand: published ones, and cards as spreadsheets."""


@rubric.command(epilog=_example("rubric show starter --out ours.yml"))
@click.argument("name")
@click.option("--maximum", type=int, metavar="POINTS", help="Another highest score, such as 1000.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the card to this file instead, to edit it.")
def show(name: str, maximum: int | None, out: Path | None) -> None:
    """Print the published rubric NAME as YAML: its signals, levels and points."""
    from leadtools.rubrics import load_rubric
    from leadtools.scorecard.file import text

    if Path(name).suffix:
        raise ParameterError(
            f"`{name}` is a file; `show` prints the published rubrics. A file of your own is text: edit it in any "
            f"editor, or as a spreadsheet: leadtools rubric to-sheet {name} --out {Path(name).stem}.xlsx"
        )
    card = load_rubric(name, maximum=maximum)
    click.echo(text(card) if out is None else card.save(out), nl=out is not None)


@rubric.command("to-sheet", epilog=_example("rubric to-sheet ours.yml --out ours.xlsx"))
@click.argument("card", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Workbook to write (.xlsx).")
def to_sheet(card: Path, out: Path) -> None:
    """Write the scorecard CARD as a spreadsheet to edit, with a sheet that scores a lead."""
    from leadtools.exports import card_to_sheet
    from leadtools.scorecard import Scorecard

    _refuse_same(card, out)
    loaded = Scorecard.load(card)
    click.echo(card_to_sheet(loaded, out))
    _warn(loaded)


@rubric.command("from-sheet", epilog=_example("rubric from-sheet ours.xlsx --out ours.yml"))
@click.argument("workbook", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Scorecard to write (.yml).")
def from_sheet(workbook: Path, out: Path) -> None:
    """Read a scorecard back from the spreadsheet WORKBOOK, naming every fault with its sheet and cell."""
    from leadtools.exports import card_from_sheet

    _refuse_same(workbook, out)
    card = card_from_sheet(workbook)
    click.echo(card.save(out))
    _warn(card)


@rubric.command(epilog=_example("rubric check ours.yml --config leadtools.yml"))
@click.argument("card", type=click.Path(path_type=Path))
@click.option("--config", type=click.Path(path_type=Path), help="Hold its points against the leads described there.")
def check(card: Path, config: Path | None) -> None:
    """Say what is wrong with the scorecard CARD, a YAML file or a workbook: every fault, and what has no effect.

    With --config also whether its points hold up against what became of the leads, the gravest first. The
    exit status is 0 whatever is found, and 2 where the card, the configuration or its data cannot be used.
    """
    loaded = _card_in(card)
    click.echo(f"{card}: no faults in {len(loaded.attributes)} attributes with {len(loaded.table)} levels.")
    _warn(loaded)
    if config is not None:
        _hold_against(loaded, config)


@rubric.command(epilog=_example("rubric define ours.yml --out agreed"))
@click.argument("card", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder to write into.")
def define(card: Path, out: Path) -> None:
    """Write one page that says what a good lead is by CARD, a YAML file or a workbook, for both teams to sign.

    It stands in the folder as definition.html and definition.md. In a report it also says what the
    history shows of each tier.
    """
    from leadtools.documents import make_folder
    from leadtools.report.definition import write_definition

    loaded = _card_in(card)
    make_folder(out)
    write_definition(loaded, out)
    click.echo(out / "definition.html")


def _card_in(path: Path) -> Scorecard:
    from leadtools.exports import card_from_sheet
    from leadtools.scorecard import Scorecard

    return (card_from_sheet if path.suffix.lower() == ".xlsx" else Scorecard.load)(path)


def _hold_against(card: Scorecard, config: Path) -> None:
    from leadtools.rubric_review import hold_against

    found, unmapped = hold_against(card, config)
    click.echo(f"\n{found.verdict}\n")
    for severity, words, advice in found.findings[["severity", "finding", "advice"]].itertuples(index=False):
        click.echo(f"{severity}: {words} {advice}")
    if unmapped:
        click.echo(f"Note: no column stands for {', '.join(unmapped)}; nobody earns points by them.", err=True)


def _warn(card: Scorecard) -> None:
    from leadtools.scorecard import idle_caps, out_of_reach

    for words in (*out_of_reach(card), *idle_caps(card).values()):
        click.echo(f"Note: {words}", err=True)


def _refuse_same(read: Path, out: Path) -> None:
    if read.resolve() == out.resolve():
        raise OutputError(f"`{out}` is read from and would be replaced. Name another file to write.")


def main(arguments: list[str] | None = None) -> int:
    """Run a command and return its exit status: 0 done, 1 failed, 2 the input is at fault, 130 stopped by hand."""
    try:
        return commands.main(args=arguments, prog_name="leadtools", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except LeadToolsError as error:
        click.echo(f"Error: {error}", err=True)
        return INPUT_AT_FAULT
    except click.Abort:
        click.echo("Stopped. What was there before is unchanged.", err=True)
        return INTERRUPTED
