mock_provider "aws" {}

variables {
  table_name  = "spanishgas-dev-pipeline-manifest"
  kms_key_arn = "arn:aws:kms:eu-west-1:123456789012:key/0"
}

run "the_manifest_is_on_demand_recoverable_and_encrypted_by_our_key" {
  assert {
    condition     = aws_dynamodb_table.manifest.name == "spanishgas-dev-pipeline-manifest" && aws_dynamodb_table.manifest.hash_key == "file_key"
    error_message = "Name and key as others rely on."
  }
  assert {
    condition     = aws_dynamodb_table.manifest.billing_mode == "PAY_PER_REQUEST"
    error_message = "On demand."
  }
  assert {
    condition     = aws_dynamodb_table.manifest.point_in_time_recovery[0].enabled
    error_message = "Recoverable to any second."
  }
  assert {
    condition     = aws_dynamodb_table.manifest.server_side_encryption[0].kms_key_arn == var.kms_key_arn
    error_message = "Encrypted by our key."
  }
  assert {
    condition     = aws_dynamodb_table.manifest.deletion_protection_enabled
    error_message = "Not deleted by accident."
  }
}

run "a_key_that_is_no_address_is_refused" {
  command = plan
  variables {
    kms_key_arn = "alias/aws/dynamodb"
  }
  expect_failures = [var.kms_key_arn]
}

run "a_name_that_no_table_can_have_is_refused" {
  command = plan
  variables {
    table_name = "pipeline manifest"
  }
  expect_failures = [var.table_name]
}
