output "github_deploy_role_arn" {
  description = "Role of the deploying workflows: GitHub's secret AWS_DEPLOY_ROLE_ARN."
  value       = aws_iam_role.deploy.arn
}

output "github_deploy_role_name" {
  description = "Name of this role."
  value       = aws_iam_role.deploy.name
}

output "github_provider_arn" {
  description = "GitHub's identity provider."
  value       = local.provider_arn
}
