# How far the roles of an environment may go at the most: what a role may is what its policy and this boundary both allow. The
# roles' own policies (modules iam, ecs, networking) are narrower; the boundary is what whoever deploys cannot widen, since it
# is made here by a person and the deploying role may neither change it nor make a role without it (modules/github_oidc).
# Nothing here reaches another environment, and no role makes or changes a role. Where a component needs a new service, its
# actions are added here first.

locals {
  boundaries = {
    for environment in var.environments : environment => [
      {
        Sid    = "WithoutResource"
        Effect = "Allow"
        # None of them knows a resource: sign-ins, figures, traces, descriptions, deliveries of logs.
        Action = [
          "cloudwatch:PutMetricData", "ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces",
          "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs", "ecr:GetAuthorizationToken",
          "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:DescribeLogGroups", "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery",
          "sagemaker:ListModelPackages", "xray:GetSamplingRules", "xray:GetSamplingTargets",
          "xray:PutTelemetryRecords", "xray:PutTraceSegments",
        ]
        Resource = "*"
      },
      {
        Sid    = "Lake"
        Effect = "Allow"
        Action = [
          "s3:AbortMultipartUpload", "s3:DeleteObject", "s3:DeleteObjectTagging", "s3:GetBucketLocation", "s3:GetObject",
          "s3:GetObjectAttributes", "s3:GetObjectTagging", "s3:ListBucket", "s3:PutObject", "s3:PutObjectTagging",
        ]
        Resource = [for each in ["", "/*"] : "arn:aws:s3:::${var.project_name}-data-${environment}${each}"]
      },
      {
        Sid    = "Key"
        Effect = "Allow"
        Action = ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
        # AWS names keys; the environment's bears its tags.
        Resource = "arn:aws:kms:${local.here}:key/*"
        Condition = {
          StringEquals = { "aws:ResourceTag/Project" = var.project_name, "aws:ResourceTag/Environment" = environment }
        }
      },
      {
        Sid    = "ByName"
        Effect = "Allow"
        Action = [
          "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "ecr:BatchCheckLayerAvailability",
          "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "lambda:InvokeFunction", "sagemaker:AddTags",
          "sagemaker:CreateModelPackage", "sagemaker:DescribeModelPackage", "sagemaker:DescribeModelPackageGroup",
          "sagemaker:UpdateModelPackage", "secretsmanager:GetSecretValue", "sns:Publish", "sqs:SendMessage",
          "states:DescribeExecution", "states:StartExecution",
        ]
        Resource = [
          for each in [
            "dynamodb:${local.here}:table/", "ecr:${local.here}:repository/", "lambda:${local.here}:function:",
            "sagemaker:${local.here}:model-package/", "sagemaker:${local.here}:model-package-group/",
            "secretsmanager:${local.here}:secret:", "sns:${local.here}:", "sqs:${local.here}:",
            "states:${local.here}:execution:", "states:${local.here}:stateMachine:",
          ] : "arn:aws:${each}${var.project_name}-${environment}-*"
        ]
      },
      {
        Sid    = "Jobs"
        Effect = "Allow"
        # SageMaker's names of jobs are shorter than an environment's and a run's together: sg-RUN-….
        Action = [
          "sagemaker:AddTags", "sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob",
          "sagemaker:StopProcessingJob",
        ]
        Resource = "arn:aws:sagemaker:${local.here}:processing-job/sg-*"
      },
      {
        Sid       = "GiveJobsTheirRole"
        Effect    = "Allow"
        Action    = "iam:PassRole"
        Resource  = "arn:aws:iam::${local.account}:role/${var.project_name}-${environment}-sagemaker"
        Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
      },
      {
        Sid      = "HearTheEndOfJobs"
        Effect   = "Allow"
        Action   = ["events:DescribeRule", "events:PutRule", "events:PutTargets"]
        Resource = "arn:aws:events:${local.here}:rule/StepFunctionsGetEventsForSageMaker*"
      },
      {
        Sid    = "Logs"
        Effect = "Allow"
        Action = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = concat(
          ["${local.job_logs}*"],
          [
            for each in ["/aws/lambda", "/aws/vpc", "/ecs"] :
            "arn:aws:logs:${local.here}:log-group:${each}/${var.project_name}-${environment}-*"
          ],
        )
      },
      {
        Sid    = "Network"
        Effect = "Allow"
        # Interfaces of jobs, which do not exist before.
        Action = [
          "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface",
          "ec2:DeleteNetworkInterfacePermission",
        ]
        Resource = [
          for each in ["network-interface", "security-group", "subnet"] : "arn:aws:ec2:${local.here}:${each}/*"
        ]
      },
    ]
  }
}

resource "aws_iam_policy" "boundary" {
  for_each    = local.boundaries
  name        = "${var.project_name}-${each.key}-boundary"
  description = "How far the roles of ${var.project_name}-${each.key} may go at the most"
  policy      = jsonencode({ Version = "2012-10-17", Statement = each.value })

  lifecycle {
    prevent_destroy = true
  }
}
