output "vpc_id" {
  description = "The VPC that everything runs in."
  value       = local.vpc_id
}

output "alb_subnet_ids" {
  description = "Public subnets of at least two zones, for the load balancer."
  value       = local.alb_subnet_ids
}

output "job_subnet_ids" {
  description = "Subnets of the jobs: the default VPC's, or private ones without any route to the internet."
  value       = local.job_subnet_ids
}

output "dashboard_subnet_ids" {
  description = "Subnets of the dashboard's tasks."
  value       = local.dashboard_subnet_ids
}

output "assign_public_ip" {
  description = "Whether the dashboard's tasks need a public address to reach AWS: in the default VPC only."
  value       = !local.is_private
}

output "job_security_group_id" {
  description = "Closed security group of the jobs: nothing comes in, only HTTPS goes out."
  value       = aws_security_group.job.id
}

output "flow_log_group_name" {
  description = "Where the flow logs are (mode private); null in the default VPC, which is not ours to watch."
  value       = one(aws_cloudwatch_log_group.flow[*].name)
}
