#!/usr/bin/env bash
# Terraform with the AWS provider of this machine, where it carries a mirror of it, and of the registry where it does not.
# usage: tools/terraform.sh -chdir=infra/terraform validate      tools/terraform.sh --mirror   (its folder; 1: there is none)
set -euo pipefail

provider=registry.terraform.io/hashicorp/aws
mirror=${TERRAFORM_MIRROR:-}
if [ -z "$mirror" ]; then
  found=$(find /opt /usr/local /usr/share /var/lib "$HOME/.terraform.d" -xdev -maxdepth 6 -type d -path "*/$provider" -print -quit 2>/dev/null || true)
  mirror=${found%"/$provider"}
fi

if [ "${1:-}" = --mirror ]; then
  [ -n "$mirror" ] && echo "$mirror"
  exit
fi

# A configuration of our own, whatever the machine's says or whether it is there at all.
settings=$(mktemp)
trap 'rm -f "$settings"' EXIT
{
  echo 'disable_checkpoint = true'
  [ -z "$mirror" ] || printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$mirror"
} >"$settings"
TF_CLI_CONFIG_FILE=$settings TF_IN_AUTOMATION=true terraform "$@"
