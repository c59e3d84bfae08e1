"""Runs a command as a job's container would meet Amazon: role credentials from the container's address, S3, no more.

Usage, as root: unshare --net python as_a_job.py RAW COMMAND…; prints what lies in the bucket afterwards, as JSON.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import boto3
from support.bucket import REGION, moto_server, new_bucket

HOST, PATH = "169.254.170.2", "/v2/credentials/job"
ROLE = {
    "AccessKeyId": "ASIAFROMROLE",
    "SecretAccessKey": "secret",
    "Token": "token",
    "RoleArn": "arn:aws:iam::1:role/r",
}
asked: list[str] = []


class Credentials(BaseHTTPRequestHandler):
    """Answers as ECS and SageMaker do."""

    def do_GET(self) -> None:
        asked.append(self.path)
        until = datetime.now(UTC) + timedelta(hours=6)
        body = json.dumps(ROLE | {"Expiration": f"{until:%Y-%m-%dT%H:%M:%SZ}"}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(raw: Path, words: list[str]) -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    subprocess.run(["ip", "address", "add", f"{HOST}/32", "dev", "lo"], check=True)
    Thread(target=ThreadingHTTPServer((HOST, 80), Credentials).serve_forever, daemon=True).start()
    given = dict(os.environ)
    with moto_server() as address:
        root = new_bucket()
        bucket, prefix = root.removeprefix("s3://").split("/")
        s3 = boto3.client("s3", region_name=REGION)
        for file in (raw / "raw").iterdir():
            s3.upload_file(str(file), bucket, f"{prefix}/raw/{file.name}")
        role = {"AWS_ENDPOINT_URL": address, "AWS_REGION": REGION, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": PATH}
        environment = {**given, **role, "SPANISHGAS_LAKE": root}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        sizes = {item["Key"].removeprefix(f"{prefix}/"): item["Size"] for page in pages for item in page["Contents"]}
    told = {"code": done.returncode, "output": done.stdout + done.stderr, "asked": asked, "sizes": sizes}
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
