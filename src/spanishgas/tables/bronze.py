"""Schemas of the first layer: the seven raw files under their canonical names, typed, nothing joined."""

import dataframely as dy

from spanishgas.tables.base import customer_id, customer_key, described, flag

_OPTIONAL = "optional column of the raw file"
CONTACT_CONSENT = "Agreed to be contacted"
DO_NOT_CONTACT = "Must not be contacted, whatever else is agreed"
LANGUAGE = "Language to write to the customer in: es or en"
LANGUAGES = "^(es|en)$"


class BronzeCustomers(dy.Schema):
    """One row a customer: the attributes file."""

    customer_id = customer_id()
    province_code = dy.String(**described("-", "Province as the retailer writes it"))
    is_industrial = flag("Business customer (0: residential)")
    contracted_power_kw = dy.Float64(min=0, max=100_000, nullable=True, **described("kW", "Contracted power"))
    is_second_residence = flag("Second home", null=_OPTIONAL)
    is_high_competition_province = flag("Province with strong competition", null=_OPTIONAL)
    is_urban = flag("Urban supply point", null=_OPTIONAL)
    region = dy.String(**described("-", "Region code, the key of tariff-layout prices", null=_OPTIONAL))
    sales_channel = dy.String(**described("-", "Channel of the sale, raw name", null=_OPTIONAL))
    tariff_type = dy.String(**described("-", "Tariff, a key of tariff-layout prices", null=_OPTIONAL))
    product_bundle = dy.String(**described("-", "electricity, gas or dual", null=_OPTIONAL))
    signup_date = dy.Date(**described("date", "Sign-up", null=_OPTIONAL, known="day"))
    contact_consent = flag(CONTACT_CONSENT, null=_OPTIONAL)
    do_not_contact = flag(DO_NOT_CONTACT, null=_OPTIONAL)
    language = dy.String(regex=LANGUAGES, **described("-", LANGUAGE, null=_OPTIONAL))


class BronzeContracts(dy.Schema):
    """One row a contract, several a customer."""

    customer_id = customer_key()
    contract_id = dy.String(**described("-", "Contract identifier", null=_OPTIONAL))
    customer_first_activation_date = dy.Date(
        **described("date", "First activation", null="signup_date may stand in", known="value")
    )
    contract_start_date = dy.Date(nullable=True, **described("date", "Start of this contract", known="day"))
    next_renewal_date = dy.Date(nullable=True, **described("date", "Next renewal of this contract"))
    last_product_change_date = dy.Date(
        **described("date", "Last change of product", null="not every customer changed", known="value")
    )
    contract_status = dy.String(**described("-", "Status, raw name", null=_OPTIONAL))
    contract_term_months = dy.Int32(min=0, max=1_200, **described("months", "Agreed term", null=_OPTIONAL))
    product_type = dy.String(**described("-", "Product, a key of tariff-layout prices", null=_OPTIONAL))


class BronzeReadings(dy.Schema):
    """One row an hour a customer, hour-beginning. A view over the raw files, never stored: 176 million rows."""

    customer_id = customer_key()
    timestamp = dy.Datetime(time_unit="us", **described("hour", "Beginning of the hour, on the clock of the feed"))
    consumption_elec_kwh = dy.Float64(nullable=True, **described("kWh", "Electricity of the hour"))
    consumption_gas_m3 = dy.Float64(**described("m3", "Gas of the hour", null="electricity-only customers"))


class BronzePrices(dy.Schema):
    """One row a customer a pricing date (customer layout), or a date, product, tariff and region (tariff layout).

    A row is of the tariff layout when ``tariff_type`` is not null; then ``price_eur_kwh`` serves the three periods.
    """

    customer_id = dy.String(**described("-", "Customer identifier", null="tariff layout, and 252 real rows"))
    pricing_date = dy.Date(**described("date", "Date from which the price holds", known="day"))
    variable_price_tier1_eur_kwh = dy.Float64(**described("EUR/kWh", "Peak price", null="missing prices"))
    variable_price_tier2_eur_kwh = dy.Float64(**described("EUR/kWh", "Standard price", null="missing prices"))
    variable_price_tier3_eur_kwh = dy.Float64(**described("EUR/kWh", "Off-peak price", null="missing prices"))
    elec_fixed_fee_eur_month = dy.Float64(**described("EUR/month", "Fixed fee billed", null="missing prices"))
    elec_fixed_cost_eur_month = dy.Float64(**described("EUR/month", "Fixed cost paid", null="missing prices"))
    gas_variable_price_eur_m3 = dy.Float64(**described("EUR/m3", "Gas price", null="missing prices"))
    gas_fixed_revenue_eur_year = dy.Float64(**described("EUR/year", "Gas fixed fee billed", null="missing prices"))
    gas_fixed_cost_eur_year = dy.Float64(**described("EUR/year", "Gas fixed cost paid", null="missing prices"))
    market_benchmark_eur_kwh = dy.Float64(**described("EUR/kWh", "Market benchmark", null=_OPTIONAL))
    product_type = dy.String(**described("-", "Product of a tariff-layout row", null="customer layout"))
    tariff_type = dy.String(**described("-", "Tariff of a tariff-layout row", null="customer layout"))
    region_code = dy.String(**described("-", "Region of a tariff-layout row", null="customer layout"))
    price_eur_kwh = dy.Float64(**described("EUR/kWh", "Price of a tariff-layout row", null="customer layout"))


class BronzeCosts(dy.Schema):
    """One row a month a province (wide layout), or a month, province and commodity (long layout).

    A row is of the long layout when ``commodity`` is not null; its costs are per kWh for gas too.
    """

    month = dy.Date(**described("month", "First day of the month", known="month"))
    province_code = dy.String(**described("-", "Province"))
    elec_var_cost_eur_kwh = dy.Float64(**described("EUR/kWh", "Electricity variable cost", null="long layout"))
    gas_var_cost_eur_m3 = dy.Float64(**described("EUR/m3", "Gas variable cost", null="long layout"))
    peaje_elec_eur_kwh = dy.Float64(**described("EUR/kWh", "Network access cost", null="long layout"))
    commodity = dy.String(**described("-", "electricity or gas", null="wide layout"))
    variable_cost_eur_kwh = dy.Float64(**described("EUR/kWh", "Variable cost of the commodity", null="wide layout"))
    fixed_cost_eur_month = dy.Float64(**described("EUR/month", "Fixed cost of the commodity", null="wide layout"))
    network_cost_eur_kwh = dy.Float64(**described("EUR/kWh", "Network cost of the commodity", null="wide layout"))


class BronzeInteractions(dy.Schema):
    """One row an interaction, several a customer."""

    customer_id = customer_key()
    interaction_date = dy.Date(**described("date", "Day of the contact", known="day"))
    channel = dy.String(**described("-", "Channel of the contact", null=_OPTIONAL))
    interaction_summary = dy.String(**described("-", "What the agent wrote", null=_OPTIONAL))
    interaction_type = dy.String(**described("-", "Type given by the source", null=_OPTIONAL))
    sentiment_score = dy.Float64(min=-1, max=1, **described("-1..1", "Mood given by the source", null=_OPTIONAL))
    resolution_status = dy.String(**described("-", "Resolution", null=_OPTIONAL))
    interaction_id = dy.String(**described("-", "Interaction identifier", null=_OPTIONAL))


class BronzeLabels(dy.Schema):
    """One row a customer and label date with a known outcome."""

    customer_id = customer_key(part_of_key=True)
    churned_within_horizon = flag("Left within the horizon after the label date")
    churn_effective_date = dy.Date(**described("date", "Day of leaving", null="those who stayed", known="day"))
    label_date = dy.Date(**described("date", "Day the horizon starts", null=_OPTIONAL, part_of_key=True))
    horizon_days = dy.Int32(min=1, max=3_660, **described("days", "Length of the horizon", null=_OPTIONAL))


SCHEMAS = (
    BronzeCustomers,
    BronzeContracts,
    BronzeReadings,
    BronzePrices,
    BronzeCosts,
    BronzeInteractions,
    BronzeLabels,
)
