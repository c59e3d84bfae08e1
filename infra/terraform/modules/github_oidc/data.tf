# What keeps data: configured, never read, never taken down.

locals {
  data = concat(
    [for sid, each in local.of_data : { Sid = sid, Effect = "Allow", Action = each.may, Resource = each.of }],
    [
      {
        Sid    = "UseKeys"
        Effect = "Allow"
        # What services ask of whoever puts something encrypted into them, and Terraform of a key. Not: another policy of the
        # key, or its end.
        Action = [
          "kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags",
          "kms:ReEncryptFrom", "kms:ReEncryptTo",
        ]
        # AWS names keys; the environment's bears its tags.
        Resource = "arn:aws:kms:${local.here}:key/*"
        Condition = {
          StringEquals = { "aws:ResourceTag/Project" = var.project_name, "aws:ResourceTag/Environment" = var.environment }
        }
      },
    ],
  )

  of_data = {
    # Neither policies, lifecycles nor versioning: who changes those can open or empty a bucket.
    Buckets = {
      may = [
        "s3:GetAccelerateConfiguration", "s3:GetBucket*", "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration", "s3:ListBucket", "s3:PutBucketNotification", "s3:PutBucketTagging",
      ]
      of = ["arn:aws:s3:::${var.bucket_name}", "arn:aws:s3:::${local.name}-alb-logs"]
    }
    Tables = {
      may = [
        "dynamodb:CreateTable", "dynamodb:DescribeContinuousBackups", "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive",
        "dynamodb:ListTagsOfResource", "dynamodb:TagResource", "dynamodb:UntagResource", "dynamodb:UpdateContinuousBackups",
        "dynamodb:UpdateTable", "dynamodb:UpdateTimeToLive",
      ]
      of = ["arn:aws:dynamodb:${local.here}:table/${local.own}"]
    }
    # Their values are filled in by hand.
    Secrets = {
      may = [
        "secretsmanager:CreateSecret", "secretsmanager:DeleteSecret", "secretsmanager:DescribeSecret",
        "secretsmanager:GetResourcePolicy", "secretsmanager:TagResource", "secretsmanager:UntagResource",
        "secretsmanager:UpdateSecret",
      ]
      of = ["arn:aws:secretsmanager:${local.here}:secret:${local.own}"]
    }
    Repositories = {
      may = [
        "ecr:CreateRepository", "ecr:DeleteLifecyclePolicy", "ecr:DeleteRepository", "ecr:DeleteRepositoryPolicy",
        "ecr:DescribeRepositories", "ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy", "ecr:ListTagsForResource",
        "ecr:PutImageScanningConfiguration", "ecr:PutImageTagMutability", "ecr:PutLifecyclePolicy", "ecr:SetRepositoryPolicy",
        "ecr:TagResource", "ecr:UntagResource",
      ]
      of = ["arn:aws:ecr:${local.here}:repository/${local.own}"]
    }
    # No line of a log.
    Logs = {
      may = [
        "logs:AssociateKmsKey", "logs:CreateLogGroup", "logs:DeleteLogGroup", "logs:DeleteRetentionPolicy",
        "logs:DisassociateKmsKey", "logs:ListTagsForResource", "logs:PutRetentionPolicy", "logs:TagResource",
        "logs:UntagResource",
      ]
      of = [
        for each in ["/aws/lambda", "/aws/vendedlogs/states", "/aws/vpc", "/ecs"] :
        "arn:aws:logs:${local.here}:log-group:${each}/${local.own}"
      ]
    }
    Topics = {
      may = [
        "sns:CreateTopic", "sns:DeleteTopic", "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "sns:ListTagsForResource",
        "sns:SetTopicAttributes", "sns:Subscribe", "sns:TagResource", "sns:UntagResource",
      ]
      of = ["arn:aws:sns:${local.here}:${local.own}"]
    }
    Queues = {
      may = [
        "sqs:CreateQueue", "sqs:DeleteQueue", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags",
        "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue",
      ]
      of = ["arn:aws:sqs:${local.here}:${local.own}"]
    }
    Models = {
      may = [
        "sagemaker:AddTags", "sagemaker:CreateModelPackageGroup", "sagemaker:DeleteTags",
        "sagemaker:DescribeModelPackageGroup", "sagemaker:ListTags",
      ]
      of = ["arn:aws:sagemaker:${local.here}:model-package-group/${local.own}"]
    }
  }
}
