output "role_arns" {
  description = "The roles, by component: lambda, sfn, sagemaker, scheduler."
  value       = { for name, role in aws_iam_role.this : name => role.arn }

  # Whoever takes a role finds its rights there.
  depends_on = [aws_iam_role_policy.this]
}
