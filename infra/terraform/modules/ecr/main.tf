terraform {
  required_version = ">= 1.10, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

resource "aws_ecr_repository" "this" {
  for_each = var.repositories

  name                 = "${var.name_prefix}-${each.key}"
  image_tag_mutability = "IMMUTABLE"
  force_delete         = var.force_delete

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "KMS"
    kms_key         = var.kms_key_arn
  }
}

# A signature is an image to ECR, so each kind is counted for itself, by how its tag begins: the workflow tags an image by its
# commit (commit-SHA), cosign a signature by its image's digest (sha256-….sig). An image is signed once, right after its push,
# so the last ten signatures are those of the last ten images. What bears another tag was pushed by hand, and stays.
resource "aws_ecr_lifecycle_policy" "this" {
  for_each = aws_ecr_repository.this

  repository = each.value.name
  policy = jsonencode({
    rules = [
      for priority, each in [{ what = "images", tags = "commit-*" }, { what = "signatures", tags = "sha256-*.sig" }] : {
        rulePriority = priority + 1
        description  = "Keep the last ${var.keep_images} ${each.what}"
        selection = {
          tagStatus = "tagged", tagPatternList = [each.tags], countType = "imageCountMoreThan", countNumber = var.keep_images
        }
        action = { type = "expire" }
      }
    ]
  })
}

# Lambda fetches its image itself, by a right of the repository and not of a role.
resource "aws_ecr_repository_policy" "lambda" {
  repository = aws_ecr_repository.this["lambda"].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TheTriggerFetchesItsImage"
      Effect    = "Allow"
      Principal = { Service = "lambda.amazonaws.com" }
      Action    = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Condition = { ArnEquals = { "aws:SourceArn" = var.lambda_function_arn } }
    }]
  })
}
