output "s3_bucket_name" {
  description = "The bucket of the lake; raw files go under raw/."
  value       = module.s3.bucket_name
}

output "lambda_function_arn" {
  description = "The trigger."
  value       = module.lambda.function_arn
}

output "state_machine_arn" {
  description = "The pipeline."
  value       = module.step_functions.state_machine_arn
}

output "sns_topic_arn" {
  description = "Where alerts go."
  value       = module.monitoring.topic_arn
}

output "dynamodb_table_name" {
  description = "The manifest of the pipeline."
  value       = module.dynamodb.table_name
}

output "model_package_group_name" {
  description = "The registry of churn models."
  value       = module.sagemaker.model_package_group_name
}

output "streamlit_alb_dns_name" {
  description = "The load balancer of the dashboard, which domain_name points at."
  value       = module.ecs.streamlit_alb_dns_name
}

output "streamlit_dashboard_url" {
  description = "Where people open the dashboard."
  value       = module.ecs.streamlit_dashboard_url
}

output "ecs_cluster_name" {
  description = "The cluster of the dashboard."
  value       = module.ecs.ecs_cluster_name
}

output "ecs_service_name" {
  description = "The service of the dashboard."
  value       = module.ecs.ecs_service_name
}

output "ecs_task_definition_arn" {
  description = "The version of the dashboard that was applied last, to compare with what runs."
  value       = module.ecs.ecs_task_definition_arn
}

output "github_deploy_role_arn" {
  description = "The role of the deploying workflows: GitHub's secret AWS_DEPLOY_ROLE_ARN."
  value       = module.github_oidc.github_deploy_role_arn
}

output "github_retrain_role_arn" {
  description = "The role of the retraining workflow: AWS_DEPLOY_ROLE_ARN of the GitHub environment that ends in -retrain."
  value       = module.github_oidc.github_retrain_role_arn
}

output "ecr_lambda_repo_url" {
  description = "Where the trigger's image is pushed to."
  value       = module.ecr.repository_urls["lambda"]
}

output "ecr_processing_repo_url" {
  description = "Where the image of jobs is pushed to."
  value       = module.ecr.repository_urls["processing"]
}

output "ecr_streamlit_repo_url" {
  description = "Where the dashboard's image is pushed to."
  value       = module.ecr.repository_urls["streamlit"]
}

output "sign_in_secret_arn" {
  description = "Secret of the dashboard's sign-in, to fill before its first start; null without sign-in."
  value       = module.ecs.sign_in_secret_arn
}
