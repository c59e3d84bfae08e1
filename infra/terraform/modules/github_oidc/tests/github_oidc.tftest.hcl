mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
  }
  mock_resource "aws_iam_policy" {
    defaults = { arn = "arn:aws:iam::123456789012:policy/mocked" }
  }
}

variables {
  project_name = "spanishgas"
  environment  = "dev"
  region       = "eu-west-1"
  github_repo  = "example/spanishgas"
  bucket_name  = "spanishgas-data-dev"
}

run "only_jobs_of_the_environment_take_the_role" {
  assert {
    condition = jsondecode(aws_iam_role.deploy.assume_role_policy).Statement == [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com" }
      Condition = {
        StringEquals = {
          "token.actions.githubusercontent.com:aud" = "sts.amazonaws.com"
          "token.actions.githubusercontent.com:sub" = ["repo:example/spanishgas:environment:dev"]
        }
      }
    }]
    error_message = "Audience and subject are compared whole."
  }
  assert {
    condition     = aws_iam_role.deploy.name == "spanishgas-dev-github-deploy"
    error_message = "The role's name."
  }
}

run "a_branch_takes_it_only_where_it_is_named" {
  variables {
    github_branches = ["main"]
  }
  assert {
    condition = (
      jsondecode(aws_iam_role.deploy.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]
      == ["repo:example/spanishgas:environment:dev", "repo:example/spanishgas:ref:refs/heads/main"]
    )
    error_message = "The environment and this branch."
  }
}

run "a_provider_that_is_there_is_used" {
  variables {
    create_provider = false
  }
  assert {
    condition     = length(aws_iam_openid_connect_provider.github) == 0
    error_message = "An account has one."
  }
  assert {
    condition     = output.github_provider_arn == "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"
    error_message = "Found by its name."
  }
}

run "images_are_pushed_to_the_three_repositories_alone" {
  assert {
    condition = one([
      for each in jsondecode(aws_iam_policy.deploy["images"].policy).Statement : each.Resource if each.Sid == "PushImages"
      ]) == [
      for each in ["lambda", "processing", "streamlit"] : "arn:aws:ecr:eu-west-1:123456789012:repository/spanishgas-dev-${each}"
    ]
    error_message = "Three repositories of this environment."
  }
}

run "the_state_of_another_environment_is_out_of_reach" {
  assert {
    condition = one([
      for each in jsondecode(aws_iam_policy.deploy["images"].policy).Statement : each.Resource if each.Sid == "State"
    ]) == "arn:aws:s3:::spanishgas-terraform-state/dev/*"
    error_message = "The state below dev/."
  }
  assert {
    condition = alltrue(flatten([
      for each in aws_iam_policy.deploy : [
        for statement in jsondecode(each.policy).Statement : !strcontains(jsonencode(statement), "spanishgas-prod")
      ]
    ]))
    error_message = "Nothing of prod."
  }
}

run "no_action_of_its_own_reads_what_the_lake_holds" {
  assert {
    condition = alltrue(flatten([
      for each in aws_iam_policy.deploy : [
        for statement in jsondecode(each.policy).Statement : [
          for action in flatten([statement.Action]) :
          !contains(["*", "s3:*", "iam:*", "ec2:*", "sts:*"], action) && !(startswith(action, "s3:GetObject") && statement.Sid != "State")
        ]
      ]
    ]))
    error_message = "No whole service of objects, roles or networks, and objects of the state only."
  }
}

run "the_role_does_not_change_itself" {
  assert {
    condition = contains(one([
      for each in jsondecode(aws_iam_policy.deploy["apply"].policy).Statement : each.Resource if each.Effect == "Deny"
    ]), "arn:aws:iam::123456789012:role/spanishgas-dev-github-deploy")
    error_message = "A person changes what the deploying role may."
  }
  assert {
    condition = alltrue([
      for each in ["iam:Put*", "iam:Attach*", "iam:Create*", "iam:Update*", "iam:Delete*"] : contains(one([
        for statement in jsondecode(aws_iam_policy.deploy["apply"].policy).Statement : statement.Action if statement.Effect == "Deny"
      ]), each)
    ])
    error_message = "Neither its policies nor who takes it."
  }
}

run "every_policy_fits_what_iam_takes" {
  assert {
    condition     = alltrue([for each in aws_iam_policy.deploy : length(each.policy) <= 6144])
    error_message = "A managed policy has 6144 characters at most."
  }
}

run "a_pattern_of_repositories_is_refused" {
  command = plan
  variables {
    github_repo = "example/*"
  }
  expect_failures = [var.github_repo]
}

run "a_pattern_of_branches_is_refused" {
  command = plan
  variables {
    github_branches = ["*"]
  }
  expect_failures = [var.github_branches]
}

run "a_branch_alone_deploys_no_prod" {
  command = plan
  variables {
    environment     = "prod"
    github_branches = ["main"]
  }
  expect_failures = [var.github_branches]
}
