"""A million leads and ten million events become fifteen attributes: declared lines against a query written by hand.

Run: python -m benchmarks.behaviour [millions of events …]   (default: 10)

Leads and events come from the project's own generator; every way is measured in a process of its own, for its time
(best of three, once beyond ten million events and for pandas) and its largest memory. Beyond ten million events
pandas is left out: its tables would not fit beside the events.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from leadtools.attributes import attributes_as_of, declare
from leadtools.simulate import simulate_company

LEADS_A_COMPANY, RUNS, MANY_MILLIONS = 50_000, 3, 10
AS_OF = pd.Timestamp("2025-06-01")
VISITS = ["home_page", "product_page", "pricing_page", "cart", "blog"]

DECLARED = {
    "pricing_7d": {"count": "pricing_page", "window_days": 7},
    "pricing_30d": {"count": "pricing_page", "window_days": 30, "cap": 5},
    "visits_90d": {"count": VISITS, "window_days": 90},
    "mails_90d": {"count": "email_sent", "window_days": 90},
    "spring": {"count": "email_opened", "where": {"campaign": ["mailing 2025-03", "mailing 2025-04"]}},
    "pages_90d": {"distinct": "page", "of": VISITS, "window_days": 90},
    "assets": {"distinct": "asset", "of": ["whitepaper_download", "case_study_download", "ebook_download"]},
    "since_visit": {"recency": VISITS},
    "since_mail": {"recency": ["email_opened", "email_clicked"]},
    "interest": {"decayed": {"product_page": 10, "pricing_page": 7, "cart": 7}},
    "intent": {"decayed": {"demo_request": 14, "trial_started": 14, "contact_form": 14}},
    "in_order": {"sequence": ["product_page", "pricing_page", "cart"], "within_days": 14},
    "study_and_price": {"all_of": ["case_study_download", "pricing_page"], "window_days": 21},
    "asked": {"any_of": ["demo_request", "trial_started"]},
    "change": {"change": VISITS, "window_days": 30},
}

BY_HAND = f"""
WITH past AS (
  SELECT lead_id, event, page, asset, campaign, events.at, epoch_us(TIMESTAMP '{AS_OF}' - events.at) / 86400e6 AS days
  FROM events WHERE events.at < TIMESTAMP '{AS_OF}'
), visits AS (SELECT * FROM past WHERE event IN ('product_page', 'pricing_page', 'cart')
), in_order AS (
  SELECT DISTINCT one.lead_id FROM visits one
  JOIN visits two ON two.lead_id = one.lead_id AND two.at > one.at
  JOIN visits three ON three.lead_id = one.lead_id AND three.at > two.at AND one.days - three.days <= 14
  WHERE one.event = 'product_page' AND two.event = 'pricing_page' AND three.event = 'cart'
), totals AS (
  SELECT lead_id,
    count(*) FILTER (event = 'pricing_page' AND days <= 7) AS pricing_7d,
    least(count(*) FILTER (event = 'pricing_page' AND days <= 30), 5) AS pricing_30d,
    count(*) FILTER (event IN {tuple(VISITS)} AND days <= 90) AS visits_90d,
    count(*) FILTER (event = 'email_sent' AND days <= 90) AS mails_90d,
    count(*) FILTER (event = 'email_opened' AND campaign IN ('mailing 2025-03', 'mailing 2025-04')) AS spring,
    count(DISTINCT page) FILTER (event IN {tuple(VISITS)} AND days <= 90) AS pages_90d,
    count(DISTINCT asset) FILTER (event IN ('whitepaper_download', 'case_study_download', 'ebook_download')) AS assets,
    min(days) FILTER (event IN {tuple(VISITS)}) AS since_visit,
    min(days) FILTER (event IN ('email_opened', 'email_clicked')) AS since_mail,
    sum(CASE event WHEN 'product_page' THEN 0.5 ** (days / 10) WHEN 'pricing_page' THEN 0.5 ** (days / 7)
        WHEN 'cart' THEN 0.5 ** (days / 7) END) AS interest,
    sum(0.5 ** (days / 14)) FILTER (event IN ('demo_request', 'trial_started', 'contact_form')) AS intent,
    bool_or(event = 'case_study_download' AND days <= 21) AND bool_or(event = 'pricing_page' AND days <= 21)
      AS study_and_price,
    bool_or(event IN ('demo_request', 'trial_started')) AS asked,
    count(*) FILTER (event IN {tuple(VISITS)} AND days <= 30)
      - count(*) FILTER (event IN {tuple(VISITS)} AND days > 30 AND days <= 60) AS change
  FROM past GROUP BY lead_id
)
SELECT coalesce(pricing_7d, 0) AS pricing_7d, coalesce(pricing_30d, 0) AS pricing_30d,
  coalesce(visits_90d, 0) AS visits_90d, coalesce(mails_90d, 0) AS mails_90d, coalesce(spring, 0) AS spring,
  coalesce(pages_90d, 0) AS pages_90d, coalesce(assets, 0) AS assets, since_visit, since_mail,
  coalesce(interest, 0) AS interest, coalesce(intent, 0) AS intent, in_order.lead_id IS NOT NULL AS in_order,
  coalesce(study_and_price, FALSE) AS study_and_price, coalesce(asked, FALSE) AS asked, coalesce(change, 0) AS change
FROM leads LEFT JOIN totals USING (lead_id) LEFT JOIN in_order USING (lead_id) ORDER BY lead_id
"""


def make(folder: Path, millions: float) -> None:
    """Write a tenth as many leads as events, and so many events, company by company."""
    n_leads, leads, events = round(millions * 100_000), [], []
    for i in range(-(-n_leads // LEADS_A_COMPANY)):
        company = simulate_company(min(LEADS_A_COMPANY, n_leads), seed=i)
        leads.append(f"{i:03d}-" + company.leads["lead_id"])
        kept = company.events.sample(n=10 * len(leads[-1]), random_state=i)
        events.append(kept.assign(lead_id=f"{i:03d}-" + kept["lead_id"]))
    pd.concat(leads).sort_values().to_frame().to_parquet(folder / "leads.parquet", index=False)
    pd.concat(events).to_parquet(folder / "events.parquet", index=False)


def by_pandas(leads: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the same fifteen attributes, by plain pandas."""
    past = events[events["at"] < AS_OF]
    days = (AS_OF - past["at"]) / pd.Timedelta(days=1)
    event, lead = past["event"], past["lead_id"]
    visit = event.isin(VISITS)
    count = lambda chosen: lead[chosen].value_counts()  # noqa: E731
    halved = lambda lives: (0.5 ** (days / event.map(lives).astype(float))).groupby(lead).sum()  # noqa: E731
    paper = event.isin(DECLARED["assets"]["of"])
    spring = (event == "email_opened") & past["campaign"].isin(DECLARED["spring"]["where"]["campaign"])
    month, two = visit & (days <= 30), visit & (days <= 60)
    pricing, study = event == "pricing_page", event == "case_study_download"
    steps = {name: past.loc[event == name, ["lead_id", "at"]] for name in DECLARED["in_order"]["sequence"]}
    chain = steps["product_page"].merge(steps["pricing_page"], on="lead_id", suffixes=("", "_2"))
    chain = chain[chain["at_2"] > chain["at"]].merge(steps["cart"].rename(columns={"at": "at_3"}), on="lead_id")
    done = chain[(chain["at_3"] > chain["at_2"]) & (chain["at_3"] - chain["at"] <= pd.Timedelta(days=14))]["lead_id"]
    both = np.intersect1d(lead[study & (days <= 21)], lead[pricing & (days <= 21)])
    table = {
        "pricing_7d": count(pricing & (days <= 7)),
        "pricing_30d": count(pricing & (days <= 30)).clip(upper=5),
        "visits_90d": count(visit & (days <= 90)),
        "mails_90d": count((event == "email_sent") & (days <= 90)),
        "spring": count(spring),
        "pages_90d": past[visit & (days <= 90)].groupby("lead_id")["page"].nunique(),
        "assets": past[paper].groupby("lead_id")["asset"].nunique(),
        "since_visit": days[visit].groupby(lead).min(),
        "since_mail": days[event.isin(DECLARED["since_mail"]["recency"])].groupby(lead).min(),
        "interest": halved(DECLARED["interest"]["decayed"]),
        "intent": halved(DECLARED["intent"]["decayed"]),
        "in_order": pd.Series(1, index=done.unique()),
        "study_and_price": pd.Series(1, index=both),
        "asked": pd.Series(1, index=lead[event.isin(DECLARED["asked"]["any_of"])].unique()),
        "change": 2 * count(month).reindex(leads["lead_id"]).fillna(0) - count(two).reindex(leads["lead_id"]).fillna(0),
    }
    found = pd.DataFrame({name: values.reindex(leads["lead_id"]) for name, values in table.items()})
    return found.fillna({name: 0 for name in found if not name.startswith("since")}).reset_index(drop=True)


def by_leadtools(leads: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the fifteen attributes as declared."""
    moments = pd.Series(AS_OF, index=leads["lead_id"], dtype="datetime64[us]")
    return attributes_as_of(events, moments, declare(DECLARED)).reset_index(drop=True)


def by_hand(leads: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Return the fifteen attributes by the query a person would write."""
    connection = duckdb.connect()
    connection.register("leads", leads)
    connection.register("events", events)
    return connection.sql(BY_HAND).df()


WAYS = {"leadtools": by_leadtools, "by hand": by_hand, "pandas": by_pandas}


def measure(way: str, folder: Path) -> None:
    """Print the seconds of one way, and the largest memory of this process; keep what it found."""
    leads, events = pd.read_parquet(folder / "leads.parquet"), pd.read_parquet(folder / "events.parquet")
    taken = []
    for _ in range(RUNS if way != "pandas" and len(events) <= MANY_MILLIONS * 1_000_000 else 1):
        begun = time.perf_counter()
        found = WAYS[way](leads, events)
        taken.append(time.perf_counter() - begun)
    found.astype(float).to_parquet(folder / f"{way}.parquet")
    print(f"{min(taken):.2f} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f}")


def main() -> None:
    print("| events, millions | leads | way | seconds | largest memory, GB | times the query by hand |")
    print("|---|---|---|---|---|---|")
    for millions in map(float, sys.argv[1:] or ["10"]):
        with tempfile.TemporaryDirectory() as name:
            folder, lines = Path(name), {}
            make(folder, millions)
            ways = [way for way in WAYS if way != "pandas" or millions <= MANY_MILLIONS]
            for way in ways:
                command = [sys.executable, "-m", "benchmarks.behaviour", "--measure", way, name]
                done = subprocess.run(command, capture_output=True, text=True, check=True)
                lines[way] = list(map(float, done.stdout.split()))
            found = [pd.read_parquet(folder / f"{way}.parquet") for way in ways]
            for other in found[1:]:
                pd.testing.assert_frame_equal(found[0], other, rtol=0, atol=1e-4)
        for way, (seconds, memory) in lines.items():
            ratio = seconds / lines["by hand"][0]
            print(f"| {millions:g} | {millions * 100_000:,.0f} | {way} | {seconds:.1f} | {memory:.1f} | {ratio:.1f} |")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
