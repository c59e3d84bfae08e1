# The whole stack, as an engineer plans it: what it is named, and which wishes are refused before anything is made.

mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
  mock_data "aws_vpc" {
    defaults = { id = "vpc-1", cidr_block = "172.31.0.0/16" }
  }
  mock_data "aws_subnets" {
    defaults = { ids = ["subnet-1", "subnet-2", "subnet-3"] }
  }
  mock_data "aws_route_tables" {
    defaults = { ids = ["rtb-1"] }
  }
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  }
}

variables {
  environment             = "dev"
  alert_email             = "alerts@example.com"
  allowed_cidrs           = ["192.0.2.0/24"]
  certificate_arn         = "arn:aws:acm:eu-west-1:123456789012:certificate/00000000-0000-0000-0000-000000000000"
  domain_name             = "book.example.com"
  github_repo             = "example/spanishgas"
  lambda_image_digest     = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  processing_image_digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
  streamlit_image_digest  = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
}

run "dev_is_planned" {
  command = plan

  assert {
    condition     = output.s3_bucket_name == "spanishgas-data-dev" && output.dynamodb_table_name == "spanishgas-dev-pipeline-manifest"
    error_message = "Names as others rely on."
  }
  assert {
    condition     = output.model_package_group_name == "spanishgas-dev-churn" && output.streamlit_dashboard_url == "https://book.example.com"
    error_message = "Names as others rely on."
  }
}

run "names_places_and_renderings_that_are_none_are_refused" {
  command = plan
  variables {
    project_name  = "Spanish Gas"
    environment   = "production"
    region        = "europe"
    state_machine = "eight"
  }
  expect_failures = [var.project_name, var.environment, var.region, var.state_machine]
}

run "settings_of_runs_reach_the_jobs_and_others_are_refused" {
  command = plan
  variables {
    job_settings = { SPANISHGAS_CLOCK = "UTC", SPANISHGAS_KEEP_RUNS = "4" }
  }
  assert {
    condition = local.job_settings == {
      SPANISHGAS_CLOCK = "UTC", SPANISHGAS_KEEP_RUNS = "4", SPANISHGAS_LANGUAGE = "en"
    }
    error_message = "What was set, and the language of the deployment."
  }
}

run "settings_that_are_secret_unknown_or_too_long_are_refused" {
  command = plan
  variables {
    job_settings = { SPANISHGAS_SIGN_IN_CLIENT_SECRET = "x" }
  }
  expect_failures = [var.job_settings]
}

run "settings_that_sagemaker_would_not_take_are_refused" {
  command = plan
  variables {
    job_settings = { SPANISHGAS_SCORE_WITHOUT = join(",", [for number in range(100) : "column_${number}"]) }
  }
  expect_failures = [var.job_settings]
}

run "machines_that_take_no_key_are_refused" {
  command = plan
  variables {
    processing_instance_type  = "m5.large"
    processing_instance_large = "ml.m5d.xlarge"
    training_instance_type    = "large"
  }
  expect_failures = [var.processing_instance_type, var.processing_instance_large, var.training_instance_type]
}

run "images_by_their_tags_are_refused" {
  command = plan
  variables {
    lambda_image_digest     = "latest"
    processing_image_digest = "v1"
    streamlit_image_digest  = ""
  }
  expect_failures = [var.lambda_image_digest, var.processing_image_digest, var.streamlit_image_digest]
}

run "a_prod_that_may_be_destroyed_and_logs_that_end_too_soon_are_refused" {
  command = plan
  variables {
    environment        = "prod"
    disposable         = true
    network_mode       = "private"
    log_retention_days = 7
    quiet_seconds      = -1
  }
  expect_failures = [var.disposable, var.log_retention_days, var.quiet_seconds]
}
