output "state_bucket_name" {
  description = "Bucket of the state: `bucket` of the backend."
  value       = aws_s3_bucket.state.bucket
}

output "lock_table_name" {
  description = "Table of the locks: `dynamodb_table` of the backend."
  value       = aws_dynamodb_table.locks.name
}

output "state_kms_key_arn" {
  description = "Key of both."
  value       = aws_kms_key.state.arn
}

output "boundary_arns" {
  description = "The boundary of each environment's roles."
  value       = { for environment, policy in aws_iam_policy.boundary : environment => policy.arn }
}
