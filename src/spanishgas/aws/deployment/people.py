"""Checks of what reaches people: alerts and the dashboard."""

from spanishgas.aws.deployment.check import Deployment

_PENDING = "PendingConfirmation"


def alerts_reach_somebody(deployment: Deployment) -> str | None:
    """A topic without a confirmed subscription tells nobody."""
    arn = deployment.arn("sns", deployment.named("alerts"))
    pages = deployment.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=arn)
    states = [entry["SubscriptionArn"] for page in pages for entry in page["Subscriptions"]]
    if not states:
        return "Nobody is subscribed to alerts: set alert_email and apply Terraform."
    if all(state == _PENDING for state in states):
        return "Nobody has confirmed the subscription to alerts: follow the link in the mail that AWS sent."
    return None


def dashboard_runs(deployment: Deployment) -> str | None:
    """As many tasks as are wanted."""
    cluster, name = deployment.named("cluster"), deployment.named("streamlit")
    services = deployment.client("ecs").describe_services(cluster=cluster, services=[name])["services"]
    if not services or services[0]["status"] != "ACTIVE":
        return f"There is no service {name} in {cluster}: apply Terraform."
    running, wanted = services[0]["runningCount"], services[0]["desiredCount"]
    return None if running >= wanted else f"{running} of {wanted} tasks of {name} run: look at its events in ECS."
