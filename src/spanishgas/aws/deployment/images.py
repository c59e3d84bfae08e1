"""Checks of images: each repository has some, and what runs is the newest of them."""

from typing import Any

from spanishgas.aws.deployment.check import Check, Deployment, Note
from spanishgas.aws.deployment.pipeline import images_of

REPOSITORIES = ("lambda", "processing", "streamlit")
_BESIDE = (".sig", ".att", ".sbom")
"""What is kept beside an image under its digest: signatures and attestations."""


def repository_has_images(what: str) -> Check:
    """A repository that deployments take images from."""

    def check(deployment: Deployment) -> str | None:
        name = deployment.named(what)
        return None if _images(deployment, what) else f"{name} has no image: push one (deploy.yml does)."

    return check


def function_runs_the_newest_image(deployment: Deployment) -> str | None:
    """By digest: a tag may have moved."""
    name = deployment.named("pipeline-trigger")
    code = deployment.client("lambda").get_function(FunctionName=name)["Code"]
    given = str(code.get("ImageUri", ""))
    running = given if "@" in given else str(code.get("ResolvedImageUri", ""))
    return _not_newest(deployment, "lambda", {running}, name)


def jobs_run_the_newest_image(deployment: Deployment) -> str | None:
    """By digest, as the state machine names it."""
    return _not_newest(deployment, "processing", images_of(deployment), deployment.named("pipeline"))


def _not_newest(deployment: Deployment, what: str, running: set[str], who: str) -> str | None:
    images = sorted(_images(deployment, what), key=lambda image: image["imagePushedAt"])
    if not images:
        return f"{deployment.named(what)} has no image: push one (deploy.yml does)."
    newest = str(images[-1]["imageDigest"])
    other = sorted(digest for uri in running if (digest := uri.partition("@")[2]) != newest)
    if not other:
        return None
    return Note(f"{who} runs {other[0][:19] or 'an image by tag'}, the newest is {newest[:19]}.")


def _images(deployment: Deployment, what: str) -> list[dict[str, Any]]:
    pages = deployment.client("ecr").get_paginator("describe_images").paginate(repositoryName=deployment.named(what))
    images = (image for page in pages for image in page["imageDetails"])
    return [image for image in images if not any(tag.endswith(_BESIDE) for tag in image.get("imageTags", ()))]
