"""Scores and tasks as files that HubSpot and Salesforce import: no more than the CRM needs to find the lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from leadtools.contacts.addresses import is_address
from leadtools.scorecard import COLDEST, DISQUALIFIED

CrmName = Literal["hubspot", "salesforce"]
DUE_DAYS = 1
PAST_HORIZON = "past the horizon"
UNKNOWN_AGE = "age not known"
NOT_TOLD = "not told by the score"
_RECORD = {"hubspot": re.compile(r"\d+"), "salesforce": re.compile(r"00Q(?:\w{12}|\w{15})", re.ASCII)}
_USER = {"hubspot": re.compile(r".+"), "salesforce": re.compile(r"005(?:\w{12}|\w{15})", re.ASCII)}
_LEADS = {
    "hubspot": {"record": "Record ID", "email": "Email", "owner": "Contact owner", "score": "Lead score",
                "tier": "Lead tier", "reasons": "Lead score reasons", "next_step": "Lead next step",
                "day": "Lead scored on"},
    "salesforce": {"record": "Id", "email": "Email", "owner": "OwnerId", "rating": "Rating",
                   "score": "Lead_Score__c", "tier": "Lead_Tier__c", "reasons": "Lead_Score_Reasons__c",
                   "next_step": "Lead_Next_Step__c", "day": "Lead_Scored_On__c"},
}  # fmt: skip
_TASKS = {
    "hubspot": {"record": "Record ID", "email": "Email", "subject": "Task Title", "kind": "Task Type",
                "status": "Task Status", "priority": "Priority", "due": "Due Date", "owner": "Assigned to",
                "notes": "Task Notes"},
    "salesforce": {"record": "WhoId", "subject": "Subject", "kind": "TaskSubtype", "status": "Status",
                   "priority": "Priority", "due": "ActivityDate", "owner": "OwnerId", "notes": "Description"},
}  # fmt: skip
_KIND = {"hubspot": "CALL", "salesforce": "Call"}
_STATUS = {"hubspot": "NOT_STARTED", "salesforce": "Not Started"}
_PRIORITY = {"hubspot": ("HIGH", "MEDIUM"), "salesforce": ("High", "Normal")}
_LONGEST = {"subject": 255, "next_step": 255, "reasons": 255, "notes": 32_000}
_RATINGS = ("Hot", "Warm", "Cold")
_KEYS = {
    "hubspot": "HubSpot finds contacts by Record ID or Email",
    "salesforce": "Salesforce finds leads by Id or Email",
}


@dataclass(frozen=True)
class Handoff:
    """What one CRM imports.

    Attributes
    ----------
    leads : DataFrame
        A row a lead: its key, then what is to be written on it.
    tasks : DataFrame
        A row a call to make.
    left_out : DataFrame
        ``file, lead_id, reason``; a blank ``lead_id`` speaks of the file or a column as a whole.
    """

    leads: pd.DataFrame
    tasks: pd.DataFrame
    left_out: pd.DataFrame


def hand_off(
    crm: CrmName,
    leads: pd.DataFrame,
    *,
    to_call: pd.Index | pd.Series,
    tiers: tuple[str, ...],
    email: pd.Series | None = None,
    users: Mapping[str, str] | None = None,
    as_of: pd.Timestamp | None = None,
) -> Handoff:
    """Return the leads and the tasks as a CRM imports them.

    Parameters
    ----------
    crm : "hubspot" or "salesforce"
    leads : DataFrame (n_leads, …)
        ``lead_id, score, tier, reasons, next_step`` and, where leads are routed, ``person``; of several with one
        e-mail address the first goes.
    to_call : Index or Series of str
        Ids of the leads that get a task.
    tiers : tuple of str
        Hottest first; Salesforce rates the first Hot and the next Warm.
    email : Series, optional
        E-mail addresses by ``lead_id``, the key where ids are not the CRM's own.
    users : mapping of str to str, optional
        What the CRM knows each person by. HubSpot takes an e-mail address or a name, Salesforce an id.
    as_of : Timestamp, optional
        The day of the scores; tasks are due the day after.

    Returns
    -------
    Handoff

    Notes
    -----
    After what HubSpot says of importing contacts and of the properties of tasks: contacts are found by
    *Record ID* or *Email*; type, status and priority are the values that the task API names; every task
    needs a due date; tasks can be added but not updated by an import. After what Salesforce says of the
    Data Import Wizard, which matches leads by *Id* or *Email* but takes no tasks, of Data Loader, which
    does, and of the object Task: its lead (*WhoId*) goes by id only. Headers are the labels (HubSpot) and
    the field names (Salesforce); both let people assign columns by hand. Columns of scores are custom
    properties in HubSpot and custom fields (``__c``) in Salesforce, to be made there once.

    Examples
    --------
    >>> leads = pd.DataFrame({"lead_id": ["101", "102"], "score": [70, 20], "tier": ["hot", "cold"],
    ...                       "reasons": ["title: CEO (+20)"] * 2, "next_step": ["Call", "Wait"]})
    >>> done = hand_off("hubspot", leads, to_call=pd.Index(["101"]), tiers=("hot",), as_of=pd.Timestamp("2025-06-30"))
    >>> done.tasks.iloc[0][["Record ID", "Task Title", "Due Date"]].tolist()
    ['101', 'Call', '2025-07-01']
    """
    ids = leads["lead_id"].astype(str)
    own = ids.str.fullmatch(_RECORD[crm].pattern).to_numpy(bool)
    key = "record" if len(ids) and own.all() else "email"
    found = ids if key == "record" else _emails(email, ids)
    missing = _cannot_be_found(leads, found, own.any())
    known = leads.assign(key=found)[missing.isna().to_numpy()]
    rows = _rows(crm, known, key, tiers, users or {}, as_of)
    notes = _notes(crm, leads, users or {}, key, as_of)
    tasks = rows[rows["lead_id"].isin(set(map(str, to_call)))]
    if crm == "salesforce" and key != "record":
        tasks = tasks.iloc[:0]
    if len(ids) and missing.notna().all():
        words = f"no leads: {_KEYS[crm]}; export one of them, and name it as `id:` or `email:`"
        notes = pd.concat([pd.DataFrame({"file": ["all"], "lead_id": [""], "reason": [words]}), notes])
    left = pd.DataFrame({"file": "leads", "lead_id": ids[missing.notna()], "reason": missing.dropna()})
    return Handoff(_named(rows, _LEADS[crm]), _named(tasks, _TASKS[crm]), pd.concat([notes, left], ignore_index=True))


def _emails(email: pd.Series | None, ids: pd.Series) -> pd.Series:
    """Return the address of each lead, blank where the cell holds none: a CRM refuses the row, or worse."""
    if email is None:
        return pd.Series("", index=ids.index, dtype=object)
    cells = email.set_axis(email.index.astype(str)).reindex(ids).set_axis(ids.index).fillna("").astype(str).str.strip()
    return cells.where(cells.map(is_address), "")


def _cannot_be_found(leads: pd.DataFrame, key: pd.Series, some_own: bool) -> pd.Series:
    """Return for each lead why the CRM cannot find it, or why another goes in its place; missing where it goes."""
    why = pd.Series(pd.NA, index=leads.index, dtype=object)
    folded, ids = key.str.casefold(), leads["lead_id"].astype(str)
    again = folded.duplicated() & (key != "")
    first = ids.groupby(folded).transform("first")
    none = "not every id is the CRM's own, and it has no e-mail address" if some_own else (
        "the ids are not the CRM's own, and it has no e-mail address"
    )  # fmt: skip
    return why.mask(key == "", none).mask(again, "the same e-mail address as " + first + ", which goes before it")


def _rows(
    crm: CrmName, leads: pd.DataFrame, key: str, tiers: tuple[str, ...], users: Mapping[str, str], as_of: object
) -> pd.DataFrame:
    """Return everything that can be said of a lead, under our names."""
    rows = leads[["lead_id", "score", "tier"]].assign(lead_id=leads["lead_id"].astype(str))
    rows[key] = leads["key"]
    texts = {"reasons": "reasons", "next_step": "next_step", "subject": "next_step", "notes": "reasons"}
    for name, source in texts.items():
        rows[name] = leads[source].map(lambda text, most=_LONGEST[name]: _short(text, most))
    rating = {tier: _RATINGS[min(i, 1)] for i, tier in enumerate(tiers)}
    rating |= dict.fromkeys((COLDEST, DISQUALIFIED, PAST_HORIZON, UNKNOWN_AGE), "Cold")
    hottest = leads["tier"] == (tiers[0] if tiers else "")
    rows = rows.assign(rating=leads["tier"].map(rating), kind=_KIND[crm], status=_STATUS[crm])
    first, rest = _PRIORITY[crm]
    rows["priority"] = pd.Series(first, rows.index, dtype=object).where(hottest, rest)
    if as_of is not None:
        rows = rows.assign(day=f"{as_of:%Y-%m-%d}", due=f"{as_of + pd.Timedelta(days=DUE_DAYS):%Y-%m-%d}")
    if "person" in leads and _usable(crm, leads, users):
        rows["owner"] = leads["person"].map(lambda name: users.get(name) or name)
    return rows


def _usable(crm: CrmName, leads: pd.DataFrame, users: Mapping[str, str]) -> bool:
    """Tell whether the CRM would know everybody who has a lead."""
    named = leads.loc[leads["person"] != "", "person"].unique()
    return len(named) > 0 and all(_USER[crm].fullmatch(users.get(name) or name) for name in named)


def _notes(
    crm: CrmName, leads: pd.DataFrame, users: Mapping[str, str], key: str, as_of: pd.Timestamp | None
) -> pd.DataFrame:
    """Return what the files as a whole lack, and why."""
    notes = []
    if "person" in leads and (leads["person"] != "").any() and not _usable(crm, leads, users):
        notes.append("no owners: Salesforce takes a user by id (005…); give each of the people theirs as `user:`")
    if crm == "salesforce" and key != "record":
        notes.append("no tasks: Salesforce takes the lead of a task by its id (00Q…); export the leads with their Id")
    if as_of is None:
        ask = "; HubSpot wants a due date for every task, so add a column `Due Date`" if crm == "hubspot" else ""
        notes.append(f"no dates: the leads have none, so nobody can tell when a task is due{ask}")
    return pd.DataFrame({"file": "all", "lead_id": "", "reason": notes}, columns=["file", "lead_id", "reason"])


def _named(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    return rows[[name for name in names if name in rows]].rename(columns=names).reset_index(drop=True)


def _short(text: str, most: int) -> str:
    text = " ".join(str(text).split())
    return text if len(text) <= most else text[: most - 1] + "…"
