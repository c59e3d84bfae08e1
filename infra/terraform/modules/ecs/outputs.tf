output "streamlit_alb_dns_name" {
  description = "Name of the load balancer, to point domain_name at."
  value       = aws_lb.streamlit.dns_name
}

output "streamlit_alb_zone_id" {
  description = "Route 53's zone of the load balancer, for an alias record."
  value       = aws_lb.streamlit.zone_id
}

output "streamlit_dashboard_url" {
  description = "Where people open the dashboard."
  value       = "https://${var.domain_name}"
}

output "ecs_cluster_name" {
  description = "The cluster."
  value       = aws_ecs_cluster.this.name
}

output "ecs_cluster_arn" {
  description = "The cluster, for policies."
  value       = aws_ecs_cluster.this.arn
}

output "ecs_service_name" {
  description = "The service."
  value       = aws_ecs_service.streamlit.name
}

output "ecs_service_arn" {
  description = "The service, for policies."
  value       = aws_ecs_service.streamlit.id
}

output "task_role_arn" {
  description = "Role of the running dashboard."
  value       = aws_iam_role.task.arn
}

output "execution_role_arn" {
  description = "Role that starts the task: pulls the image, reads the secret, opens the log."
  value       = aws_iam_role.execution.arn
}

output "sign_in_secret_arn" {
  description = "Secret to fill with client_secret, cookie_secret and people before the first start; null without sign-in."
  value       = one(aws_secretsmanager_secret.sign_in[*].arn)
}

output "log_group_name" {
  description = "The dashboard's log."
  value       = aws_cloudwatch_log_group.streamlit.name
}

output "ecs_task_definition_arn" {
  description = "The version of the dashboard's task that was applied last; what runs may be another, if it was rolled back."
  value       = aws_ecs_task_definition.streamlit.arn
}
