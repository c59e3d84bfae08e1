# The role by which GitHub's workflows deploy this environment, without any key that lasts: GitHub signs who asks, AWS checks
# it. deploy.tf says what the role may.

terraform {
  required_version = ">= 1.10, < 2.0"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

data "aws_caller_identity" "here" {}

locals {
  name         = "${var.project_name}-${var.environment}"
  issuer       = "token.actions.githubusercontent.com"
  provider_arn = var.create_provider ? aws_iam_openid_connect_provider.github[0].arn : "arn:aws:iam::${data.aws_caller_identity.here.account_id}:oidc-provider/${local.issuer}"

  # Whole subjects, compared as they are: no pattern, so no other repository, branch or environment and no pull request.
  subjects = concat(
    ["repo:${var.github_repo}:environment:${var.environment}"],
    [for each in var.github_branches : "repo:${var.github_repo}:ref:refs/heads/${each}"],
  )
}

# An account has one provider for all of GitHub. AWS checks GitHub's certificate itself, so no thumbprint is kept here.
resource "aws_iam_openid_connect_provider" "github" {
  count          = var.create_provider ? 1 : 0
  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]
}

resource "aws_iam_role" "deploy" {
  name                 = "${local.name}-github-deploy"
  description          = "Taken by the deploying workflows of ${var.github_repo}"
  max_session_duration = 7200 # a plan, an approval's apply and an hour of polling
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.provider_arn }
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = local.subjects
        }
      }
    }]
  })
}

resource "aws_iam_policy" "deploy" {
  for_each    = local.policies
  name        = "${local.name}-github-deploy-${each.key}"
  description = each.value.description
  policy      = jsonencode({ Version = "2012-10-17", Statement = each.value.statements })
}

resource "aws_iam_role_policy_attachment" "deploy" {
  for_each   = local.policies
  role       = aws_iam_role.deploy.name
  policy_arn = aws_iam_policy.deploy[each.key].arn
}
