output "state_machine_arn" {
  description = "The pipeline."
  value       = aws_sfn_state_machine.pipeline.arn
}

output "definition" {
  description = "Its definition with all names filled in."
  value       = aws_sfn_state_machine.pipeline.definition
}
