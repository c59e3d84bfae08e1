# Every evaluated model becomes a version of this group. The jobs themselves are made by the state machine.

terraform {
  required_version = ">= 1.10, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

resource "aws_sagemaker_model_package_group" "churn" {
  model_package_group_name        = var.model_package_group_name
  model_package_group_description = "Every evaluated churn model, approved or rejected by the gate"
}

# SageMaker makes this group with the first job, without an end of retention or a key, unless it is there.
resource "aws_cloudwatch_log_group" "jobs" {
  count = var.manage_job_logs ? 1 : 0

  name              = "/aws/sagemaker/ProcessingJobs"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}
