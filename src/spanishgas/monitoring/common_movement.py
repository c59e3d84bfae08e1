"""What moved alike for all customers of a province: costs, prices, seasons."""

import numpy as np
import polars as pl

_SPREAD = pl.col("value").quantile(0.75, "midpoint") - pl.col("value").quantile(0.25, "midpoint")


def within_provinces(values: pl.Series, province_code: pl.Series) -> np.ndarray:
    """Each known value less the median of its province, in quartile ranges of the province (1 where there is none).

    What shifts or stretches all values of a province alike is gone from these; what moves some customers against their
    neighbours stays. Customers without a province are neighbours of each other.
    """
    frame = pl.DataFrame({"value": values.cast(pl.Float64), "province_code": province_code}).drop_nulls("value")
    spread = _SPREAD.over("province_code")
    centred = pl.col("value") - pl.col("value").median().over("province_code")
    return frame.select(centred / pl.when(spread > 0).then(spread).otherwise(1.0)).to_series().to_numpy()
