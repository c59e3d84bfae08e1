mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
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

run "the_retraining_workflow_takes_a_role_of_its_own_that_asks_and_looks" {
  assert {
    condition = (
      jsondecode(aws_iam_role.retrain.assume_role_policy).Statement[0].Condition.StringEquals["token.actions.githubusercontent.com:sub"]
      == "repo:example/spanishgas:environment:dev-retrain"
    )
    error_message = "Only jobs of the environment dev-retrain."
  }
  assert {
    condition = flatten([for each in jsondecode(aws_iam_role_policy.retrain.policy).Statement : [each.Action, each.Resource]]) == [
      "lambda:InvokeFunction", "arn:aws:lambda:eu-west-1:123456789012:function:spanishgas-dev-pipeline-trigger",
      "states:ListExecutions", "arn:aws:states:eu-west-1:123456789012:stateMachine:spanishgas-dev-pipeline",
    ]
    error_message = "It asks the trigger and sees how runs end, and may nothing else."
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

run "no_action_reads_or_removes_what_is_kept" {
  # No whole service, and a pattern of calls only where it is the bucket's configuration.
  assert {
    condition = toset(flatten([
      for each in aws_iam_policy.deploy : [
        for statement in jsondecode(each.policy).Statement : [
          for action in flatten([statement.Action]) : action if strcontains(action, "*") && statement.Effect == "Allow"
        ]
      ]
    ])) == toset(["s3:GetBucket*"])
    error_message = "Every call is named."
  }
  # Objects and items are those of the state and its lock.
  assert {
    condition = toset(flatten([
      for each in aws_iam_policy.deploy : [
        for statement in jsondecode(each.policy).Statement : [
          for action in flatten([statement.Action]) : "${statement.Sid} ${action}"
          if can(regex("Object|Item|:Query|:Scan$|SecretValue|ReceiveMessage|LogEvents|StartQuery", action))
        ]
      ]
    ])) == toset(["State s3:GetObject", "State s3:PutObject", "Lock dynamodb:DeleteItem", "Lock dynamodb:GetItem", "Lock dynamodb:PutItem"])
    error_message = "No object of the lake, item of the manifest, value of a secret, message or line of a log."
  }
  assert {
    condition = length([
      for action in flatten([
        for each in aws_iam_policy.deploy : [for statement in jsondecode(each.policy).Statement : flatten([statement.Action])]
      ]) : action
      if can(regex("^(s3:(Delete|PutBucketPolicy|PutBucketAcl|PutLifecycle|PutBucketVersioning)|kms:(PutKeyPolicy|Schedule|Disable)|dynamodb:DeleteTable|(dynamodb|secretsmanager):PutResourcePolicy)", action))
    ]) == 0
    error_message = "Policies, lifecycles and the end of what keeps data are a person's."
  }
}

run "rights_are_given_to_roles_within_the_boundary_alone" {
  assert {
    condition = [
      for each in jsondecode(aws_iam_policy.deploy["roles"].policy).Statement : each.Condition
      if each.Effect == "Allow" && length(setintersection(
        flatten([each.Action]), ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
      )) > 0
    ] == [{ ArnEquals = { "iam:PermissionsBoundary" = "arn:aws:iam::123456789012:policy/spanishgas-dev-boundary" } }]
    error_message = "No role is made or given a policy without the boundary."
  }
  assert {
    condition = contains([
      for each in jsondecode(aws_iam_policy.deploy["roles"].policy).Statement : "${each.Action} ${each.Resource}"
      if each.Effect == "Deny" && each.Sid == "NeverWithoutABoundary"
    ], "iam:DeleteRolePermissionsBoundary arn:aws:iam::123456789012:role/*")
    error_message = "No role loses its boundary."
  }
}

run "the_role_changes_neither_itself_nor_the_boundary" {
  assert {
    condition = one([
      for each in jsondecode(aws_iam_policy.deploy["roles"].policy).Statement : each.Resource if each.Sid == "NeverItselfNorTheBoundary" && each.Effect == "Deny"
      ]) == [
      "arn:aws:iam::123456789012:policy/spanishgas-dev-boundary",
      "arn:aws:iam::123456789012:role/spanishgas-dev-github-*",
      "arn:aws:iam::123456789012:policy/spanishgas-dev-github-*",
      "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
    ]
    error_message = "A person changes what the deploying role may."
  }
  assert {
    condition = alltrue([
      for each in ["iam:Put*", "iam:Attach*", "iam:Create*", "iam:Update*", "iam:Delete*", "iam:Set*"] : contains(one([
        for statement in jsondecode(aws_iam_policy.deploy["roles"].policy).Statement : statement.Action if statement.Sid == "NeverItselfNorTheBoundary"
      ]), each)
    ])
    error_message = "Neither policies, their versions, nor who takes a role."
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
