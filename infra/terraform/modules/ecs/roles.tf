# What the dashboard may. The execution role starts a task; the task role is what runs in it.

data "aws_caller_identity" "here" {}

locals {
  bucket_arn = "arn:aws:s3:::${var.bucket_name}"

  # The dashboard shows every layer of a run and its past, and looks at the ends of raw files to say what the next run would
  # find. All that it writes is of campaigns: plans, calls, outcomes, what they teach.
  read_prefixes = [
    "raw", "bronze", "silver", "gold", "training", "models", "scored", "monitoring", "experiments", "campaigns", "kept", "runs"
  ]
  write_prefixes = ["campaigns"]

  task_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ecs-tasks.amazonaws.com" }
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.here.account_id } }
    }]
  })

  execution_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [
        {
          Sid    = "SignInToRegistry"
          Effect = "Allow"
          Action = "ecr:GetAuthorizationToken"
          # The token is of the whole registry: this action knows no resource. What it opens is the next statement.
          Resource = "*"
        },
        {
          Sid      = "PullImage"
          Effect   = "Allow"
          Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
          Resource = var.ecr_repository_arn
        },
        {
          Sid    = "WriteLog"
          Effect = "Allow"
          Action = ["logs:CreateLogStream", "logs:PutLogEvents"]
          # Streams of this one group, which are named after tasks.
          Resource = "${aws_cloudwatch_log_group.streamlit.arn}:*"
        },
      ],
      [for each in aws_secretsmanager_secret.sign_in : {
        Sid      = "ReadSignIn"
        Effect   = "Allow"
        Action   = "secretsmanager:GetSecretValue"
        Resource = each.arn
      }],
      [for each in aws_secretsmanager_secret.sign_in : {
        Sid       = "DecryptSignIn"
        Effect    = "Allow"
        Action    = "kms:Decrypt"
        Resource  = var.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "secretsmanager.${var.region}.amazonaws.com" } }
      }],
    )
  })

  task_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid    = "ListLake"
        Effect = "Allow"
        Action = "s3:ListBucket"
        # Names of the whole lake: with a condition on the prefix S3 answers 403 instead of 404 where an object is missing.
        Resource = local.bucket_arn
      },
      {
        Sid      = "ReadLake"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = [for each in local.read_prefixes : "${local.bucket_arn}/${each}/*"]
      },
      {
        Sid      = "WriteCampaigns"
        Effect   = "Allow"
        Action   = "s3:PutObject"
        Resource = [for each in local.write_prefixes : "${local.bucket_arn}/${each}/*"]
      },
      {
        Sid       = "UseKeyOfLake"
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource  = var.kms_key_arn
        Condition = { StringEquals = { "kms:ViaService" = "s3.${var.region}.amazonaws.com" } }
      },
    ]
  })
}

resource "aws_iam_role" "execution" {
  name                 = "${local.name}-ecs-execution"
  description          = "Starts the dashboard's task: image, log, secret"
  assume_role_policy   = local.task_trust
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "execution" {
  name   = "start"
  role   = aws_iam_role.execution.id
  policy = local.execution_policy
}

resource "aws_iam_role" "task" {
  name                 = "${local.name}-ecs-task"
  description          = "The running dashboard: reads the lake, writes campaigns"
  assume_role_policy   = local.task_trust
  permissions_boundary = var.permissions_boundary_arn
}

resource "aws_iam_role_policy" "task" {
  name   = "dashboard"
  role   = aws_iam_role.task.id
  policy = local.task_policy
}
