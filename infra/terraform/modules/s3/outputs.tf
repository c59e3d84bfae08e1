output "bucket_name" {
  description = "The bucket of the lake."
  value       = aws_s3_bucket.data.bucket
}

output "bucket_arn" {
  description = "Its address in policies."
  value       = aws_s3_bucket.data.arn
}

output "kms_key_arn" {
  description = "The key of all that the environment keeps."
  value       = aws_kms_key.this.arn
}
