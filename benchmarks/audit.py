"""A CSV of 100 MB with a million leads: how long do reading and auditing take, and how much memory?

Run: python -m benchmarks.audit
"""

import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from leadtools.runs import open_run

LEADS = 1_000_000
CONFIG = """leads: leads.csv
id: lead_id
created: created_at
outcome: {status: stage, won: [Won], lost: [Lost], decided: closed_at}
email: email
phone: phone
contact: contact
account: company
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_leads(LEADS).to_csv(folder / "leads.csv", index=False)
        (folder / "leadtools.yml").write_text(CONFIG, encoding="utf-8")
        size = (folder / "leads.csv").stat().st_size / 1e6
        begun, cpu = time.perf_counter(), time.process_time()
        run = open_run(folder / "leadtools.yml", folder / "out")
        read, read_cpu = time.perf_counter() - begun, time.process_time() - cpu
        findings = run.audit.findings
        total, total_cpu = time.perf_counter() - begun, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"| {LEADS:,} leads, {size:.0f} MB, {len(findings)} findings | seconds | processor seconds |\n|---|---|---|")
    print(f"| read | {read:.1f} | {read_cpu:.1f} |\n| audit | {total - read:.1f} | {total_cpu - read_cpu:.1f} |")
    print(
        f"| together (aim: under 60) | {total:.1f} | {total_cpu:.1f} |"
        f"\n| memory at most, GB (aim: under 2) | {memory:.2f} | |"
    )


def make_leads(n: int) -> pd.DataFrame:
    """Return leads of whom one in fifty stands there twice, with a leak and a column that begins late."""
    rng = np.random.default_rng(0)
    person = np.where(rng.random(n) < 0.02, rng.integers(0, n, n), np.arange(n))
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 700 * 86_400, n)), unit="s")
    won = rng.random(n) < 0.1
    stage = np.where(won, "Won", np.where(rng.random(n) < 0.9, "Lost", "Open"))
    closed = (created + pd.to_timedelta(rng.integers(1, 60, n), unit="D")).strftime("%Y-%m-%d")
    first, last = (np.array([f"{part}{i}" for i in range(2000)]) for part in ("Ann", "Lee"))
    return pd.DataFrame({
        "lead_id": np.arange(n),
        "created_at": created.strftime("%Y-%m-%d %H:%M"),
        "stage": stage,
        "closed_at": np.where(stage == "Open", "", closed),
        "email": [f"p{i}@example.com" for i in person],
        "phone": [f"0{i:09d}" for i in 10_000_000 + person],
        "contact": np.char.add(np.char.add(first[person % 2000], " "), last[person // 2000 % 2000]),
        "company": [f"Firm {i % 90_000} GmbH" for i in person],
        "source": rng.choice(["web", "fair", "mail", "call", ""], n),
        "country": rng.choice(["DE", "FR", "IT", "ES", "PL", "NL"], n),
        "employees": rng.integers(1, 5000, n),
        "visits": rng.poisson(3, n),
        "score": np.round(rng.random(n) + 0.2 * won, 3),
        "contract": np.where(won, "signed", ""),
        "campaign": np.where(np.arange(n) > n // 3, rng.choice(["spring", "autumn"], n), ""),
    })  # fmt: skip


if __name__ == "__main__":
    main()
