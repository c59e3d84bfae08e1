"""Connections to the services of AWS: the one place that makes them."""

from typing import Any


def connect(service: str, region: str, **options: Any) -> Any:
    """A service in a region; ``options`` are those of botocore's ``Config``."""
    import boto3
    from botocore.config import Config

    return boto3.client(service, region_name=region, config=Config(**options) if options else None)
