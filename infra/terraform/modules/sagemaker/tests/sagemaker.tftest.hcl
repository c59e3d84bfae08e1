mock_provider "aws" {}

variables {
  model_package_group_name = "spanishgas-dev-churn"
  manage_job_logs          = true
  log_retention_days       = 365
  kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/0"
}

run "the_registry_is_there_and_logs_of_jobs_end_and_are_encrypted" {
  assert {
    condition     = aws_sagemaker_model_package_group.churn.model_package_group_name == "spanishgas-dev-churn"
    error_message = "The group's name as others rely on."
  }
  assert {
    condition     = [for each in aws_cloudwatch_log_group.jobs : "${each.name}:${each.retention_in_days}"] == ["/aws/sagemaker/ProcessingJobs:365"]
    error_message = "The one log group of jobs."
  }
}

run "a_second_environment_of_an_account_leaves_the_log_group_alone" {
  variables {
    manage_job_logs = false
  }
  assert {
    condition     = length(aws_cloudwatch_log_group.jobs) == 0
    error_message = "An account and region have one."
  }
}

run "a_name_that_no_group_can_have_is_refused" {
  command = plan
  variables {
    model_package_group_name = "spanishgas_churn"
  }
  expect_failures = [var.model_package_group_name]
}
