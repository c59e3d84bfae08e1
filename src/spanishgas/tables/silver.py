"""Schemas of the second layer: cleaned tables, one layout, standard names."""

import dataframely as dy

from spanishgas.tables.base import customer_id, customer_key, described, flag
from spanishgas.tables.bronze import CONTACT_CONSENT, DO_NOT_CONTACT, LANGUAGE, LANGUAGES
from spanishgas.tables.usage import SilverUsageMonth

_OPTIONAL = "optional column of the raw file"
_NO_PRICE = "the price history knows none"


class SilverCustomers(dy.Schema):
    """One row a customer who had signed up by the as-of date."""

    customer_id = customer_id()
    province_code = dy.String(**described("-", "Province as the retailer writes it"))
    segment = dy.String(regex="^(Residential|SME|Corporate)$", **described("-", "Residential, SME or Corporate"))
    is_industrial = flag("Business customer (0: residential)")
    contracted_power_kw = dy.Float64(min=0, max=100_000, nullable=True, **described("kW", "Contracted power"))
    is_second_residence = flag("Second home", null=_OPTIONAL)
    is_high_competition_province = flag("Province with strong competition", null=_OPTIONAL)
    is_urban = flag("Urban supply point", null=_OPTIONAL)
    region = dy.String(**described("-", "Region code", null=_OPTIONAL))
    sales_channel = dy.String(**described("-", "Channel of the sale, English name; Unknown if not given"))
    tariff_type = dy.String(**described("-", "Tariff", null=_OPTIONAL))
    product_bundle = dy.String(**described("-", "electricity, gas or dual", null=_OPTIONAL))
    signup_date = dy.Date(**described("date", "Sign-up", null=_OPTIONAL, known="day"))
    contact_consent = flag(CONTACT_CONSENT, null=_OPTIONAL)
    do_not_contact = flag(DO_NOT_CONTACT, null=_OPTIONAL)
    language = dy.String(regex=LANGUAGES, **described("-", LANGUAGE, null=_OPTIONAL))
    left_on = dy.Date(**described("date", "Day of leaving", null="who is still here on the as-of date", known="value"))


class SilverCustomerFit(dy.Schema):
    """One row a raw file: how well it fits the customers."""

    dataset = dy.String(primary_key=True, **described("-", "The bronze table of the file"))
    key = dy.String(**described("-", "The column by which file and customers fit"))
    rows = dy.Int64(min=0, **described("rows", "Rows that say their key; of the readings, customers"))
    unmatched_rows = dy.Int64(min=0, **described("rows", "Rows that match no customer"))
    customers = dy.Int64(min=0, **described("count", "Customers of the as-of date"))
    silent_customers = dy.Int64(min=0, **described("count", "Customers of these without a row"))


class SilverContracts(dy.Schema):
    """One row a contract that had started by the as-of date, several a customer."""

    customer_id = customer_key()
    contract_id = dy.String(**described("-", "Contract identifier", null=_OPTIONAL))
    customer_first_activation_date = dy.Date(
        nullable=True,
        **described("date", "First activation of the customer; the sign-up where it is missing", known="value"),
    )
    contract_start_date = dy.Date(nullable=True, **described("date", "Start of this contract", known="day"))
    next_renewal_date = dy.Date(nullable=True, **described("date", "Next renewal of this contract"))
    last_product_change_date = dy.Date(
        **described("date", "Last change of product", null="not every customer changed", known="value")
    )
    contract_status = dy.String(**described("-", "Status, raw name", null=_OPTIONAL))
    contract_term_months = dy.Int32(min=0, max=1_200, **described("months", "Agreed term", null=_OPTIONAL))
    product_type = dy.String(**described("-", "electricity, gas or dual", null=_OPTIONAL))


class SilverPrices(dy.Schema):
    """One row a customer a pricing date; the columns are the recorded prices, zero unit prices are missing."""

    customer_id = customer_key(primary_key=True)
    pricing_date = dy.Date(primary_key=True, **described("date", "Date from which the price holds", known="day"))
    variable_price_tier1_eur_kwh = dy.Float64(**described("EUR/kWh", "Peak price", null=_NO_PRICE))
    variable_price_tier2_eur_kwh = dy.Float64(**described("EUR/kWh", "Standard price", null=_NO_PRICE))
    variable_price_tier3_eur_kwh = dy.Float64(**described("EUR/kWh", "Off-peak price", null=_NO_PRICE))
    elec_fixed_fee_eur_month = dy.Float64(**described("EUR/month", "Fixed fee billed", null=_NO_PRICE))
    elec_fixed_cost_eur_month = dy.Float64(**described("EUR/month", "Fixed cost paid", null=_NO_PRICE))
    gas_variable_price_eur_m3 = dy.Float64(**described("EUR/m3", "Gas price", null=_NO_PRICE))
    gas_fixed_revenue_eur_year = dy.Float64(**described("EUR/year", "Gas fixed fee billed", null=_NO_PRICE))
    gas_fixed_cost_eur_year = dy.Float64(**described("EUR/year", "Gas fixed cost paid", null=_NO_PRICE))
    market_benchmark_eur_kwh = dy.Float64(**described("EUR/kWh", "Market benchmark", null=_OPTIONAL))


class SilverCosts(dy.Schema):
    """One row a month a province."""

    month = dy.Date(primary_key=True, **described("month", "First day of the month", known="month"))
    province_code = dy.String(primary_key=True, **described("-", "Province"))
    elec_var_cost_eur_kwh = dy.Float64(nullable=True, **described("EUR/kWh", "Electricity variable cost"))
    gas_var_cost_eur_m3 = dy.Float64(nullable=True, **described("EUR/m3", "Gas variable cost"))
    peaje_elec_eur_kwh = dy.Float64(nullable=True, **described("EUR/kWh", "Network access cost"))


_NOT_CONSUMED = "nothing was consumed at this price, or no price is known at any level"


class SilverMarketMonth(SilverUsageMonth):
    """One row a customer a month: consumption, prices (imputed where missing), costs, revenues and margins."""

    variable_price_tier1_eur_kwh = dy.Float64(**described("EUR/kWh", "Peak price", null=_NOT_CONSUMED))
    variable_price_tier2_eur_kwh = dy.Float64(**described("EUR/kWh", "Standard price", null=_NOT_CONSUMED))
    variable_price_tier3_eur_kwh = dy.Float64(**described("EUR/kWh", "Off-peak price", null=_NOT_CONSUMED))
    elec_fixed_fee_eur_month = dy.Float64(**described("EUR/month", "Fixed fee billed", null=_NOT_CONSUMED))
    elec_fixed_cost_eur_month = dy.Float64(**described("EUR/month", "Fixed cost paid", null=_NOT_CONSUMED))
    gas_variable_price_eur_m3 = dy.Float64(**described("EUR/m3", "Gas price", null=_NOT_CONSUMED))
    gas_fixed_revenue_eur_year = dy.Float64(**described("EUR/year", "Gas fixed fee billed", null=_NOT_CONSUMED))
    gas_fixed_cost_eur_year = dy.Float64(**described("EUR/year", "Gas fixed cost paid", null=_NOT_CONSUMED))
    market_benchmark_eur_kwh = dy.Float64(**described("EUR/kWh", "Market benchmark", null=_NOT_CONSUMED))
    is_price_imputed = flag("A unit price of the month is a substitute")
    elec_var_cost_eur_kwh = dy.Float64(nullable=True, **described("EUR/kWh", "Electricity variable cost"))
    gas_var_cost_eur_m3 = dy.Float64(nullable=True, **described("EUR/m3", "Gas variable cost"))
    peaje_elec_eur_kwh = dy.Float64(nullable=True, **described("EUR/kWh", "Network access cost"))
    elec_revenue_eur = dy.Float64(**described("EUR", "Electricity billed: energy of the three periods and fixed fee"))
    gas_variable_revenue_eur = dy.Float64(**described("EUR", "Gas energy billed"))
    gas_fixed_revenue_eur = dy.Float64(**described("EUR", "Gas fixed fee billed: a twelfth of the year's"))
    elec_margin_eur = dy.Float64(**described("EUR", "Electricity revenue less energy, network and fixed cost"))
    gas_margin_eur = dy.Float64(**described("EUR", "Gas revenue less energy and fixed cost"))
    margin_eur = dy.Float64(**described("EUR", "Electricity and gas margin"))


class SilverContactReach(dy.Schema):
    """One row: how far before its day the list sees contacts."""

    newest_contact = dy.Date(**described("date", "Newest contact by the day of the list", null="nobody has called"))
    days_late = dy.Int32(min=0, **described("days", "From the newest contact to the day of the list"))


class SilverInteractions(dy.Schema):
    """One row an interaction up to the as-of date, without its text."""

    customer_id = customer_key()
    interaction_date = dy.Date(**described("date", "Day of the contact", known="day"))
    channel = dy.String(**described("-", "Channel of the contact", null=_OPTIONAL))
    intent = dy.String(**described("-", "What the customer wanted, one of config/intents.yaml"))
    sentiment_score = dy.Float64(min=-1, max=1, **described("-1..1", "Mood", null="neither text nor score given"))
    sentiment_label = dy.String(
        regex="^(negative|neutral|positive)$",
        **described("-", "negative up to -0.05, positive from 0.05, else neutral"),
    )


class SilverLabels(dy.Schema):
    """One row a customer and label date with a known outcome."""

    customer_id = customer_key(primary_key=True)
    label_date = dy.Date(primary_key=True, **described("date", "Day the horizon starts, and the features look from"))
    churned_within_horizon = flag("Left within the horizon after the label date")
    churn_effective_date = dy.Date(**described("date", "Day of leaving", null="those who stayed"))
    horizon_days = dy.Int32(min=1, max=3_660, **described("days", "Length of the horizon", null=_OPTIONAL))


SCHEMAS = (
    SilverCustomerFit,
    SilverCustomers,
    SilverContracts,
    SilverPrices,
    SilverCosts,
    SilverMarketMonth,
    SilverContactReach,
    SilverInteractions,
    SilverLabels,
)
