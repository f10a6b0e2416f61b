"""Columns that give the outcome away: filled in after contact, or only for customers."""

from leadtools.leaks.rules import PROOF, suspects
from leadtools.leaks.strength import evidence
from leadtools.leaks.words import running_total, telling_word

__all__ = ["PROOF", "evidence", "running_total", "suspects", "telling_word"]
