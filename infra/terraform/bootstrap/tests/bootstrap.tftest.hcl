mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::spanishgas-terraform-state" }
  }
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/0" }
  }
}

run "the_names_are_those_of_the_backends" {
  command = plan
  assert {
    condition     = output.state_bucket_name == "spanishgas-terraform-state" && output.lock_table_name == "spanishgas-terraform-locks"
    error_message = "Bucket and table."
  }
  assert {
    condition     = aws_dynamodb_table.locks.hash_key == "LockID" && aws_kms_alias.state.name == "alias/spanishgas-terraform-state"
    error_message = "The key that Terraform locks by, and the alias that the deploying role knows."
  }
}

run "the_state_is_versioned_encrypted_and_closed" {
  command = plan
  assert {
    condition     = aws_s3_bucket_versioning.state.versioning_configuration[0].status == "Enabled"
    error_message = "A state that was spoiled comes back."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.state.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "Encrypted by a key of its own."
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.state.block_public_acls, aws_s3_bucket_public_access_block.state.block_public_policy,
      aws_s3_bucket_public_access_block.state.ignore_public_acls, aws_s3_bucket_public_access_block.state.restrict_public_buckets,
    ])
    error_message = "Never public."
  }
  assert {
    condition     = aws_dynamodb_table.locks.deletion_protection_enabled && aws_kms_key.state.enable_key_rotation
    error_message = "Locks stay, keys rotate."
  }
}

run "what_an_account_has_once_is_made_here" {
  command = plan
  assert {
    condition     = aws_iam_openid_connect_provider.github.url == "https://token.actions.githubusercontent.com"
    error_message = "GitHub's identity provider."
  }
  assert {
    condition     = aws_cloudwatch_log_group.jobs.name == "/aws/sagemaker/ProcessingJobs" && aws_cloudwatch_log_group.jobs.retention_in_days == 365
    error_message = "The one log group of jobs, which ends."
  }
}

run "each_environment_has_its_boundary" {
  command = plan
  assert {
    condition = toset([for each in aws_iam_policy.boundary : each.name]) == toset([
      "spanishgas-dev-boundary", "spanishgas-staging-boundary", "spanishgas-prod-boundary",
    ])
    error_message = "One boundary an environment."
  }
  assert {
    condition     = alltrue([for each in aws_iam_policy.boundary : length(each.policy) <= 6144])
    error_message = "A managed policy has 6144 characters at most."
  }
  assert {
    condition     = !strcontains(aws_iam_policy.boundary["dev"].policy, "spanishgas-prod") && !strcontains(aws_iam_policy.boundary["dev"].policy, "iam:Create")
    error_message = "Nothing of another environment, and no role makes roles."
  }
}

run "an_environment_that_is_none_is_refused" {
  command = plan
  variables {
    environments = ["test"]
  }
  expect_failures = [var.environments]
}
