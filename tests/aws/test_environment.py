"""What the environment of a container says, in both spellings, and what is said of one that cannot be."""

import pytest

from spanishgas.aws.environment import AwsSettings
from spanishgas.errors import SettingsError


@pytest.mark.parametrize("prefix", ["", "SPANISHGAS_"])
def test_the_lake_is_the_bucket_where_the_data_source_is_s3(monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    monkeypatch.setenv(f"{prefix}DATA_SOURCE", "s3")
    monkeypatch.setenv(f"{prefix}S3_BUCKET", "spanishgas-data-dev")
    assert AwsSettings.load().lake == "s3://spanishgas-data-dev"


def test_the_spelling_of_aws_comes_before_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPANISHGAS_AWS_REGION", "eu-south-2")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    assert AwsSettings.load().aws_region == "eu-west-1"


def test_a_lake_that_is_named_comes_before_the_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_SOURCE", "s3")
    monkeypatch.setenv("S3_BUCKET", "spanishgas-data-dev")
    monkeypatch.setenv("SPANISHGAS_LAKE", "s3://elsewhere/retail")
    assert AwsSettings.load().lake == "s3://elsewhere/retail"


def test_a_bucket_alone_moves_nobody_off_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S3_BUCKET", "spanishgas-data-dev")
    assert AwsSettings.load().lake is None


def test_every_entry_that_cannot_be_is_named_as_it_can_be_spelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPANISHGAS_DATA_SOURCE", "ftp")
    monkeypatch.setenv("SPANISHGAS_QUIET_SECONDS", "-1")
    with pytest.raises(SettingsError) as refused:
        AwsSettings.load()
    assert str(refused.value).splitlines() == [
        "DATA_SOURCE (or SPANISHGAS_DATA_SOURCE): expected 'local' or 's3', found 'ftp'.",
        "SPANISHGAS_QUIET_SECONDS: at least 0 is expected, found '-1'.",
    ]


def test_s3_without_a_bucket_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_SOURCE", "s3")
    with pytest.raises(SettingsError, match="S3_BUCKET must name the bucket"):
        AwsSettings.load()
