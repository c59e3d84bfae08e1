# One role a component; the dashboard's two stand in modules/ecs, the deploying one in modules/github_oidc.

terraform {
  required_version = ">= 1.10, < 2.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

locals {
  arn = "arn:${var.partition}"
  own = "${var.region}:${var.account_id}"

  models    = "${local.arn}:sagemaker:${local.own}:model-package/${var.model_package_group_name}/*"
  group     = "${local.arn}:sagemaker:${local.own}:model-package-group/${var.model_package_group_name}"
  jobs      = "${local.arn}:sagemaker:${local.own}:processing-job/sg-*"
  job_logs  = "${local.arn}:logs:${local.own}:log-group:/aws/sagemaker/ProcessingJobs"
  execution = "${replace(var.state_machine_arn, ":stateMachine:", ":execution:")}:*"

  # A role is taken by its service for this account's resources alone, so no other account's can borrow it.
  trusted = {
    for service in ["lambda", "states", "sagemaker", "scheduler"] : service => jsonencode({
      Version = "2012-10-17"
      Statement = [merge(
        {
          Effect    = "Allow"
          Principal = { Service = "${service}.amazonaws.com" }
          Action    = "sts:AssumeRole"
        },
        # Lambda takes its role without naming a source.
        service == "lambda" ? {} : { Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } } },
      )]
    })
  }

  roles = {
    lambda    = { service = "lambda", description = "The trigger: reads raw/ and records, claims, starts runs, reports them" }
    sfn       = { service = "states", description = "The state machine: starts jobs, calls the trigger" }
    sagemaker = { service = "sagemaker", description = "The jobs: read and write the lake" }
    scheduler = { service = "scheduler", description = "The schedules: call the trigger" }
  }

  tracing = {
    # X-Ray knows no resources in these actions: "*" is the only one there is.
    Sid      = "Trace"
    Effect   = "Allow"
    Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"]
    Resource = "*"
  }

  read_and_write_encrypted = {
    Sid      = "UseTheKey"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = var.kms_key_arn
  }

  policies = {
    lambda = [
      {
        Sid      = "WriteItsLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = "${local.arn}:logs:${local.own}:log-group:/aws/lambda/${var.function_name}:*"
      },
      local.tracing,
      local.read_and_write_encrypted,
      {
        # Without it S3 answers 403 where an object is missing, and a missing record would look like a missing right.
        Sid      = "ListTheLake"
        Effect   = "Allow"
        Action   = ["s3:ListBucket"]
        Resource = var.bucket_arn
      },
      {
        Sid      = "ReadRawFilesAndWhatRunsSay"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:GetObjectAttributes"]
        Resource = [for prefix in var.trigger_reads : "${var.bucket_arn}/${prefix}*"]
      },
      {
        Sid      = "CloseRecordsAndProjectTheManifest"
        Effect   = "Allow"
        Action   = ["s3:PutObject"]
        Resource = [for prefix in ["runs/", "monitoring/"] : "${var.bucket_arn}/${prefix}*"]
      },
      {
        Sid      = "KeepItsStateAndHistory"
        Effect   = "Allow"
        Action   = ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem"]
        Resource = var.table_arn
      },
      {
        Sid      = "StartRuns"
        Effect   = "Allow"
        Action   = ["states:StartExecution"]
        Resource = var.state_machine_arn
      },
      {
        Sid      = "SeeRuns"
        Effect   = "Allow"
        Action   = ["states:DescribeExecution"]
        Resource = local.execution
      },
      {
        Sid      = "Alert"
        Effect   = "Allow"
        Action   = ["sns:Publish"]
        Resource = var.topic_arn
      },
      {
        # CloudWatch knows no resources here either; the condition leaves the project's own metrics.
        Sid       = "Measure"
        Effect    = "Allow"
        Action    = ["cloudwatch:PutMetricData"]
        Resource  = "*"
        Condition = { StringEquals = { "cloudwatch:namespace" = var.metric_namespace } }
      },
      {
        Sid    = "RegisterModels"
        Effect = "Allow"
        Action = [
          "sagemaker:AddTags", "sagemaker:CreateModelPackage", "sagemaker:DescribeModelPackage", "sagemaker:UpdateModelPackage",
          "sagemaker:DescribeModelPackageGroup",
        ]
        Resource = [local.group, local.models]
      },
      {
        # A list has no resource: it shows names, and the group is named in the call.
        Sid      = "ListModels"
        Effect   = "Allow"
        Action   = ["sagemaker:ListModelPackages"]
        Resource = "*"
      },
      {
        Sid      = "LeaveFailedEvents"
        Effect   = "Allow"
        Action   = ["sqs:SendMessage"]
        Resource = "${local.arn}:sqs:${local.own}:${var.function_name}-failed"
      },
    ]

    sfn = [
      {
        # The run's id is a tag of every job.
        Sid      = "RunJobs"
        Effect   = "Allow"
        Action   = ["sagemaker:CreateProcessingJob", "sagemaker:DescribeProcessingJob", "sagemaker:StopProcessingJob", "sagemaker:AddTags"]
        Resource = local.jobs
      },
      {
        Sid       = "GiveJobsTheirRole"
        Effect    = "Allow"
        Action    = ["iam:PassRole"]
        Resource  = "${local.arn}:iam::${var.account_id}:role/${var.name_prefix}-sagemaker"
        Condition = { StringEquals = { "iam:PassedToService" = "sagemaker.amazonaws.com" } }
      },
      {
        # Step Functions hears the end of a job (.sync) by these rules, which it keeps itself, by these very names.
        Sid    = "HearTheEndOfJobs"
        Effect = "Allow"
        Action = ["events:PutTargets", "events:PutRule", "events:DescribeRule"]
        Resource = [
          for kind in ["Processing", "Training"] :
          "${local.arn}:events:${local.own}:rule/StepFunctionsGetEventsForSageMaker${kind}JobsRule"
        ]
      },
      {
        Sid      = "CallTheTrigger"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = [var.function_arn, "${var.function_arn}:*"]
      },
      {
        # SageMaker encrypts a job's disk by a grant that whoever creates the job has to make for it.
        Sid       = "EncryptDisksOfJobs"
        Effect    = "Allow"
        Action    = ["kms:CreateGrant", "kms:DescribeKey"]
        Resource  = var.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "sagemaker.${var.region}.amazonaws.com" } }
      },
      {
        # Deliveries of logs know no resources: "*" is what AWS asks for in the log of a state machine.
        Sid    = "WriteItsLog"
        Effect = "Allow"
        Action = [
          "logs:CreateLogDelivery", "logs:GetLogDelivery", "logs:UpdateLogDelivery", "logs:DeleteLogDelivery",
          "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:DescribeResourcePolicies", "logs:DescribeLogGroups",
        ]
        Resource = "*"
      },
      local.tracing,
    ]

    sagemaker = [
      {
        Sid      = "ListTheLake"
        Effect   = "Allow"
        Action   = ["s3:ListBucket", "s3:GetBucketLocation"]
        Resource = var.bucket_arn
      },
      {
        Sid      = "ReadTheLake"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = "${var.bucket_arn}/*"
      },
      {
        # Raw files are not among them: no run can change what it was given.
        Sid      = "WriteTables"
        Effect   = "Allow"
        Action   = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
        Resource = [for prefix in var.job_writes : "${var.bucket_arn}/${prefix}*"]
      },
      {
        # The job that publishes cleans as its last act: tags say which scores the bucket's lifecycle may take.
        Sid      = "TagScoresThatMayExpire"
        Effect   = "Allow"
        Action   = ["s3:GetObjectTagging", "s3:PutObjectTagging", "s3:DeleteObjectTagging"]
        Resource = "${var.bucket_arn}/scored/*"
      },
      local.read_and_write_encrypted,
      {
        Sid      = "SeeTheKey"
        Effect   = "Allow"
        Action   = ["kms:DescribeKey"]
        Resource = var.kms_key_arn
      },
      {
        Sid      = "EncryptItsDisk"
        Effect   = "Allow"
        Action   = ["kms:CreateGrant"]
        Resource = var.kms_key_arn
        Condition = {
          Bool = { "kms:GrantIsForAWSResource" = "true" }
        }
      },
      {
        Sid      = "FetchItsImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
        Resource = var.processing_repository_arn
      },
      {
        # A sign-in to the registry has no resource: it is the account's, and opens nothing that the statement above does not.
        Sid      = "SignInToTheRegistry"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = "*"
      },
      {
        Sid      = "WriteItsLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        Resource = [local.job_logs, "${local.job_logs}:*"]
      },
      {
        # SageMaker measures its instances by the role of the job, in namespaces of its own.
        Sid       = "Measure"
        Effect    = "Allow"
        Action    = ["cloudwatch:PutMetricData"]
        Resource  = "*"
        Condition = { StringLike = { "cloudwatch:namespace" = ["/aws/sagemaker/*", "aws/sagemaker/*"] } }
      },
      {
        # A job in our subnets gets its network interfaces by its role. They do not exist before, so they have no name yet.
        Sid    = "StandInOurNetwork"
        Effect = "Allow"
        Action = [
          "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface",
          "ec2:DeleteNetworkInterfacePermission",
        ]
        Resource = [
          for kind in ["network-interface", "subnet", "security-group"] : "${local.arn}:ec2:${local.own}:${kind}/*"
        ]
      },
      {
        # Describing knows no resources.
        Sid    = "SeeOurNetwork"
        Effect = "Allow"
        Action = [
          "ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets",
          "ec2:DescribeVpcs",
        ]
        Resource = "*"
      },
    ]

    scheduler = [
      {
        Sid      = "CallTheTrigger"
        Effect   = "Allow"
        Action   = ["lambda:InvokeFunction"]
        Resource = [var.function_arn]
      },
      {
        Sid      = "ReadItsSchedules"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = var.kms_key_arn
      },
    ]
  }
}

resource "aws_iam_role" "this" {
  for_each = local.roles

  name                 = "${var.name_prefix}-${each.key}"
  description          = each.value.description
  assume_role_policy   = local.trusted[each.value.service]
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "this" {
  for_each = local.roles

  name   = each.key
  role   = aws_iam_role.this[each.key].id
  policy = jsonencode({ Version = "2012-10-17", Statement = local.policies[each.key] })
}
