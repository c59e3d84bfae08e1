data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  name_prefix = "${var.project_name}-${var.environment}"
  account_id  = data.aws_caller_identity.current.account_id
  partition   = data.aws_partition.current.partition

  bucket_name              = "${var.project_name}-data-${var.environment}"
  table_name               = "${local.name_prefix}-pipeline-manifest"
  function_name            = "${local.name_prefix}-pipeline-trigger"
  state_machine_name       = "${local.name_prefix}-pipeline"
  model_package_group_name = "${local.name_prefix}-churn"
  metric_namespace         = "SpanishGas"

  # The trigger starts the state machine, which calls the trigger: each knows the other by its name.
  own               = "${var.region}:${local.account_id}"
  function_arn      = "arn:${local.partition}:lambda:${local.own}:function:${local.function_name}"
  state_machine_arn = "arn:${local.partition}:states:${local.own}:stateMachine:${local.state_machine_name}"

  # What runs are set to; the language of messages is also that of their reports.
  job_settings = merge({ SPANISHGAS_LANGUAGE = var.language }, var.job_settings)

  # What no role of the environment gets beyond, whatever its policies say: bootstrap makes it, a person changes it.
  boundary_arn = "arn:${local.partition}:iam::${local.account_id}:policy/${local.name_prefix}-boundary"

  # Both renderings hold the same states' ends and names; fused starts three machines a run instead of seven.
  definitions = {
    fused = "${path.module}/asl/pipeline.asl.json"
    seven = "${path.module}/asl/pipeline-seven.asl.json"
  }
}

module "s3" {
  source = "./modules/s3"

  name_prefix        = local.name_prefix
  bucket_name        = local.bucket_name
  account_id         = local.account_id
  partition          = local.partition
  region             = var.region
  force_destroy      = var.disposable
  keep_versions_days = var.keep_versions_days
}

module "dynamodb" {
  source = "./modules/dynamodb"

  table_name          = local.table_name
  kms_key_arn         = module.s3.kms_key_arn
  deletion_protection = !var.disposable
}

module "ecr" {
  source = "./modules/ecr"

  name_prefix         = local.name_prefix
  kms_key_arn         = module.s3.kms_key_arn
  lambda_function_arn = local.function_arn
  force_delete        = var.disposable
}

module "sagemaker" {
  source = "./modules/sagemaker"

  model_package_group_name = local.model_package_group_name
}

module "monitoring" {
  source = "./modules/monitoring"

  name_prefix         = local.name_prefix
  environment         = var.environment
  region              = var.region
  account_id          = local.account_id
  kms_key_arn         = module.s3.kms_key_arn
  alert_email         = var.alert_email
  function_name       = local.function_name
  state_machine_arn   = local.state_machine_arn
  metric_namespace    = local.metric_namespace
  waiting_alert_hours = var.waiting_alert_hours
  monthly_budget_usd  = var.monthly_budget_usd
}

module "iam" {
  source = "./modules/iam"

  name_prefix               = local.name_prefix
  account_id                = local.account_id
  partition                 = local.partition
  region                    = var.region
  bucket_arn                = module.s3.bucket_arn
  kms_key_arn               = module.s3.kms_key_arn
  table_arn                 = module.dynamodb.table_arn
  topic_arn                 = module.monitoring.topic_arn
  function_name             = local.function_name
  function_arn              = local.function_arn
  state_machine_arn         = local.state_machine_arn
  model_package_group_name  = module.sagemaker.model_package_group_name
  processing_repository_arn = module.ecr.repository_arns["processing"]
  metric_namespace          = local.metric_namespace
  permissions_boundary_arn  = local.boundary_arn
}

module "networking" {
  source = "./modules/networking"

  project_name                  = var.project_name
  environment                   = var.environment
  region                        = var.region
  mode                          = var.network_mode
  vpc_cidr                      = var.vpc_cidr
  default_vpc_gateway_endpoints = var.default_vpc_gateway_endpoints
  dashboard_egress              = var.oidc_metadata_url != ""
  kms_key_arn                   = module.s3.kms_key_arn
  log_retention_days            = var.log_retention_days
  permissions_boundary_arn      = local.boundary_arn
}

module "lambda" {
  source = "./modules/lambda"

  name_prefix          = local.name_prefix
  function_name        = local.function_name
  image                = "${module.ecr.repository_urls["lambda"]}@${var.lambda_image_digest}"
  role_arn             = module.iam.role_arns["lambda"]
  scheduler_role_arn   = module.iam.role_arns["scheduler"]
  bucket_name          = module.s3.bucket_name
  bucket_arn           = module.s3.bucket_arn
  state_machine_arn    = module.step_functions.state_machine_arn
  kms_key_arn          = module.s3.kms_key_arn
  account_id           = local.account_id
  reserved_concurrency = var.trigger_reserved_concurrency
  log_retention_days   = var.log_retention_days

  environment_variables = {
    S3_BUCKET                      = module.s3.bucket_name
    SNS_TOPIC_ARN                  = module.monitoring.topic_arn
    DYNAMODB_MANIFEST_TABLE        = module.dynamodb.table_name
    DATA_SOURCE                    = "s3"
    SPANISHGAS_STATE_MACHINE_ARN   = local.state_machine_arn
    SPANISHGAS_MODEL_PACKAGE_GROUP = module.sagemaker.model_package_group_name
    SPANISHGAS_ENVIRONMENT         = var.environment
    SPANISHGAS_QUIET_SECONDS       = tostring(var.quiet_seconds)
    SPANISHGAS_WAITING_ALERT_HOURS = tostring(var.waiting_alert_hours)
    SPANISHGAS_ATTEMPTS            = tostring(var.attempts)
    SPANISHGAS_JOBS_VERSION        = sha256(jsonencode([var.processing_image_digest, local.job_settings]))
    SPANISHGAS_LANGUAGE            = var.language
    SPANISHGAS_DASHBOARD_URL       = module.ecs.streamlit_dashboard_url
    POWERTOOLS_SERVICE_NAME        = local.function_name
  }
}

module "step_functions" {
  source = "./modules/step_functions"

  state_machine_name = local.state_machine_name
  definition_file    = local.definitions[var.state_machine]
  role_arn           = module.iam.role_arns["sfn"]
  kms_key_arn        = module.s3.kms_key_arn
  log_retention_days = var.log_retention_days

  definition_values = {
    processing_image          = "${module.ecr.repository_urls["processing"]}@${var.processing_image_digest}"
    processing_role_arn       = module.iam.role_arns["sagemaker"]
    trigger_lambda_arn        = local.function_arn
    sns_topic_arn             = module.monitoring.topic_arn
    manifest_table            = module.dynamodb.table_name
    environment               = var.environment
    region                    = var.region
    processing_instance_type  = var.processing_instance_type
    processing_instance_large = var.processing_instance_large
    training_instance_type    = var.training_instance_type
    model_package_group       = module.sagemaker.model_package_group_name
    kms_key_arn               = module.s3.kms_key_arn
    subnet_ids_json           = jsonencode(module.networking.job_subnet_ids)
    security_group_ids_json   = jsonencode([module.networking.job_security_group_id])
    job_settings_json         = jsonencode(local.job_settings)
  }
}

module "ecs" {
  source = "./modules/ecs"

  project_name            = var.project_name
  environment             = var.environment
  region                  = var.region
  vpc_id                  = module.networking.vpc_id
  alb_subnet_ids          = module.networking.alb_subnet_ids
  task_subnet_ids         = module.networking.dashboard_subnet_ids
  assign_public_ip        = module.networking.assign_public_ip
  image                   = "${module.ecr.repository_urls["streamlit"]}@${var.streamlit_image_digest}"
  ecr_repository_arn      = module.ecr.repository_arns["streamlit"]
  streamlit_cpu           = var.streamlit_cpu
  streamlit_memory        = var.streamlit_memory
  streamlit_desired_count = var.streamlit_desired_count
  streamlit_max_count     = var.streamlit_max_count
  certificate_arn         = var.certificate_arn
  domain_name             = var.domain_name
  hosted_zone_id          = var.hosted_zone_id
  allowed_cidrs           = var.allowed_cidrs
  oidc_metadata_url       = var.oidc_metadata_url
  oidc_client_id          = var.oidc_client_id
  oidc_hours              = var.oidc_hours
  bucket_name             = module.s3.bucket_name
  kms_key_arn             = module.s3.kms_key_arn
  log_retention_days      = var.log_retention_days

  permissions_boundary_arn = local.boundary_arn

  task_environment = {
    DYNAMODB_MANIFEST_TABLE = module.dynamodb.table_name
    SNS_TOPIC_ARN           = module.monitoring.topic_arn
  }
}

module "github_oidc" {
  source = "./modules/github_oidc"

  project_name    = var.project_name
  environment     = var.environment
  region          = var.region
  github_repo     = var.github_repo
  github_branches = var.github_branches
  bucket_name     = module.s3.bucket_name

  state_bucket_name = "${var.project_name}-terraform-state"
  lock_table_name   = "${var.project_name}-terraform-locks"
}
