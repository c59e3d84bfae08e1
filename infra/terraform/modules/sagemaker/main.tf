# Every evaluated model becomes a version of this group. The jobs themselves are made by the state
# machine; their log group is the account's (bootstrap).

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
