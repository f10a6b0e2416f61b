"""100,000 open leads scored anew, and every file written that people and CRMs take from it.

Run: python -m benchmarks.daily

The work of `70_score`, step by step, in a folder that holds the scores of the week before. Beside it what a person
would write in plain pandas: the same points by `map` and `cut`, sorted and written, without reasons, people, history
or files for a CRM.
"""

import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from leadtools.conditions import Between, Is
from leadtools.documents import dump
from leadtools.follow_up import FollowUp, follow_up, keep_history, write_nurture
from leadtools.hand_over import hand_over
from leadtools.levels import Attribute
from leadtools.methods.logistic import fit_logistic
from leadtools.runs import Run, open_run
from leadtools.scorecard import Scorecard
from leadtools.simulate import simulate_company

OPEN, MADE, LEARNED_FROM, DECIDED = 100_000, 115_000, 5_000, 200
TEAM = ("Ann", "Bo", "Cem", "Dora", "Emil", "Fay", "Gus")
SAID = {
    "leads": "leads.csv", "id": "lead_id", "created": "created_at", "outcome": {"date": "converted_at"},
    "owner": "owner", "account": "account", "value": "deal_value", "email": "email", "phone": "phone",
    "contact": "contact_name", "leave_out": ["call_outcome", "campaign", "job_title", "company"],
    "groups": {"fit": ["seniority", "department", "country", "industry", "employees", "market_segment"],
               "engagement": ["lead_source", "product_interest", "first_form", "visits_before_signup"]},
    "people": {name: {"territories": ["all"], "user": f"{name.lower()}@example.com"} for name in TEAM},
    "route_by": {"territory": "country"}, "overrides": "decided.csv", "show_contacts": True, "capacity": 40,
    "handoff": ["hubspot", "salesforce"], "tiers": "matrix",
    "horizon_days": 600,  # so that most of the open leads are called
}  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        make(Path(name))
        begun = time.perf_counter()
        run = open_run(Path(name) / "leadtools.yml", Path(name) / "out")
        X = run.open_leads
        read = time.perf_counter() - begun
        card = learned(run)
        last_week = replace(run, as_of=run.as_of - pd.Timedelta(days=7))
        keep_history(last_week, card, follow_up(last_week, card).scored)
        taken = daily(run, card)
        files = list(run.folder.rglob("*.csv"))
        rows = sum(path.read_bytes().count(b"\n") - 1 for path in files)
        plain, scores = timed(lambda: by_pandas(card, X, run.folder / "plain.csv"))
        assert scores.tolist() == card.score(X).tolist()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    size = f"{len(X):,} open leads, {len(card.attributes)} attributes, {rows:,} rows in {len(files)} files"
    print(f"| {size} | seconds |\n|---|---|")
    for step, seconds in taken.items():
        print(f"| {step} | {seconds:.1f} |")
    print(f"| together (aim: under 20) | {sum(taken.values()):.1f} |")
    print(f"| before it: reading the leads and leaving out what tells the outcome | {read:.1f} |")
    print(f"| beside it: plain pandas, the same scores sorted and written | {plain:.1f} |")
    print(f"| memory at most, GB | {memory:.2f} |")


def make(folder: Path) -> None:
    """Write the leads, of whom so many are open, what people decided, and the configuration."""
    leads = simulate_company(MADE, seed=0).leads
    is_open = leads["converted_at"].isna()
    leads = leads[~is_open | (is_open.cumsum() <= OPEN)]
    leads.to_csv(folder / "leads.csv", index=False)
    decided = leads.loc[is_open, ["lead_id"]].head(DECIDED).assign(tier="hot", reason="met at the fair", by="Ann")
    decided.assign(until="2099-12-31").to_csv(folder / "decided.csv", index=False)
    (folder / "leadtools.yml").write_text(dump(SAID), encoding="utf-8")


def learned(run: Run) -> Scorecard:
    """Return a card learned from the first leads, with the tiers of the configuration."""
    train = run.split.train
    few = train.X.head(LEARNED_FROM)
    card = fit_logistic(few, train.y.loc[few.index], levels=run.levels)
    return run.with_tiers(card)


def timed(work: Callable) -> tuple[float, object]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def daily(run: Run, card: Scorecard) -> dict[str, float]:
    """Return the seconds of each step."""
    taken: dict[str, float] = {}
    taken["score, tiers, reasons, next steps, routes"], done = timed(lambda: follow_up(run, card))
    taken["`scores.csv` and `calls.csv`"], _ = timed(lambda: write_lists(run, done))
    taken["`nurture.csv`"], _ = timed(lambda: write_nurture(run, card, done.scored))
    taken["`score_history.csv` and `alerts.csv`"], found = timed(lambda: keep_history(run, card, done.scored))
    taken["files for HubSpot and Salesforce"], _ = timed(lambda: hand_over(run, card, done))
    assert found.empty  # the same data as last week
    return taken


def write_lists(run: Run, done: FollowUp) -> None:
    run.write("scores.csv", done.scored)
    run.write("calls.csv", done.to_call)


def by_pandas(card: Scorecard, X: pd.DataFrame, path: Path) -> pd.Series:
    """Return the scores as a person would reckon them, and write them hottest first."""
    total = sum(points_by_pandas(attribute, card.points_of(attribute.name), X) for attribute in card.attributes)
    score = (total + card.start).clip(card.lowest, card.highest).astype(int)
    score.rename("score").to_frame().sort_values("score", ascending=False).to_csv(path)
    return score


def points_by_pandas(attribute: Attribute, points: pd.Series, X: pd.DataFrame) -> pd.Series:
    levels, values = attribute.levels, X[attribute.name]
    between = [level for level in levels if isinstance(level.condition, Between)]
    if between:
        edges = [-np.inf, *(level.condition.below for level in between[:-1]), np.inf]
        found = pd.cut(values, edges, right=False, labels=False).map(dict(enumerate(points[: len(between)])))
    else:
        named = {
            value: points[level.label]
            for level in levels
            if isinstance(level.condition, Is)
            for value in level.condition.values
        }
        found = values.map(named).fillna(points["(other)"])
    return found.astype(float).mask(values.isna(), points["(missing)"])


if __name__ == "__main__":
    main()
