mock_provider "aws" {
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:123456789012:spanishgas-dev-alerts" }
  }
}

variables {
  name_prefix         = "spanishgas-dev"
  environment         = "dev"
  region              = "eu-west-1"
  account_id          = "123456789012"
  kms_key_arn         = "arn:aws:kms:eu-west-1:123456789012:key/0"
  alert_email         = "alerts@example.com"
  function_name       = "spanishgas-dev-pipeline-trigger"
  state_machine_arn   = "arn:aws:states:eu-west-1:123456789012:stateMachine:spanishgas-dev-pipeline"
  metric_namespace    = "SpanishGas"
  waiting_alert_hours = 24
  monthly_budget_usd  = 100
}

run "alerts_are_encrypted_and_mailed" {
  assert {
    condition     = aws_sns_topic.alerts.name == "spanishgas-dev-alerts" && aws_sns_topic.alerts.kms_master_key_id == var.kms_key_arn
    error_message = "Name as others rely on, encrypted by our key."
  }
  assert {
    condition     = aws_sns_topic_subscription.email.protocol == "email" && aws_sns_topic_subscription.email.endpoint == "alerts@example.com"
    error_message = "To the address."
  }
}

run "five_alarms_alert_when_they_start_and_when_they_end" {
  assert {
    condition = toset(output.alarm_names) == toset([
      for each in ["lambda-errors", "sfn-failures", "drift-detected", "no-successful-run-for-8-days", "files-waiting-too-long"] :
      "spanishgas-dev-${each}"
    ])
    error_message = "The five alarms."
  }
  assert {
    condition = alltrue([
      for each in concat(values(aws_cloudwatch_metric_alarm.this), [aws_cloudwatch_metric_alarm.sfn_failures]) :
      each.alarm_actions == toset([aws_sns_topic.alerts.arn]) && each.ok_actions == toset([aws_sns_topic.alerts.arn])
    ])
    error_message = "Each to the topic."
  }
  assert {
    condition = (
      aws_cloudwatch_metric_alarm.this["no-successful-run-for-8-days"].threshold == 192
      && aws_cloudwatch_metric_alarm.this["no-successful-run-for-8-days"].treat_missing_data == "breaching"
    )
    error_message = "Eight days in hours; a silent trigger alarms too."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.this["drift-detected"].metric_name == "DriftDetected" && aws_cloudwatch_metric_alarm.this["drift-detected"].dimensions == tomap({ Environment = "dev" })
    error_message = "The metric that a run puts."
  }
}

run "the_budget_tells_before_and_after" {
  assert {
    condition     = toset([for each in aws_budgets_budget.monthly.notification : "${each.notification_type} ${each.threshold}"]) == toset(["ACTUAL 80", "FORECASTED 100"])
    error_message = "Spent four fifths, or on the way to all."
  }
}

run "every_figure_of_the_project_is_on_the_dashboard" {
  assert {
    condition = length(setsubtract(
      ["PrAuc", "drift_score", "FeaturesDrifted", "RunSeconds", "RowsRead", "HoursSinceSuccess", "HoursWaiting"],
      flatten([for each in jsondecode(aws_cloudwatch_dashboard.this.dashboard_body).widgets : [for line in each.properties.metrics : line[1]]])
    )) == 0
    error_message = "None is missing."
  }
}

run "an_address_that_is_none_is_refused" {
  command = plan
  variables {
    alert_email = "alerts"
  }
  expect_failures = [var.alert_email]
}

run "a_budget_of_nothing_and_a_wait_of_nothing_are_refused" {
  command = plan
  variables {
    monthly_budget_usd  = 0
    waiting_alert_hours = 0
  }
  expect_failures = [var.monthly_budget_usd, var.waiting_alert_hours]
}
