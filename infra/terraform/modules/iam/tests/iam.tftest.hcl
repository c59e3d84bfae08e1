mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/role" }
  }
}

variables {
  permissions_boundary_arn  = "arn:aws:iam::123456789012:policy/spanishgas-dev-boundary"
  name_prefix               = "spanishgas-dev"
  account_id                = "123456789012"
  partition                 = "aws"
  region                    = "eu-west-1"
  bucket_arn                = "arn:aws:s3:::spanishgas-data-dev"
  kms_key_arn               = "arn:aws:kms:eu-west-1:123456789012:key/0"
  table_arn                 = "arn:aws:dynamodb:eu-west-1:123456789012:table/spanishgas-dev-pipeline-manifest"
  topic_arn                 = "arn:aws:sns:eu-west-1:123456789012:spanishgas-dev-alerts"
  function_name             = "spanishgas-dev-pipeline-trigger"
  function_arn              = "arn:aws:lambda:eu-west-1:123456789012:function:spanishgas-dev-pipeline-trigger"
  state_machine_arn         = "arn:aws:states:eu-west-1:123456789012:stateMachine:spanishgas-dev-pipeline"
  model_package_group_name  = "spanishgas-dev-churn"
  processing_repository_arn = "arn:aws:ecr:eu-west-1:123456789012:repository/spanishgas-dev-processing"
  metric_namespace          = "SpanishGas"
}

run "no_role_is_without_the_boundary" {
  assert {
    condition     = alltrue([for each in aws_iam_role.this : each.permissions_boundary == var.permissions_boundary_arn])
    error_message = "What a role may ends at the boundary."
  }
}

run "one_role_a_component_is_taken_by_its_own_service" {
  assert {
    condition = { for name, role in aws_iam_role.this : role.name => jsondecode(role.assume_role_policy).Statement[0].Principal.Service } == {
      "spanishgas-dev-lambda"    = "lambda.amazonaws.com"
      "spanishgas-dev-sfn"       = "states.amazonaws.com"
      "spanishgas-dev-sagemaker" = "sagemaker.amazonaws.com"
      "spanishgas-dev-scheduler" = "scheduler.amazonaws.com"
    }
    error_message = "Four roles."
  }
}

run "the_state_machine_tags_jobs_hears_their_end_and_passes_one_role" {
  assert {
    condition     = contains(flatten([for each in jsondecode(aws_iam_role_policy.this["sfn"].policy).Statement : each.Action]), "sagemaker:AddTags")
    error_message = "Jobs carry the run's id as a tag."
  }
  assert {
    condition = one([for each in jsondecode(aws_iam_role_policy.this["sfn"].policy).Statement : each.Resource if each.Sid == "HearTheEndOfJobs"]) == [
      "arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForSageMakerProcessingJobsRule",
      "arn:aws:events:eu-west-1:123456789012:rule/StepFunctionsGetEventsForSageMakerTrainingJobsRule",
    ]
    error_message = "The rules by the names that Step Functions gives them."
  }
  assert {
    condition = one([for each in jsondecode(aws_iam_role_policy.this["sfn"].policy).Statement : "${each.Resource} ${each.Condition.StringEquals["iam:PassedToService"]}" if contains(flatten([each.Action]), "iam:PassRole")]) == (
      "arn:aws:iam::123456789012:role/spanishgas-dev-sagemaker sagemaker.amazonaws.com"
    )
    error_message = "One role, to SageMaker only."
  }
}

run "no_role_may_do_everything_of_a_service" {
  assert {
    condition = alltrue(flatten([
      for policy in aws_iam_role_policy.this : [
        for each in jsondecode(policy.policy).Statement : [for action in flatten([each.Action]) : !strcontains(action, "*")]
      ]
    ]))
    error_message = "Every action by its name."
  }
  # Each of these says beside it why.
  assert {
    condition = {
      for name, policy in aws_iam_role_policy.this : name => [
        for each in jsondecode(policy.policy).Statement : each.Sid if contains(flatten([each.Resource]), "*")
      ]
      } == {
      lambda    = ["Trace", "Measure", "ListModels"]
      sfn       = ["WriteItsLog", "Trace"]
      sagemaker = ["SignInToTheRegistry", "Measure", "SeeOurNetwork"]
      scheduler = []
    }
    error_message = "No other statement names every resource."
  }
}

run "no_job_writes_raw_files" {
  assert {
    condition = alltrue([
      for each in jsondecode(aws_iam_role_policy.this["sagemaker"].policy).Statement :
      alltrue([for resource in flatten([each.Resource]) : !strcontains(resource, "/raw/") && resource != "arn:aws:s3:::spanishgas-data-dev/*"])
      if contains(flatten([each.Action]), "s3:PutObject")
    ])
    error_message = "What a run was given stays as it was."
  }
}

run "jobs_tag_scores_and_nothing_else" {
  assert {
    condition = [
      for each in jsondecode(aws_iam_role_policy.this["sagemaker"].policy).Statement : each.Resource
      if length([for action in flatten([each.Action]) : action if endswith(action, "Tagging")]) > 0
    ] == ["arn:aws:s3:::spanishgas-data-dev/scored/*"]
    error_message = "A tag lets the lifecycle take a file: of scores alone."
  }
}

run "leave_to_write_raw_files_is_refused" {
  command = plan
  variables {
    job_writes = ["gold/", "raw/"]
  }
  expect_failures = [var.job_writes]
}
