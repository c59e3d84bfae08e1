mock_provider "aws" {
  mock_resource "aws_lambda_function" {
    defaults = { arn = "arn:aws:lambda:eu-west-1:123456789012:function:spanishgas-dev-pipeline-trigger" }
  }
  mock_resource "aws_sqs_queue" {
    defaults = { arn = "arn:aws:sqs:eu-west-1:123456789012:spanishgas-dev-pipeline-trigger-failed" }
  }
  mock_resource "aws_cloudwatch_event_rule" {
    defaults = { arn = "arn:aws:events:eu-west-1:123456789012:rule/spanishgas-dev-run-ended" }
  }
}

variables {
  name_prefix        = "spanishgas-dev"
  function_name      = "spanishgas-dev-pipeline-trigger"
  image              = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/spanishgas-dev-lambda@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  role_arn           = "arn:aws:iam::123456789012:role/spanishgas-dev-lambda"
  scheduler_role_arn = "arn:aws:iam::123456789012:role/spanishgas-dev-scheduler"
  bucket_name        = "spanishgas-data-dev"
  bucket_arn         = "arn:aws:s3:::spanishgas-data-dev"
  state_machine_arn  = "arn:aws:states:eu-west-1:123456789012:stateMachine:spanishgas-dev-pipeline"
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/0"
  account_id         = "123456789012"
  log_retention_days = 365

  environment_variables = {
    S3_BUCKET                    = "spanishgas-data-dev"
    SNS_TOPIC_ARN                = "arn:aws:sns:eu-west-1:123456789012:spanishgas-dev-alerts"
    DYNAMODB_MANIFEST_TABLE      = "spanishgas-dev-pipeline-manifest"
    DATA_SOURCE                  = "s3"
    SPANISHGAS_STATE_MACHINE_ARN = "arn:aws:states:eu-west-1:123456789012:stateMachine:spanishgas-dev-pipeline"
  }
}

run "the_trigger_is_an_image_by_its_digest_logged_and_with_a_place_for_failed_events" {
  assert {
    condition     = aws_lambda_function.trigger.package_type == "Image" && aws_lambda_function.trigger.image_uri == var.image && aws_lambda_function.trigger.architectures == tolist(["x86_64"])
    error_message = "The image that was tested."
  }
  assert {
    condition     = aws_lambda_function.trigger.image_config[0].command == tolist(["spanishgas.aws.trigger.handler.handle"])
    error_message = "The trigger's handler."
  }
  assert {
    condition     = aws_lambda_function.trigger.environment[0].variables == tomap(var.environment_variables)
    error_message = "It is told what it has to know."
  }
  assert {
    condition     = aws_cloudwatch_log_group.trigger.name == "/aws/lambda/spanishgas-dev-pipeline-trigger" && aws_cloudwatch_log_group.trigger.retention_in_days == 365
    error_message = "Its log ends."
  }
  assert {
    condition     = aws_lambda_function.trigger.dead_letter_config[0].target_arn == aws_sqs_queue.failed_events.arn && aws_sqs_queue.failed_events.kms_master_key_id == var.kms_key_arn
    error_message = "Failed events lie in an encrypted queue."
  }
  assert {
    condition     = aws_lambda_function.trigger.reserved_concurrent_executions == 5
    error_message = "A storm of events takes no more than five at a time."
  }
}

run "raw_files_that_come_and_go_wake_it" {
  assert {
    condition     = aws_s3_bucket_notification.raw_files.lambda_function[0].filter_prefix == "raw/" && aws_s3_bucket_notification.raw_files.lambda_function[0].events == toset(["s3:ObjectCreated:*", "s3:ObjectRemoved:*"])
    error_message = "Create and delete, under raw/ only."
  }
  assert {
    condition     = aws_lambda_permission.bucket.source_arn == var.bucket_arn && aws_lambda_permission.bucket.source_account == var.account_id
    error_message = "Only our bucket may send events."
  }
}

run "a_minute_tick_looks_and_monday_asks_for_a_training" {
  assert {
    condition     = aws_scheduler_schedule.tick.schedule_expression == "rate(1 minute)" && jsondecode(aws_scheduler_schedule.tick.target[0].input) == { task = "tick" }
    error_message = "Once a minute."
  }
  assert {
    condition     = aws_scheduler_schedule.weekly.schedule_expression == "cron(0 6 ? * MON *)" && aws_scheduler_schedule.weekly.schedule_expression_timezone == "UTC"
    error_message = "Mondays at 06:00 UTC."
  }
  assert {
    condition     = aws_scheduler_schedule.weekly.target[0].input == "{\"task\":\"ask\",\"mode\":\"train\",\"reason\":\"weekly\",\"scheduled\":\"<aws.scheduler.scheduled-time>\"}"
    error_message = "It asks, once a day however often it is delivered; the claim decides."
  }
}

run "the_end_of_a_run_wakes_it" {
  assert {
    condition = jsondecode(aws_cloudwatch_event_rule.run_ended.event_pattern).detail == {
      stateMachineArn = [var.state_machine_arn], status = ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
    }
    error_message = "Every end of our state machine, and of no other."
  }
  assert {
    condition     = jsondecode(aws_cloudwatch_event_target.run_ended.input) == { task = "tick" }
    error_message = "It looks."
  }
}

run "an_image_by_its_tag_is_refused" {
  command = plan
  variables {
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/spanishgas-dev-lambda:latest"
  }
  expect_failures = [var.image]
}

run "a_trigger_that_does_not_know_its_bucket_is_refused" {
  command = plan
  variables {
    environment_variables = { DATA_SOURCE = "s3" }
  }
  expect_failures = [var.environment_variables]
}

run "a_reservation_of_nothing_is_refused" {
  command = plan
  variables {
    reserved_concurrency = 0
  }
  expect_failures = [var.reserved_concurrency]
}

run "more_time_than_lambda_gives_is_refused" {
  command = plan
  variables {
    timeout_seconds = 901
  }
  expect_failures = [var.timeout_seconds]
}
