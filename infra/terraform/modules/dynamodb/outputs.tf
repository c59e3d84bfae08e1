output "table_name" {
  description = "The manifest of the pipeline."
  value       = aws_dynamodb_table.manifest.name
}

output "table_arn" {
  description = "Its address in policies."
  value       = aws_dynamodb_table.manifest.arn
}
