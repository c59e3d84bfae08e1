"""Tags scored tables that no run needs any more, so that the bucket's lifecycle may let them expire.

The lifecycle rule (365 days below ``scored/``) looks at this tag: without it a table stays, however old it gets. What
the published run, a rollback, a held or an unfinished run needs loses the tag again.
"""

from typing import Any

from spanishgas.lake import Lake
from spanishgas.upkeep.survey import Survey

EXPIRES = {"Key": "spanishgas:cleaned", "Value": "true"}
_SCORED = "scored/"


def tag_expiring(client: Any, lake: Lake, found: Survey) -> list[str]:
    """Tag the scored tables of runs that need not stay, and untag those of all others; returns the keys that may go."""
    bucket, _, prefix = lake.root.removeprefix("s3://").partition("/")
    may_go = {record.run_id for record in found.records if not found.stays[record.run_id].tables}
    expiring = list[str]()
    for item in lake.list(_SCORED):
        run_id = item.key.removeprefix(_SCORED).partition("/")[0]
        address = {"Bucket": bucket, "Key": f"{prefix}/{item.key}" if prefix else item.key}
        tags = client.get_object_tagging(**address)["TagSet"]
        others = [tag for tag in tags if tag["Key"] != EXPIRES["Key"]]
        wanted = [*others, EXPIRES] if run_id in may_go else others
        if wanted and wanted != tags:
            client.put_object_tagging(**address, Tagging={"TagSet": wanted})
        elif tags and not wanted:
            client.delete_object_tagging(**address)
        expiring += [item.key] if run_id in may_go else []
    return expiring
