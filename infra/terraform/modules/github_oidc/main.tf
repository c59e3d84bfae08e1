# The roles by which GitHub's workflows deploy this environment and ask for trainings, without any key that lasts: GitHub
# signs who asks, AWS checks it. deploy.tf says what the deploying role may, retrain.tf what the other. GitHub's identity
# provider is the account's: bootstrap makes it.

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
  provider_arn = "arn:aws:iam::${data.aws_caller_identity.here.account_id}:oidc-provider/${local.issuer}"

  # Whole subjects, compared as they are: no pattern, so no other repository, branch or environment and no pull request.
  subjects = concat(
    ["repo:${var.github_repo}:environment:${var.environment}"],
    [for each in var.github_branches : "repo:${var.github_repo}:ref:refs/heads/${each}"],
  )
}

resource "aws_iam_role" "deploy" {
  name                 = "${local.name}-github-deploy"
  description          = "Taken by the deploying workflows of ${var.github_repo}"
  max_session_duration = 7200 # an apply that waits for the dashboard
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
