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
