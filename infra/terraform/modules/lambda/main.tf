# The trigger: one function that compares what lies in raw/ with what ran last, and starts runs.

terraform {
  required_version = ">= 1.10, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

resource "aws_cloudwatch_log_group" "trigger" {
  name              = "/aws/lambda/${var.function_name}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

# Events that failed for good. None is needed, since the next tick sees the same bucket: what lies here tells of a fault.
resource "aws_sqs_queue" "failed_events" {
  name                              = "${var.function_name}-failed"
  message_retention_seconds         = 14 * 24 * 3600
  kms_master_key_id                 = var.kms_key_arn
  kms_data_key_reuse_period_seconds = 3600
}

resource "aws_lambda_function" "trigger" {
  # checkov:skip=CKV_AWS_117: it speaks to AWS alone, by TLS and its role; in a VPC it would need an endpoint for each service
  # checkov:skip=CKV_AWS_272: Lambda signs archives, not images; the image is fixed by its digest
  function_name = var.function_name
  description   = "Starts a run when the set of raw files is complete and quiet"
  role          = var.role_arn
  package_type  = "Image"
  image_uri     = var.image
  architectures = ["x86_64"]
  memory_size   = var.memory_mb
  timeout       = var.timeout_seconds
  kms_key_arn   = var.kms_key_arn

  # Every event reconciles the same item of the table, so a storm of them gains nothing from more at a time. Events that
  # wait are tried again by Lambda for an hour, calls of the state machine by its own retries.
  reserved_concurrent_executions = var.reserved_concurrency

  image_config {
    command = ["spanishgas.aws.trigger.handler.handle"]
  }

  environment {
    variables = var.environment_variables
  }

  dead_letter_config {
    target_arn = aws_sqs_queue.failed_events.arn
  }

  logging_config {
    log_format = "Text" # the function writes JSON lines itself
    log_group  = aws_cloudwatch_log_group.trigger.name
  }

  tracing_config {
    mode = "Active"
  }
}

resource "aws_lambda_function_event_invoke_config" "trigger" {
  function_name                = aws_lambda_function.trigger.function_name
  maximum_event_age_in_seconds = 3600
  maximum_retry_attempts       = 2
}
