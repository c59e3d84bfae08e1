"""What decisions promise and what they are worth by the truth, before and after a campaign, on twins of several seeds.

Each seed: a full-size twin until 2025-03-31, a run that learned from 2024-12-31, plans of 2025-03-31 within 1,200 calls
and EUR 10,000 of discounts. Outcomes of campaigns are drawn from the truth. Makes the lakes that are missing and writes
docs/decision-benchmarks.md. Usage: make bench-decisions SEEDS="1 2 3", about four minutes and 150 MB a seed.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.stats import spearmanr

from spanishgas.campaigns.before import CONTACTS
from spanishgas.campaigns.effects import effects
from spanishgas.campaigns.launch import Ground, planned
from spanishgas.campaigns.learning import learned
from spanishgas.decide.offers import with_flags
from spanishgas.decide.prospects import incremental_margin_eur, prospects
from spanishgas.decide.responses import Belief, Responses
from spanishgas.fidelity.decisions import decision_rows, true_belief
from spanishgas.lake import Lake
from spanishgas.policy import Policy
from spanishgas.run.reader import Run, published_run
from spanishgas.twin.files.extract import simulated
from spanishgas.twin.scenarios import load_scenario

DAY = date(2025, 3, 31)
CUSTOMERS, BUDGET_EUR, CALLS = 20_099, 10_000, 1_200
CONTROL, EXPLORE = 0.25, 0.9
WORLDS = ("baseline", "half_response", "no_response", "contrast", "sleeping_dogs")
PAGE = Path("docs/decision-benchmarks.md")
NO_OFFER = "churn_probability_no_offer"


@dataclass(frozen=True)
class Twin:
    """A seed's run, and the truths of the worlds that it could be in: all have the same raw files."""

    seed: int
    run: Run

    @cached_property
    def ground(self) -> Ground:
        run, nobody = (
            self.run,
            pl.LazyFrame(schema=CONTACTS),
        )
        tables = {name: run.scan(name) for name in ("scored_customers", "score_deviations", "gold_master")}
        return Ground(
            run.record.run_id, DAY, **tables, model=run.model(), belief=Responses.load().belief(), contacts=nobody
        )

    @cached_property
    def scored(self) -> pl.DataFrame:
        return with_flags(self.ground.scored_customers, self.ground.gold_master, None, Policy.load(), DAY)

    def truth(self, world: str) -> pl.DataFrame:
        kept = Path(self.run.lake.root) / f"truth-of-{world}.parquet"
        if not kept.exists():
            told = simulated(CUSTOMERS, self.seed, load_scenario(world), DAY).truth["churn_probability"]
            told.filter(as_of=DAY).write_parquet(kept)
        return pl.read_parquet(kept)

    def plans(self, world: str, belief: Belief, months: float) -> dict[str, dict[str, Any]]:
        """What each plan is worth in a world, by its name."""
        ground, policy = self.ground, policy_of(months)
        truth = self.truth(world)
        rows = decision_rows(self.scored, ground.score_deviations, truth, ground.model, belief, policy, [months])
        return {row["plan"].split(",")[0]: row for row in rows.iter_rows(named=True)}

    def campaign(self, world: str, belief: Belief, months: float, name: str) -> "Drawn":
        """A campaign planned with a belief, with what is true of its members."""
        policy, ground = policy_of(months), replace(self.ground, belief=belief)
        _, members = planned(
            ground, policy, campaign_id=name, contacted_on=DAY, control=CONTROL, explore=EXPLORE, key="benchmark"
        )
        told = members.select("customer_id").join(self.truth(world), on="customer_id", maintain_order="left")
        with_offer = [told[f"churn_probability_{offer}"].to_numpy() for offer in policy.offers]
        treated = np.select([(members["offer"] == offer).to_numpy() for offer in policy.offers], with_offer)
        return Drawn(members, told[NO_OFFER].to_numpy(), treated, policy)


@dataclass(frozen=True)
class Drawn:
    """Members of a campaign and their true probabilities of leaving, without and with their offers."""

    members: pl.DataFrame
    without: np.ndarray
    treated: np.ndarray
    policy: Policy

    def outcomes(self, rng: np.random.Generator) -> pl.DataFrame:
        probability = np.where(self.members["is_control"].to_numpy(), self.without, self.treated)
        left = pl.Series(rng.random(probability.size) < probability)
        unsaid = pl.lit(None, pl.Boolean)
        return self.members.with_columns(left=left, accepted=unsaid, reached=unsaid)

    def drawn_anew(self, rng: np.random.Generator) -> "Drawn":
        """The same members with another control of the same size."""
        order = pl.Series(rng.permutation(self.members.height) < self.members["is_control"].sum())
        return replace(self, members=self.members.with_columns(is_control=order))

    @property
    def kept_points(self) -> float:
        called = ~self.members["is_control"].to_numpy()
        return float(100 * (self.without - self.treated)[called].mean())


def main() -> None:
    options = _options()
    twins = [Twin(seed, published_run(_lake(options.lakes / f"s{seed}", seed))) for seed in options.seeds]
    sections = [*_unlearned(twins), *_learned(twins), *_readouts(twins[:3], options.draws), *_ranks(twins)]
    print("\n".join(sections))
    seeds = " ".join(map(str, options.seeds))
    options.out.write_text(_HEAD.format(seeds=seeds) + "\n".join(sections) + "\n", encoding="utf-8")


def policy_of(months: float) -> Policy:
    policy = Policy.load()
    limits = policy.limits.model_copy(update={"budget_eur": float(BUDGET_EUR), "calls": CALLS})
    economics = policy.economics.model_copy(update={"discount_months": months})
    return policy.model_copy(update={"limits": limits, "economics": economics})


def _lake(folder: Path, seed: int) -> Lake:
    """The lake of a seed; a missing one is made, without what nothing here reads."""
    if not (folder / "runs/current.json").exists():
        command = [sys.executable, "-m", "spanishgas"]
        subprocess.run([*command, "simulate", "--lake", folder, "--seed", str(seed), "--until", f"{DAY}"], check=True)
        subprocess.run([*command, "run", "--lake", folder], check=True)
        for name in ("raw", "bronze", "silver", "kept"):
            shutil.rmtree(folder / name, ignore_errors=True)
    return Lake(folder)


def _unlearned(twins: list[Twin]) -> Iterator[str]:
    yield "\n## Before any campaign\n\nEUR by the truth; in brackets what is promised with its 90 % interval.\n"
    yield "| seed | months | plan | A | B | tier rule | by risk | random | p x margin | half | none |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    held = wanted = 0
    for twin in twins:
        for months in (3.0, 12.0, 32.0):
            found = twin.plans("baseline", twin.ground.belief, months)
            half, none = (twin.plans(world, twin.ground.belief, months)["plan"] for world in WORLDS[1:3])
            plan, others = found["plan"], ("A", "B", "tier rule", "top by risk", "random", "probability x margin")
            low, high = plan["promised_low_eur"], plan["promised_high_eur"]
            held, wanted = held + (low <= plan["true_eur"] <= high), wanted + 1
            said = f"{plan['true_eur']:,.0f} ({plan['promised_eur']:,.0f}: {low:,.0f} to {high:,.0f})"
            figures = [said, *(f"{found[name]['true_eur']:,.0f}" for name in others)]
            figures += [f"{each['true_eur']:,.0f}" for each in (half, none)]
            yield f"| {twin.seed} | {months:.0f} | {' | '.join(figures)} |"
    yield f"\nThe interval holds the truth in {held} of {wanted}."


def _learned(twins: list[Twin]) -> Iterator[str]:
    yield (
        f"\n## After one campaign\n\nAt most {CALLS:,} contacts within the same budget, {EXPLORE:.0%} of the calls to "
        f"learn, {CONTROL:.0%} control.\n*Third* and *reversed* start from a third of the true reliefs and from those "
        "of other causes.\n"
    )
    yield "| seed | months | world | contacts | true | promised | B | A | third | reversed |"
    yield "|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|"
    for twin in twins:
        for world, months in [("baseline", 3.0), ("baseline", 12.0), ("contrast", 3.0), ("sleeping_dogs", 3.0)]:
            rng = np.random.default_rng(twin.seed)
            plan, drawn = _after(twin, world, twin.ground.belief, months, rng)
            wrong = [_after(twin, world, belief, months, rng)[0] for belief in _wrong(twin, world)]
            called = drawn.members.filter(~pl.col("is_control")).height
            figures = [plan["plan"]["true_eur"], plan["plan"]["promised_eur"], plan["B"]["true_eur"]]
            figures += [plan["A"]["true_eur"], *(each["plan"]["true_eur"] for each in wrong)]
            said = " | ".join(f"{figure:,.0f}" for figure in figures)
            yield f"| {twin.seed} | {months:.0f} | {world} | {called:,} | {said} |"


def _after(
    twin: Twin, world: str, belief: Belief, months: float, rng: np.random.Generator
) -> tuple[dict[str, dict[str, Any]], Drawn]:
    drawn = twin.campaign(world, belief, months, "first")
    return twin.plans(world, learned(belief, drawn.outcomes(rng), "first"), months), drawn


def _wrong(twin: Twin, world: str) -> Iterator[Belief]:
    """Assumptions with a third of the true reliefs, and with those of other causes, as sure as the packaged ones."""
    packaged = Responses.load()
    rows = twin.scored.join(twin.truth(world), on="customer_id")
    true = true_belief(rows, Policy.load())
    relief = {(cell.offer, cell.cause): mean for cell, mean in zip(true.cells, true.mean, strict=True)}
    causes = sorted({cause for _, cause in relief}, key=lambda cause: relief["offer_large", cause])
    reversed_cause = dict(zip(causes, causes[::-1], strict=True))
    for wrong in (lambda o, c: relief[o, c] / 3, lambda o, c: relief[o, reversed_cause[c]]):
        reliefs = {
            offer: {
                cause: entry.model_copy(update={"mean": wrong(offer, cause), "source": "assumption"})
                for cause, entry in by.items()
                if (offer, cause) in relief
            }
            for offer, by in packaged.reliefs.items()
        }
        yield packaged.model_copy(update={"reliefs": reliefs}).belief()


def _readouts(twins: list[Twin], draws: int) -> Iterator[str]:
    yield f"\n## Read-outs\n\nControl and outcomes drawn {draws} times; 95 % intervals.\n"
    yield "| seed | contacts | true points | claims of none | found | covered | euros covered | stop if none |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|"
    for twin in twins:
        rng = np.random.default_rng(twin.seed)
        drawn = twin.campaign("baseline", twin.ground.belief, 3.0, "first")
        count = dict.fromkeys(("claims", "found", "covered", "euros", "stop"), 0)
        for _ in range(draws):
            again = drawn.drawn_anew(rng)
            idle = _total(replace(again, treated=again.without), rng)
            real = _total(again, rng)
            count["claims"] += idle["kept_points_low"] > 0 or idle["kept_points_high"] < 0
            count["stop"] += idle["incremental_margin_high_eur"] < 0
            count["found"] += real["kept_points_low"] > 0
            count["covered"] += real["kept_points_low"] <= again.kept_points <= real["kept_points_high"]
            worth = _true_worth(again)
            count["euros"] += real["incremental_margin_low_eur"] <= worth <= real["incremental_margin_high_eur"]
        shares = (f"{count[name] / draws:.3f}" for name in ("claims", "found", "covered", "euros", "stop"))
        called = drawn.members.filter(~pl.col("is_control")).height
        yield f"| {twin.seed} | {called:,} | {drawn.kept_points:.1f} | {' | '.join(shares)} |"


def _total(drawn: Drawn, rng: np.random.Generator) -> dict[str, Any]:
    return effects(drawn.outcomes(rng), drawn.policy.economics).row(0, named=True)


def _true_worth(drawn: Drawn) -> float:
    members = drawn.members
    worth = incremental_margin_eur(
        drawn.without,
        drawn.treated,
        members["avg_monthly_margin"].to_numpy(),
        members["offer_budget_eur_month"].to_numpy(),
        drawn.policy,
    )
    return float(worth[~members["is_control"].to_numpy()].sum())


def _ranks(twins: list[Twin]) -> Iterator[str]:
    yield "\n## Ranks\n\nSpearman's correlation of promise and truth, best offers, p > 5 %, margin > 0.\n"
    yield "| seed | 3 months | 12 months |\n|--:|--:|--:|"
    for twin in twins:
        rows = twin.scored.join(twin.truth("baseline"), on="customer_id").sort("customer_id")
        eligible = rows.filter(pl.col("churn_probability") > 0.05, pl.col("avg_monthly_margin") > 0)
        figures: list[str] = []
        for months in (3.0, 12.0):
            policy = policy_of(months)
            seen = prospects(eligible, twin.ground.model, twin.ground.belief, policy)
            with_offer = np.column_stack([eligible[f"churn_probability_{offer}"] for offer in policy.offers])
            true = incremental_margin_eur(
                eligible[NO_OFFER].to_numpy()[:, None],
                with_offer,
                seen.margin_eur_month[:, None],
                seen.discount_eur_month,
                policy,
            )
            best = np.nan_to_num(seen.incremental_margin_eur, nan=-np.inf).argmax(axis=1)
            at = np.arange(best.size)
            is_known = np.isfinite(seen.incremental_margin_eur[at, best])
            pair = seen.incremental_margin_eur[at, best][is_known], true[at, best][is_known]
            figures.append(f"{spearmanr(*pair).statistic:.2f}")
        yield f"| {twin.seed} | {' | '.join(figures)} |"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(range(1, 11)))
    parser.add_argument("--lakes", type=Path, default=Path(".cache/decision-lakes"))
    parser.add_argument("--draws", type=int, default=300)
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    options.lakes.mkdir(parents=True, exist_ok=True)
    return options


_HEAD = """# What decisions are worth

Measured by `make bench-decisions SEEDS="{seeds}"`: twins of 20,099 customers whose responses are drawn per seed, a
model that learned from 2024-12-31, plans of 2025-03-31 within 1,200 calls and EUR 10,000 of discounts, which run for 3,
12 or 32 months. Every figure is of twins, EUR over 32 months of a kept customer's margin.

- **A** knows each customer's true probability under every offer; same limits, same optimiser.
- **B** knows the truth's relief by guessed cause and offer on the model's probability: what campaigns could teach.
- *half*, *none*: the plan's worth where offers do half of what they do, or nothing.
"""

if __name__ == "__main__":
    main()
