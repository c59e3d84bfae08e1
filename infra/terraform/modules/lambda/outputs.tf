output "function_arn" {
  description = "The trigger."
  value       = aws_lambda_function.trigger.arn
}

output "function_name" {
  description = "Its name."
  value       = aws_lambda_function.trigger.function_name
}

output "failed_events_queue_name" {
  description = "Where events lie that failed for good."
  value       = aws_sqs_queue.failed_events.name
}
