# What the environments of an account share. Taking one of them down takes none of this along.

# By this GitHub proves to AWS which of its jobs asks. AWS checks GitHub's certificate itself, so no thumbprint is kept here.
resource "aws_iam_openid_connect_provider" "github" {
  url            = "https://token.actions.githubusercontent.com"
  client_id_list = ["sts.amazonaws.com"]

  lifecycle {
    prevent_destroy = true
  }
}

# SageMaker makes this group with the first job, without an end of retention or a key, unless it is there.
resource "aws_cloudwatch_log_group" "jobs" {
  name              = "/aws/sagemaker/ProcessingJobs"
  retention_in_days = var.log_retention_days
  kms_key_id        = aws_kms_key.state.arn

  lifecycle {
    prevent_destroy = true
  }
}
