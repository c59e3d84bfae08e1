"""Checks of the bucket and of the table."""

from spanishgas.aws.deployment.check import Deployment

_EVENTS = ("s3:ObjectCreated:*", "s3:ObjectRemoved:*")
_BLOCKED = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


def bucket_is_there(deployment: Deployment) -> str | None:
    """The bucket of the lake."""
    deployment.client("s3").head_bucket(Bucket=deployment.bucket)
    return None


def bucket_is_versioned(deployment: Deployment) -> str | None:
    """Without versions nothing that was overwritten comes back."""
    found = deployment.client("s3").get_bucket_versioning(Bucket=deployment.bucket)
    return None if found.get("Status") == "Enabled" else f"Versions of {deployment.bucket} are off: apply Terraform."


def bucket_is_encrypted(deployment: Deployment) -> str | None:
    """By a key of the account, which says who may read."""
    found = deployment.client("s3").get_bucket_encryption(Bucket=deployment.bucket)
    rules = found["ServerSideEncryptionConfiguration"]["Rules"]
    kinds = {rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm") for rule in rules}
    return None if "aws:kms" in kinds else f"{deployment.bucket} is not encrypted by KMS: apply Terraform."


def bucket_is_private(deployment: Deployment) -> str | None:
    """No policy and no list can open it to the world."""
    found = deployment.client("s3").get_public_access_block(Bucket=deployment.bucket)["PublicAccessBlockConfiguration"]
    open_ways = [name for name in _BLOCKED if not found.get(name)]
    return f"{deployment.bucket} can be opened to the world ({', '.join(open_ways)} is off)." if open_ways else None


def bucket_tells_the_trigger(deployment: Deployment) -> str | None:
    """Files that come or go below raw/; without it a run starts at the next minute all the same."""
    found = deployment.client("s3").get_bucket_notification_configuration(Bucket=deployment.bucket)
    name = deployment.named("pipeline-trigger")
    told = {
        event
        for entry in found.get("LambdaFunctionConfigurations", [])
        if entry["LambdaFunctionArn"].rpartition(":function:")[2].partition(":")[0] == name
        for event in entry["Events"]
    }
    absent = [event for event in _EVENTS if event not in told]
    return f"{deployment.bucket} does not tell {name} of {', '.join(absent)}: apply Terraform." if absent else None


def table_keeps_the_manifest(deployment: Deployment) -> str | None:
    """One item a key, paid by use."""
    name = deployment.named("pipeline-manifest")
    table = deployment.client("dynamodb").describe_table(TableName=name)["Table"]
    keys = [(entry["AttributeName"], entry["KeyType"]) for entry in table["KeySchema"]]
    if keys != [("file_key", "HASH")]:
        return f"{name} has the key {keys[0][0]}, not file_key: it is another table."
    return None if table["TableStatus"] == "ACTIVE" else f"{name} is {table['TableStatus']}: wait until it is active."
