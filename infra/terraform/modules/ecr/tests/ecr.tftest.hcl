mock_provider "aws" {
  mock_resource "aws_ecr_repository" {
    defaults = {
      arn            = "arn:aws:ecr:eu-west-1:123456789012:repository/spanishgas-dev-image"
      repository_url = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/spanishgas-dev-image"
    }
  }
}

variables {
  name_prefix         = "spanishgas-dev"
  kms_key_arn         = "arn:aws:kms:eu-west-1:123456789012:key/0"
  lambda_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:spanishgas-dev-pipeline-trigger"
}

run "three_repositories_are_immutable_scanned_and_encrypted_by_our_key" {
  assert {
    condition = toset([for each in aws_ecr_repository.this : each.name]) == toset([
      "spanishgas-dev-lambda", "spanishgas-dev-processing", "spanishgas-dev-streamlit",
    ])
    error_message = "One repository an image."
  }
  assert {
    condition = alltrue([
      for each in aws_ecr_repository.this :
      each.image_tag_mutability == "IMMUTABLE" && each.image_scanning_configuration[0].scan_on_push
      && one(each.encryption_configuration).kms_key == var.kms_key_arn && !each.force_delete
    ])
    error_message = "Tags stay, pushes are scanned, images are encrypted and not deleted by accident."
  }
  assert {
    condition     = keys(output.repository_urls) == ["lambda", "processing", "streamlit"]
    error_message = "Each image knows where it is pushed to."
  }
}

run "ten_images_are_kept_and_their_ten_signatures" {
  assert {
    condition = alltrue([
      for each in aws_ecr_lifecycle_policy.this : [for rule in jsondecode(each.policy).rules : rule.selection] == [
        for tags in ["commit-*", "sha256-*.sig"] : {
          tagStatus = "tagged", tagPatternList = [tags], countType = "imageCountMoreThan", countNumber = 10
        }
      ]
    ])
    error_message = "The last ten of each kind stay: neither counts the other."
  }
}

run "only_the_trigger_fetches_its_image_by_the_right_of_the_repository" {
  assert {
    condition = (
      jsondecode(aws_ecr_repository_policy.lambda.policy).Statement[0].Condition
      == { ArnEquals = { "aws:SourceArn" = var.lambda_function_arn } }
    )
    error_message = "No other function fetches it."
  }
}

run "keeping_only_the_image_in_use_is_refused" {
  command = plan
  variables {
    keep_images = 1
  }
  expect_failures = [var.keep_images]
}
