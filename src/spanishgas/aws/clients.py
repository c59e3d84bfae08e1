"""Connections to AWS for who speaks to no other room's library."""

from typing import Any


def s3_client(region: str) -> Any:
    """S3 of a region."""
    import boto3

    return boto3.client("s3", region_name=region)
