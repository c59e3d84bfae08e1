"""What Terraform's provider reads of an account beyond what moto's server knows or keeps."""

import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.budgets.responses import BudgetsResponse
from moto.core.common_types import TYPE_RESPONSE
from moto.stepfunctions.responses import StepFunctionResponse
from support.aws.refusals import Refusing


class Remembering(Refusing):
    """A server that gives a bucket's lifecycle rules back as they were put, as S3 does.

    Moto drops what it does not know of them. Of a filter by prefix and tag the provider says besides that objects are
    larger than 0 bytes (ObjectSizeGreaterThan); it waits until it reads just that, and gives up after three minutes.
    """

    rules: dict[str, bytes] = {}  # noqa: RUF012 the server makes its own instance of this class

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method, path, query = (environ[name] for name in ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING"))
        if not query.startswith("lifecycle"):
            return super().__call__(environ, start_response)
        if method == "GET" and path in self.rules:
            size = ("x-amz-transition-default-minimum-object-size", "all_storage_classes_128K")
            start_response("200 OK", [("Content-Type", "application/xml"), size])
            return [self.rules[path]]
        if method == "PUT":
            self.rules[path] = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(self.rules[path])
        return super().__call__(environ, start_response)


def _validate_state_machine_definition(self: StepFunctionResponse) -> TYPE_RESPONSE:
    """Moto looks at a definition where it is created."""
    return 200, {}, json.dumps({"result": "OK", "diagnostics": [], "truncated": False})


def _list_state_machine_versions(self: StepFunctionResponse) -> TYPE_RESPONSE:
    """Moto publishes none."""
    return 200, {}, json.dumps({"stateMachineVersions": []})


def _describe_subscribers_for_notification(self: BudgetsResponse) -> str:
    """Moto keeps them, and does not tell."""
    account, budget, details = (self._get_param(name) for name in ("AccountId", "BudgetName", "Notification"))
    notifications = self.backend.budgets[account][budget].notifications
    (subscribers,) = (each.subscribers for each in notifications if each.details == details)
    return json.dumps({"Subscribers": subscribers})


def _no_tags(self: ApplicationAutoScalingResponse | BudgetsResponse) -> str:
    """Moto drops them."""
    return json.dumps({})


_ANSWERS = (
    (StepFunctionResponse, "validate_state_machine_definition", _validate_state_machine_definition),
    (StepFunctionResponse, "list_state_machine_versions", _list_state_machine_versions),
    (BudgetsResponse, "describe_subscribers_for_notification", _describe_subscribers_for_notification),
    (BudgetsResponse, "list_tags_for_resource", _no_tags),
    (ApplicationAutoScalingResponse, "list_tags_for_resource", _no_tags),
)


@contextmanager
def answering() -> Iterator[None]:
    """Let moto's server answer what the provider asks and it does not know."""
    with ExitStack() as stack:
        for service, action, answer in _ANSWERS:
            assert not hasattr(service, action), f"moto has learned {action}: it needs no answer of ours"
            stack.enter_context(patch.object(service, action, answer, create=True))
        yield
