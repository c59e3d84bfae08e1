output "topic_arn" {
  description = "Where alerts go."
  value       = aws_sns_topic.alerts.arn
}

output "alarm_names" {
  description = "Every alarm of the environment."
  value = concat(
    [for alarm in aws_cloudwatch_metric_alarm.this : alarm.alarm_name],
    [aws_cloudwatch_metric_alarm.sfn_failures.alarm_name],
  )
}
