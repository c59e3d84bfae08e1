mock_provider "aws" {
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/aws/vendedlogs/states/spanishgas-dev-pipeline" }
  }
}

variables {
  state_machine_name = "spanishgas-dev-pipeline"
  definition_file    = "../../asl/pipeline.asl.json"
  role_arn           = "arn:aws:iam::123456789012:role/spanishgas-dev-sfn"
  kms_key_arn        = "arn:aws:kms:eu-west-1:123456789012:key/0"
  log_retention_days = 365

  definition_values = {
    processing_image          = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/spanishgas-dev-processing@sha256:0"
    processing_role_arn       = "arn:aws:iam::123456789012:role/spanishgas-dev-sagemaker"
    trigger_lambda_arn        = "arn:aws:lambda:eu-west-1:123456789012:function:spanishgas-dev-pipeline-trigger"
    sns_topic_arn             = "arn:aws:sns:eu-west-1:123456789012:spanishgas-dev-alerts"
    manifest_table            = "spanishgas-dev-pipeline-manifest"
    environment               = "dev"
    region                    = "eu-west-1"
    processing_instance_type  = "ml.m5.large"
    processing_instance_large = "ml.m5.xlarge"
    training_instance_type    = "ml.m5.2xlarge"
    model_package_group       = "spanishgas-dev-churn"
    kms_key_arn               = "arn:aws:kms:eu-west-1:123456789012:key/0"
    subnet_ids_json           = "[\"subnet-1\", \"subnet-2\"]"
    security_group_ids_json   = "[\"sg-1\"]"
    job_settings_json         = "{\"SPANISHGAS_CLOCK\": \"UTC\"}"
  }
}

run "the_fused_definition_is_filled_in_logged_and_traced" {
  assert {
    condition     = aws_sfn_state_machine.pipeline.name == "spanishgas-dev-pipeline" && aws_sfn_state_machine.pipeline.type == "STANDARD"
    error_message = "Name as others rely on; runs are long, so standard."
  }
  assert {
    condition     = length(regexall("[$][{]", aws_sfn_state_machine.pipeline.definition)) == 0
    error_message = "No name is left open."
  }
  assert {
    condition = length([
      for each in values(jsondecode(aws_sfn_state_machine.pipeline.definition).States) : each
      if endswith(try(each.Resource, ""), ":sagemaker:createProcessingJob.sync")
    ]) == 3
    error_message = "Three jobs."
  }
  assert {
    condition     = jsondecode(aws_sfn_state_machine.pipeline.definition).States.BeginRun.ResultSelector.settings == { SPANISHGAS_CLOCK = "UTC" }
    error_message = "Settings of runs reach the jobs."
  }
  assert {
    condition     = one(aws_sfn_state_machine.pipeline.logging_configuration).level == "ALL" && one(aws_sfn_state_machine.pipeline.tracing_configuration).enabled
    error_message = "Logged and traced."
  }
}

run "the_definition_of_seven_jobs_holds_the_states_that_others_rely_on" {
  variables {
    definition_file = "../../asl/pipeline-seven.asl.json"
  }
  assert {
    condition = length(setsubtract(
      [
        "BeginRun", "BronzeETL", "SilverETL", "GoldETL", "TrainOrScore", "TrainModel", "EvaluateModel", "ScoreCustomers",
        "DriftCheck", "UpdateManifest", "PipelineComplete", "MarkFailed",
      ],
      keys(jsondecode(aws_sfn_state_machine.pipeline.definition).States)
    )) == 0
    error_message = "Every state by its name."
  }
}

run "a_definition_that_is_not_there_is_refused" {
  command = plan
  variables {
    definition_file = "../../asl/none.asl.json"
  }
  expect_failures = [var.definition_file]
}
