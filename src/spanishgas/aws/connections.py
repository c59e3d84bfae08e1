"""Connections to AWS for rooms that may not speak to its library themselves."""

from typing import Any


def connect_s3(region: str) -> Any:
    """S3 of a region."""
    import boto3

    return boto3.client("s3", region_name=region)
