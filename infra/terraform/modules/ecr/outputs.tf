output "repository_urls" {
  description = "Where each image is pushed to, by its name."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.repository_url }
}

output "repository_arns" {
  description = "Their addresses in policies, by the image's name."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.arn }
}
