# The definition is rendered from the pipeline (asl/*.asl.json, compared by a test); here only its names are filled in.

terraform {
  required_version = ">= 1.10, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

resource "aws_cloudwatch_log_group" "executions" {
  name              = "/aws/vendedlogs/states/${var.state_machine_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_sfn_state_machine" "pipeline" {
  # checkov:skip=CKV_AWS_285: each state is logged, what passes between them is not: it may quote a row of a file
  name       = var.state_machine_name
  role_arn   = var.role_arn
  type       = "STANDARD"
  definition = templatefile(var.definition_file, var.definition_values)

  logging_configuration {
    log_destination        = "${aws_cloudwatch_log_group.executions.arn}:*"
    include_execution_data = false
    level                  = "ALL"
  }

  tracing_configuration {
    enabled = true
  }
}
