# What wakes the function. Only the tick is needed for progress; the others are for speed, and the weekly one asks.

resource "aws_lambda_permission" "bucket" {
  statement_id   = "RawFiles"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.trigger.function_name
  principal      = "s3.amazonaws.com"
  source_arn     = var.bucket_arn
  source_account = var.account_id
}

resource "aws_s3_bucket_notification" "raw_files" {
  bucket     = var.bucket_name
  depends_on = [aws_lambda_permission.bucket]

  lambda_function {
    id                  = "raw-files"
    lambda_function_arn = aws_lambda_function.trigger.arn
    events              = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]
    filter_prefix       = "raw/"
  }
}

resource "aws_scheduler_schedule_group" "this" {
  name = var.name_prefix
}

resource "aws_scheduler_schedule" "tick" {
  name                = "${var.name_prefix}-tick"
  description         = "Looks once a minute, so that no event is needed for progress"
  group_name          = aws_scheduler_schedule_group.this.name
  schedule_expression = "rate(1 minute)"
  kms_key_arn         = var.kms_key_arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.trigger.arn
    role_arn = var.scheduler_role_arn
    input    = jsonencode({ task = "tick" })

    retry_policy {
      maximum_event_age_in_seconds = 60
      maximum_retry_attempts       = 0 # the next tick is a minute away
    }
  }
}

locals {
  # The scheduler puts its time in, so that two deliveries are one request. jsonencode would write < and > as \u003c and \u003e.
  weekly = "{\"task\":\"ask\",\"mode\":\"train\",\"reason\":\"weekly\",\"scheduled\":\"<aws.scheduler.scheduled-time>\"}"
}

resource "aws_scheduler_schedule" "weekly" {
  name                         = "${var.name_prefix}-weekly-retraining"
  description                  = "Asks for a training every Monday at 06:00 UTC"
  group_name                   = aws_scheduler_schedule_group.this.name
  schedule_expression          = "cron(0 6 ? * MON *)"
  schedule_expression_timezone = "UTC"
  kms_key_arn                  = var.kms_key_arn

  flexible_time_window {
    mode = "OFF"
  }

  target {
    arn      = aws_lambda_function.trigger.arn
    role_arn = var.scheduler_role_arn
    input    = local.weekly

    retry_policy {
      maximum_event_age_in_seconds = 3600
      maximum_retry_attempts       = 10
    }
  }
}

# An execution that ends without its last state (stopped by a person, timed out) is seen at once, not by the next tick.
resource "aws_cloudwatch_event_rule" "run_ended" {
  name        = "${var.name_prefix}-run-ended"
  description = "The state machine ended an execution, in whichever way"

  event_pattern = jsonencode({
    source        = ["aws.states"]
    "detail-type" = ["Step Functions Execution Status Change"]
    detail = {
      stateMachineArn = [var.state_machine_arn]
      status          = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
    }
  })
}

resource "aws_cloudwatch_event_target" "run_ended" {
  rule      = aws_cloudwatch_event_rule.run_ended.name
  target_id = "trigger"
  arn       = aws_lambda_function.trigger.arn
  input     = jsonencode({ task = "tick" })
}

resource "aws_lambda_permission" "run_ended" {
  statement_id  = "RunEnded"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.trigger.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.run_ended.arn
}
