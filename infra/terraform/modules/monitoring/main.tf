terraform {
  required_version = ">= 1.10, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

locals {
  own = { Environment = var.environment } # the dimension of the project's metrics

  alarms = {
    lambda-errors = {
      description = "The trigger failed. The next tick tries again; its log says why."
      namespace   = "AWS/Lambda"
      metric      = "Errors"
      dimensions  = { FunctionName = var.function_name }
      statistic   = "Sum"
      period      = 300
      threshold   = 0
      missing     = "notBreaching"
    }
    drift-detected = {
      description = "What customers look like has moved away from what the model was trained on."
      namespace   = var.metric_namespace
      metric      = "DriftDetected"
      dimensions  = local.own
      statistic   = "Maximum"
      period      = 3600
      threshold   = 0
      missing     = "ignore" # a run says it once: the alarm stays as the last run left it
    }
    # An alarm looks back seven days at most, so the trigger says at each tick how long ago the last success was. A trigger
    # that says nothing is a trigger that does not run: that alarms too.
    no-successful-run-for-8-days = {
      description = "No run has been published for eight days, or the trigger is silent."
      namespace   = var.metric_namespace
      metric      = "HoursSinceSuccess"
      dimensions  = local.own
      statistic   = "Maximum"
      period      = 3600
      threshold   = 8 * 24
      missing     = "breaching"
    }
    files-waiting-too-long = {
      description = "Raw files wait for others that do not come: the status page and the trigger's log name them."
      namespace   = var.metric_namespace
      metric      = "HoursWaiting"
      dimensions  = local.own
      statistic   = "Maximum"
      period      = 300
      threshold   = var.waiting_alert_hours
      missing     = "notBreaching"
    }
  }

  ended_badly = ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"]
}

resource "aws_sns_topic" "alerts" {
  name              = "${var.name_prefix}-alerts"
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.alerts.arn

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsAndBudgets"
        Effect    = "Allow"
        Principal = { Service = ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alerts.arn
        Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
      },
      {
        Sid       = "OnlyOverTls"
        Effect    = "Deny"
        Principal = "*"
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.alerts.arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

resource "aws_sns_topic_subscription" "email" {
  topic_arn = aws_sns_topic.alerts.arn
  protocol  = "email"
  endpoint  = var.alert_email
}

resource "aws_cloudwatch_metric_alarm" "this" {
  for_each = local.alarms

  alarm_name          = "${var.name_prefix}-${each.key}"
  alarm_description   = each.value.description
  namespace           = each.value.namespace
  metric_name         = each.value.metric
  dimensions          = each.value.dimensions
  statistic           = each.value.statistic
  period              = each.value.period
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]
}

resource "aws_cloudwatch_metric_alarm" "sfn_failures" {
  alarm_name          = "${var.name_prefix}-sfn-failures"
  alarm_description   = "A run ended badly: failed, timed out or stopped. The alert of the run says why."
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_sns_topic.alerts.arn]
  ok_actions          = [aws_sns_topic.alerts.arn]

  metric_query {
    id          = "bad"
    label       = "Runs that ended badly"
    expression  = join(" + ", [for name in local.ended_badly : "FILL(${lower(name)}, 0)"])
    return_data = true
  }

  dynamic "metric_query" {
    for_each = local.ended_badly

    content {
      id = lower(metric_query.value)

      metric {
        namespace   = "AWS/States"
        metric_name = metric_query.value
        dimensions  = { StateMachineArn = var.state_machine_arn }
        stat        = "Sum"
        period      = 300
      }
    }
  }
}

# A budget sees the whole account: a filter by tag sees nothing until somebody has switched the tag on for billing.
resource "aws_budgets_budget" "monthly" {
  name         = "${var.name_prefix}-monthly"
  budget_type  = "COST"
  limit_amount = tostring(var.monthly_budget_usd)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"

  dynamic "notification" {
    for_each = { ACTUAL = 80, FORECASTED = 100 }

    content {
      notification_type         = notification.key
      comparison_operator       = "GREATER_THAN"
      threshold                 = notification.value
      threshold_type            = "PERCENTAGE"
      subscriber_sns_topic_arns = [aws_sns_topic.alerts.arn]
    }
  }

  depends_on = [aws_sns_topic_policy.alerts]
}

resource "aws_cloudwatch_dashboard" "this" {
  dashboard_name = var.name_prefix

  dashboard_body = jsonencode({
    widgets = [
      for place, widget in local.widgets : {
        type   = "metric"
        x      = 12 * (place % 2)
        y      = 6 * floor(place / 2)
        width  = 12
        height = 6
        properties = {
          title   = widget.title
          region  = var.region
          view    = "timeSeries"
          stat    = widget.stat
          period  = widget.period
          metrics = widget.metrics
        }
      }
    ]
  })
}

locals {
  widgets = [
    {
      title  = "Runs"
      stat   = "Sum"
      period = 3600
      metrics = [
        for name in concat(["ExecutionsStarted", "ExecutionsSucceeded"], local.ended_badly) :
        ["AWS/States", name, "StateMachineArn", var.state_machine_arn]
      ]
    },
    {
      title   = "Trigger"
      stat    = "Sum"
      period  = 3600
      metrics = [for name in ["Invocations", "Errors", "Throttles"] : ["AWS/Lambda", name, "FunctionName", var.function_name]]
    },
    {
      title   = "How good the evaluated model is (PR-AUC)"
      stat    = "Maximum"
      period  = 86400
      metrics = [[var.metric_namespace, "PrAuc", "Environment", var.environment]]
    },
    {
      title   = "Drift"
      stat    = "Maximum"
      period  = 86400
      metrics = [for name in ["drift_score", "FeaturesDrifted"] : [var.metric_namespace, name, "Environment", var.environment]]
    },
    {
      title   = "A run: seconds, and rows read"
      stat    = "Maximum"
      period  = 86400
      metrics = [for name in ["RunSeconds", "RowsRead"] : [var.metric_namespace, name, "Environment", var.environment]]
    },
    {
      title   = "Hours since the last success, and of waiting files"
      stat    = "Maximum"
      period  = 3600
      metrics = [for name in ["HoursSinceSuccess", "HoursWaiting"] : [var.metric_namespace, name, "Environment", var.environment]]
    },
  ]
}
