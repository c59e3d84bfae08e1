output "github_deploy_role_arn" {
  description = "Role of the deploying workflows: GitHub's secret AWS_DEPLOY_ROLE_ARN."
  value       = aws_iam_role.deploy.arn
}

output "github_deploy_role_name" {
  description = "Name of this role."
  value       = aws_iam_role.deploy.name
}

output "github_retrain_role_arn" {
  description = "Role of the retraining workflow: AWS_DEPLOY_ROLE_ARN of the GitHub environment that ends in -retrain."
  value       = aws_iam_role.retrain.arn
}
