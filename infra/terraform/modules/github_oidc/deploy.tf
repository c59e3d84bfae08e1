# What a deployment needs: images, the Terraform state, and to make and change this environment's own resources, which all
# begin with its name. Each service has the calls that Terraform makes for what the modules declare: configuration, no
# content (no value of a secret, no item of the manifest, no object of the lake, no line of a log).
#
# What decides over the data itself is made by a person, at the first apply, and changed by one: the buckets, their policies
# and lifecycles, the key, this role, and the boundary that every other role bears (bootstrap/boundaries.tf, roles.tf). The
# deploying role takes none of them down either. Whoever deploys code decides what the code does within that boundary, so
# who may deploy (main.tf) and the approval of the GitHub environment count as before.

locals {
  here = "${var.region}:${data.aws_caller_identity.here.account_id}"
  all  = data.aws_caller_identity.here.account_id
  own  = "${local.name}-*"

  policies = {
    images   = { description = "Push images, read and write the state", statements = local.images }
    data     = { description = "Configure what keeps data, by its name", statements = local.data }
    services = { description = "Make and change what computes and shows, by its name", statements = local.services }
    roles    = { description = "Make the environment's roles, within their boundary", statements = local.roles }
    network  = { description = "Make and change the environment's network, by its tags", statements = local.network }
    shared   = { description = "What has no name of its own", statements = local.shared }
  }

  images = [
    {
      Sid    = "SignInToRegistry"
      Effect = "Allow"
      Action = "ecr:GetAuthorizationToken"
      # The token is of the whole registry: this action knows no resource. What it opens is the next statement.
      Resource = "*"
    },
    {
      Sid    = "PushImages"
      Effect = "Allow"
      Action = [
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload", "ecr:DescribeImages",
        "ecr:DescribeImageScanFindings", "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      Resource = [for each in ["lambda", "processing", "streamlit"] : "arn:aws:ecr:${local.here}:repository/${local.name}-${each}"]
    },
    {
      Sid       = "ListState"
      Effect    = "Allow"
      Action    = "s3:ListBucket"
      Resource  = "arn:aws:s3:::${var.state_bucket_name}"
      Condition = { StringLike = { "s3:prefix" = ["${var.environment}/*", "env:/*"] } }
    },
    {
      Sid    = "State"
      Effect = "Allow"
      Action = ["s3:GetObject", "s3:PutObject"]
      # Objects of this environment: its state and nothing of the others.
      Resource = "arn:aws:s3:::${var.state_bucket_name}/${var.environment}/*"
    },
    {
      Sid      = "SeeLocks"
      Effect   = "Allow"
      Action   = "dynamodb:DescribeTable"
      Resource = "arn:aws:dynamodb:${local.here}:table/${var.lock_table_name}"
    },
    {
      Sid      = "Lock"
      Effect   = "Allow"
      Action   = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"]
      Resource = "arn:aws:dynamodb:${local.here}:table/${var.lock_table_name}"
      # Locks of this environment's state only.
      Condition = { "ForAllValues:StringLike" = { "dynamodb:LeadingKeys" = ["${var.state_bucket_name}/${var.environment}/*"] } }
    },
    {
      Sid    = "KeyOfState"
      Effect = "Allow"
      Action = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
      # The key's id is not known here; its alias is, and the condition leaves that key alone.
      Resource  = "arn:aws:kms:${local.here}:key/*"
      Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = "alias/${var.state_bucket_name}" } }
    },
  ]
}
