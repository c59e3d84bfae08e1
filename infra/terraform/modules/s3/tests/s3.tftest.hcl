mock_provider "aws" {
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:123456789012:key/0" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::spanishgas-data-dev" }
  }
}

variables {
  name_prefix = "spanishgas-dev"
  bucket_name = "spanishgas-data-dev"
  account_id  = "123456789012"
  partition   = "aws"
  region      = "eu-west-1"
}

run "one_bucket_is_private_versioned_and_encrypted_by_our_key" {
  assert {
    condition     = aws_s3_bucket.data.bucket == "spanishgas-data-dev" && !aws_s3_bucket.data.force_destroy
    error_message = "The lake's bucket, which is not destroyed with its data."
  }
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.data.block_public_acls, aws_s3_bucket_public_access_block.data.block_public_policy,
      aws_s3_bucket_public_access_block.data.ignore_public_acls, aws_s3_bucket_public_access_block.data.restrict_public_buckets,
    ])
    error_message = "Nothing is public."
  }
  assert {
    condition     = aws_s3_bucket_ownership_controls.data.rule[0].object_ownership == "BucketOwnerEnforced"
    error_message = "The bucket owns its objects."
  }
  assert {
    condition     = aws_s3_bucket_versioning.data.versioning_configuration[0].status == "Enabled"
    error_message = "Versions are kept."
  }
  assert {
    condition = one([
      for each in aws_s3_bucket_server_side_encryption_configuration.data.rule :
      one(each.apply_server_side_encryption_by_default).kms_master_key_id if each.bucket_key_enabled
    ]) == aws_kms_key.this.arn
    error_message = "Objects are encrypted by our key."
  }
  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key rotates."
  }
}

run "nothing_comes_or_goes_without_tls" {
  assert {
    condition = anytrue([
      for each in jsondecode(aws_s3_bucket_policy.data.policy).Statement :
      each.Effect == "Deny" && each.Principal == "*" && each.Action == "s3:*"
      && each.Condition == { Bool = { "aws:SecureTransport" = "false" } }
      && each.Resource == ["arn:aws:s3:::spanishgas-data-dev", "arn:aws:s3:::spanishgas-data-dev/*"]
    ])
    error_message = "TLS only, for bucket and objects."
  }
}

run "bronze_moves_at_90_days_and_only_cleaned_scores_expire" {
  assert {
    condition = [
      for each in aws_s3_bucket_lifecycle_configuration.data.rule :
      "${each.filter[0].prefix}:${one(each.transition).days}:${one(each.transition).storage_class}" if length(each.transition) > 0
    ] == ["bronze/:90:STANDARD_IA"]
    error_message = "Bronze moves to STANDARD_IA at 90 days, and nothing else moves."
  }
  assert {
    condition = [
      for each in aws_s3_bucket_lifecycle_configuration.data.rule :
      { prefix = one(each.filter[0].and).prefix, tags = one(each.filter[0].and).tags, days = one(each.expiration).days }
      if length(each.expiration) > 0 && try(one(each.expiration).days, 0) > 0
    ] == [{ prefix = "scored/", tags = tomap({ "spanishgas:cleaned" = "true" }), days = 365 }]
    error_message = "Only tagged scores expire, at 365 days."
  }
  assert {
    condition = toset([
      for each in aws_s3_bucket_lifecycle_configuration.data.rule :
      "${each.filter[0].prefix}:${one(each.noncurrent_version_expiration).noncurrent_days}"
      if startswith(each.id, "replaced-working-tables-")
    ]) == toset(["bronze/:7", "silver/:7", "gold/:7", "training/:7"])
    error_message = "Replaced working tables go after a week."
  }
  assert {
    condition     = anytrue([for each in aws_s3_bucket_lifecycle_configuration.data.rule : length(each.abort_incomplete_multipart_upload) > 0])
    error_message = "Uploads that never ended go."
  }
}

run "versions_are_kept_a_week_at_least" {
  command = plan
  variables {
    keep_versions_days = 3
  }
  expect_failures = [var.keep_versions_days]
}

run "versions_of_what_was_to_be_forgotten_go_within_a_year" {
  command = plan
  variables {
    keep_versions_days = 1000
  }
  expect_failures = [var.keep_versions_days]
}

run "a_name_that_no_bucket_can_have_is_refused" {
  command = plan
  variables {
    bucket_name = "SpanishGas_data"
  }
  expect_failures = [var.bucket_name]
}
