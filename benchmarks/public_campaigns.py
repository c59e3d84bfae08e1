"""Brings campaigns of others through the read-out as it is, beside the uplift that was published of them.

Writes docs/public-campaigns.md. Usage: make bench-campaigns
"""

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from campaign_sources import CONTACTS, TURNOUT, Contact, Source, read_source

from spanishgas.campaigns.effects import Effect, difference
from spanishgas.campaigns.readout import Readout, readout
from spanishgas.campaigns.store import Campaign
from spanishgas.policy import Policy
from spanishgas.tables.campaigns import CampaignMembers, CampaignOutcomes

DAY = date(2024, 12, 31)
NOTHING = "none"
SEED = 1
PACKAGES = Path(".cache/campaigns")
PAGE = Path("docs/public-campaigns.md")


@dataclass(frozen=True)
class Found:
    """What the read-out says of a contact, and what it would say if it knew who was assigned with whom."""

    contact: Contact
    said: Readout
    together: Effect

    @property
    def points(self) -> Effect:
        total = self.said.effects.row(0, named=True)
        return Effect(total["kept_points"], total["kept_points_low"], total["kept_points_high"])

    @property
    def is_within(self) -> bool:
        return self.points.low <= self.contact.published_points <= self.points.high


def found_of(contact: Contact, rows: pl.DataFrame) -> Found:
    """The read-out of those who got a contact and of the control. Who did not do it "left"."""
    rows = rows.filter(pl.col("arm").is_in([contact.arm, contact.source.control]))
    members, outcomes = members_of(contact, rows)
    campaign = Campaign.model_construct(
        campaign_id=contact.source.name,
        contacted_on=DAY,
        horizon_days=0,
        policy=Policy.load(),
        contacts=int((~members["is_control"]).sum()),
        needed_contacts=None,
    )
    is_control, together = members["is_control"].to_numpy(), rows["together"].to_numpy()
    by_group = difference_of_groups(100 * stayed_more(rows), is_control, together)
    return Found(contact, readout(campaign, members, outcomes, DAY), by_group)


def members_of(contact: Contact, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Members and outcomes as a campaign keeps them. Margins, offers' cost and promises are zero: nobody stated any."""
    ids = pl.Series("customer_id", [f"R{row:06d}" for row in range(rows.height)])
    is_control, nothing, zero = pl.col("arm") == contact.source.control, pl.lit(NOTHING), pl.lit(0.0)
    members = rows.select(
        ids,
        pl.lit(contact.arm).alias("offer"),
        pl.lit("plan").alias("why"),
        is_control.alias("is_control"),
        is_control.mean().alias("control_propensity"),
        pl.lit(1.0).alias("offer_propensity"),
        "churn_probability",
        pl.col("churn_probability").alias("churn_probability_with_offer"),
        nothing.alias("main_cause"),
        nothing.alias("risk_tier"),
        zero.alias("avg_monthly_margin"),
        zero.alias("offer_budget_eur_month"),
        zero.alias("expected_incremental_margin_eur"),
        nothing.alias("response_source"),
        pl.lit(DAY).alias("contacted_on"),
    )
    unsaid = pl.lit(None, pl.Boolean)
    outcomes = rows.select(
        ids,
        unsaid.alias("contacted"),
        unsaid.alias("reached"),
        unsaid.alias("accepted"),
        pl.col("did").alias("stayed_90_days"),
        unsaid.alias("stayed_after_offer"),
    )
    return CampaignMembers.validate(members), CampaignOutcomes.validate(outcomes)


def stayed_more(rows: pl.DataFrame) -> np.ndarray:
    """What the read-out compares: whether each did it, less what was expected."""
    return (rows["churn_probability"] - (~rows["did"]).cast(pl.Float64)).to_numpy()


def difference_of_groups(values: np.ndarray, is_control: np.ndarray, together: np.ndarray) -> Effect:
    """Mean of the contacted less that of the control, where people were assigned in groups: 95 %, cluster-robust."""
    variance = 0.0
    for side in (is_control, ~is_control):
        sums = np.bincount(together[side], values[side] - values[side].mean())
        variance += float((sums**2).sum()) / side.sum() ** 2
    value, half = float(values[~is_control].mean() - values[is_control].mean()), 1.96 * variance**0.5
    return Effect(value, value - half, value + half)


def claims_of_nothing(control: pl.DataFrame, draws: int, *, one_by_one: bool) -> float:
    """How often the read-out's interval is off nothing where some of the control are called contacted by chance.

    A sixth of them, as in the campaigns: one by one, as we assign, or in the groups that were assigned together.
    """
    generator, values = np.random.default_rng(SEED), stayed_more(control)
    together = np.arange(control.height) if one_by_one else control["together"].rank("dense").to_numpy() - 1
    groups, claims = int(together.max()) + 1, 0
    for _ in range(draws):
        is_control = (generator.permutation(groups) >= groups // 6)[together]
        found = difference(values[~is_control], values[is_control])
        claims += found is not None and not found.low <= 0 <= found.high
    return claims / draws


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, default=PACKAGES)
    parser.add_argument("--draws", type=int, default=2000)
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    rows = {source.name: read_source(source, options.packages) for source in _sources()}
    lines = [_line(found_of(contact, rows[contact.source.name])) for contact in CONTACTS]
    control = rows[TURNOUT.name].filter(arm=TURNOUT.control)
    one, grouped = (claims_of_nothing(control, options.draws, one_by_one=each) for each in (True, False))
    page = _PAGE.format(
        lines="\n".join(lines),
        sources="\n".join(map(_source, _sources())),
        draws=options.draws,
        people=control.height,
        one=one,
        grouped=grouped,
    )
    print(page)
    options.out.write_text(page, encoding="utf-8")


def _sources() -> list[Source]:
    return list(dict.fromkeys(contact.source for contact in CONTACTS))


def _source(source: Source) -> str:
    return f"- *{source.name}*: {source.said}. {source.paper}. Package {source.package} (licence: {source.licence})."


def _line(found: Found) -> str:
    contact, total = found.contact, found.said.effects.row(0, named=True)
    within = "yes" if found.is_within else "**no**"
    return (
        f"| {contact.source.name} | {contact.arm} | {total['contacts']:,} | {total['controls']:,} | "
        f"{contact.published_points:.1f} ({contact.where}) | {_interval(found.points)} | {within} | "
        f"{found.said.verdict} | {_interval(found.together)} |"
    )


def _interval(effect: Effect) -> str:
    return f"{effect.value:.2f} ({effect.low:.2f} to {effect.high:.2f})"


_PAGE = """# The read-out on campaigns of others

Measured by `make bench-campaigns`. Five campaigns that others ran, assigned by chance and published go through the
read-out of [campaigns](decisions/campaigns.md) as it is: does it find what they found? Wanted: the published uplift, in
points of 100, lies within our 95 % interval.

| campaign | contact | contacted | control | published | read-out (95 %) | within | verdict | if it knew the groups |
|---|---|--:|--:|--:|--:|---|---|--:|
{lines}

{sources}

**How they become ours.** Whoever did not do it "left", so that points kept are points of uplift. `churn_probability` is
out of fold: in each of five folds a logistic regression of the other folds' control group on what there was to know
before (turnout: sex, year of birth, size of household, past elections; vouchers: distance, age, the test's result).
Margins, costs of offers and promises are zero, because none was published: only the uplift is judged, no euro.

**What is compared.** The published figures are the papers' own, not computed from the data here. The turnout data are
all of the paper's 344,084 people in 180,002 households; it states differences of shares, we those of residuals, so the
last digit may differ. The paper on vouchers states a regression with columns that the data lack (sex, district), on
2,812 people; 2,816 are here of whom test, voucher, coming and age are known.

**Whoever is assigned in groups needs wider intervals.** The read-out takes each member as assigned alone, which is how
we assign. The letters went to whole households, whose members vote alike. Nothing was sent to {people:,} people of the
control group; a sixth of them called contacted by chance, {draws:,} times, should be off nothing in 5 %:

| assigned | intervals off nothing |
|---|--:|
| one by one, as we do | {one:.1%} |
| household by household | {grouped:.1%} |

The column *if it knew the groups* is the same difference with an interval that sums residuals by household. A campaign
of ours that is ever assigned by household, or by salesperson, must not be read out by members.

The packages are pinned with hashes in `benchmarks/campaigns.lock`, read where they are downloaded to, and not kept
here. ISPS gives the turnout data for statistical analysis and replication, not for commerce and not to be passed on in
another form: nothing else is done with them here.
"""

if __name__ == "__main__":
    main()
