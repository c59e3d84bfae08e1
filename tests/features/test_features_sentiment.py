from datetime import date

import pytest
from support.bronze_rows import AS_OF
from support.rules import INTENTS
from support.silver_rows import silver_customer_rows, silver_interaction_rows

from spanishgas.features.sentiment import features_sentiment

ANGRY = {"sentiment_label": "negative", "sentiment_score": -0.6}


def sentiment(*contacts):
    made = features_sentiment(
        silver_customer_rows({}), silver_interaction_rows(*contacts), as_of=AS_OF, intents=INTENTS
    )
    return made.collect().row(0, named=True)


def test_without_an_interaction_the_label_says_so():
    row = sentiment()
    assert (row["sentiment_label"], row["avg_sentiment_score"]) == ("no_interaction", None)
    assert (row["is_negative_sentiment"], row["complaint_x_negative_sentiment"]) == (0, 0)


def test_the_label_is_the_latest_and_the_score_the_mean_up_to_the_as_of_date():
    row = sentiment(
        {"interaction_date": date(2024, 6, 1), "sentiment_label": "positive", "sentiment_score": 0.8},
        {"interaction_date": date(2024, 7, 1), **ANGRY},
        {"interaction_date": date(2025, 1, 1), "sentiment_score": 1.0},
    )
    assert (row["sentiment_label"], row["is_negative_sentiment"]) == ("negative", 1)
    assert row["avg_sentiment_score"] == pytest.approx(0.1)


@pytest.mark.parametrize(("intent", "flag"), [("Complaint / Escalation", 1), ("Cancellation / Switch", 0)])
def test_an_angry_complaint_is_flagged(intent, flag):
    assert sentiment({"intent": intent, **ANGRY})["complaint_x_negative_sentiment"] == flag
