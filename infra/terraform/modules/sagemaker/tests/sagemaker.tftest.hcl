mock_provider "aws" {}

variables {
  model_package_group_name = "spanishgas-dev-churn"
}

run "the_registry_is_there" {
  assert {
    condition     = aws_sagemaker_model_package_group.churn.model_package_group_name == "spanishgas-dev-churn"
    error_message = "The group's name as others rely on."
  }
}

run "a_name_that_no_group_can_have_is_refused" {
  command = plan
  variables {
    model_package_group_name = "spanishgas_churn"
  }
  expect_failures = [var.model_package_group_name]
}
