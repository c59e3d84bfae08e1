output "model_package_group_name" {
  description = "The registry of churn models."
  value       = aws_sagemaker_model_package_group.churn.model_package_group_name
}

output "model_package_group_arn" {
  description = "Its address in policies."
  value       = aws_sagemaker_model_package_group.churn.arn
}
