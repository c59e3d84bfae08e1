"""The digest that a function computes by Amazon's library is the one that a job computes by its own."""

import boto3
from support.bucket import REGION

from spanishgas.lake import Lake
from spanishgas.run.inputs import raw_digest
from spanishgas.run.raw_listing import ListedFile, listing_digest


def test_both_libraries_see_the_same_listing(bucket: str) -> None:
    name, _, prefix = bucket.removeprefix("s3://").partition("/")
    client, lake = boto3.client("s3", region_name=REGION), Lake(bucket)
    for key, body in {"": b"", "parts/": b"", "parts/01.csv": b"a\n", "año 2024.csv": b"b\n", "z.csv": b""}.items():
        client.put_object(Bucket=name, Key=f"{prefix}/raw/{key}", Body=body)
    upload = {"Bucket": name, "Key": f"{prefix}/raw/big.parquet"}
    number = client.create_multipart_upload(**upload)["UploadId"]
    part = client.upload_part(**upload, UploadId=number, PartNumber=1, Body=b"c" * 5_300_000)["ETag"]
    client.complete_multipart_upload(
        **upload, UploadId=number, MultipartUpload={"Parts": [{"ETag": part, "PartNumber": 1}]}
    )
    root = f"{prefix}/raw/"
    listed = client.list_objects_v2(Bucket=name, Prefix=root)["Contents"]
    files = [ListedFile(item["Key"].removeprefix(root), item["Size"], item["ETag"]) for item in listed]
    assert raw_digest(lake) == listing_digest(files)
    assert len(files) == 6
