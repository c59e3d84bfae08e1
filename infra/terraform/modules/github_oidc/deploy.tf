# What a deployment needs: images, the Terraform state, and to make and change this environment's own resources, which all
# begin with its name. Whoever can deploy code decides what the code does, so the limit that holds is the trust (main.tf) and
# the approval of the GitHub environment. These policies keep a mistake within the environment. They are no wall against
# harm that is meant: who writes the policies of this environment's roles, and gives these roles to services, can give them
# more. A permissions boundary on every role would be that wall, and there is none yet.

locals {
  here  = "${var.region}:${data.aws_caller_identity.here.account_id}"
  all   = data.aws_caller_identity.here.account_id
  own   = "${local.name}-*"
  alias = "alias/${var.state_bucket_name}"
  deploy_role = [
    "arn:aws:iam::${local.all}:role/${local.name}-github-deploy",
    "arn:aws:iam::${local.all}:policy/${local.name}-github-deploy-*",
    local.provider_arn,
  ]

  policies = {
    images = {
      description = "Push images, read and write the state"
      statements = [
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
          Sid      = "Lock"
          Effect   = "Allow"
          Action   = ["dynamodb:DeleteItem", "dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:PutItem"]
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
          Condition = { "ForAnyValue:StringEquals" = { "kms:ResourceAliases" = local.alias } }
        },
        {
          Sid    = "StartAndWatchRuns"
          Effect = "Allow"
          Action = ["lambda:InvokeFunction", "states:DescribeExecution", "states:GetExecutionHistory", "states:ListExecutions", "states:StartExecution"]
          Resource = [
            "arn:aws:lambda:${local.here}:function:${local.name}-pipeline-trigger",
            "arn:aws:states:${local.here}:stateMachine:${local.name}-pipeline",
            # Executions are named after runs, which are not known before.
            "arn:aws:states:${local.here}:execution:${local.name}-pipeline:*",
          ]
        },
      ]
    }

    apply = {
      description = "Make and change this environment's resources, by their names"
      statements = [
        {
          Sid    = "ByName"
          Effect = "Allow"
          # All of these services' actions, because Terraform reads, makes, changes and takes down; only of resources whose
          # name begins with the environment's.
          Action = [
            "application-autoscaling:*", "budgets:*", "cloudwatch:*", "dynamodb:*", "ecr:*", "ecs:*", "elasticloadbalancing:*",
            "events:*", "lambda:*", "logs:*", "sagemaker:*", "scheduler:*", "secretsmanager:*", "sns:*", "sqs:*", "states:*",
          ]
          Resource = concat(
            [for each in ["dynamodb", "ecr", "events", "lambda", "sagemaker", "scheduler", "secretsmanager", "sns", "sqs", "states", "ecs", "logs"] : "arn:aws:${each}:${local.here}:*${local.own}"],
            [
              "arn:aws:application-autoscaling:${local.here}:scalable-target/*", # named by AWS, of ids
              "arn:aws:budgets::${local.all}:budget/${local.own}",
              "arn:aws:cloudwatch:${local.here}:alarm:${local.own}",
              "arn:aws:cloudwatch::${local.all}:dashboard/${local.name}",
              "arn:aws:scheduler:${local.here}:schedule-group/${local.name}",
              "arn:aws:scheduler:${local.here}:schedule/${local.name}/*",
              "arn:aws:ecs:${local.here}:service/${local.own}/*",
              "arn:aws:elasticloadbalancing:${local.here}:*/app/${local.own}", # load balancer, listeners and their rules
              "arn:aws:elasticloadbalancing:${local.here}:targetgroup/${local.own}",
              "arn:aws:logs:${local.here}:log-group:/aws/sagemaker/ProcessingJobs*", # one an account, for all jobs
            ],
          )
        },
        {
          Sid    = "Buckets"
          Effect = "Allow"
          # Configuration, not content: no action on an object.
          Action = [
            "s3:CreateBucket", "s3:DeleteBucket", "s3:DeleteBucketPolicy", "s3:GetAccelerateConfiguration", "s3:GetBucket*",
            "s3:GetEncryptionConfiguration", "s3:GetLifecycleConfiguration", "s3:GetReplicationConfiguration", "s3:ListBucket",
            "s3:PutBucket*", "s3:PutEncryptionConfiguration", "s3:PutLifecycleConfiguration",
          ]
          Resource = ["arn:aws:s3:::${var.bucket_name}", "arn:aws:s3:::${local.name}-alb-logs"]
        },
        {
          Sid    = "Roles"
          Effect = "Allow"
          Action = [
            "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy", "iam:Get*",
            "iam:List*", "iam:PutRolePolicy", "iam:TagRole", "iam:UntagRole", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
          ]
          # Roles of this environment, whose last words its modules choose.
          Resource = ["arn:aws:iam::${local.all}:role/${local.own}", "arn:aws:iam::${local.all}:policy/${local.own}", local.provider_arn]
        },
        {
          Sid       = "GiveRolesToServices"
          Effect    = "Allow"
          Action    = "iam:PassRole"
          Resource  = "arn:aws:iam::${local.all}:role/${local.own}"
          Condition = { StringEquals = { "iam:PassedToService" = local.services } }
        },
        {
          Sid    = "NeverItself"
          Effect = "Deny"
          # What the deploying role itself may, and who takes it, is changed by a person.
          Action = [
            "iam:Attach*", "iam:Create*", "iam:Delete*", "iam:Detach*", "iam:PassRole", "iam:Put*", "iam:Set*", "iam:Tag*",
            "iam:Untag*", "iam:Update*", "iam:Add*", "iam:Remove*",
          ]
          Resource = local.deploy_role
        },
      ]
    }

    shared = {
      description = "Network, keys and what has no name of its own"
      statements = [
        {
          Sid    = "Read"
          Effect = "Allow"
          # Descriptions and lists: these actions know no resource, and show no content.
          Action = [
            "acm:DescribeCertificate", "application-autoscaling:Describe*", "application-autoscaling:ListTagsForResource",
            "cloudwatch:Describe*", "ec2:Describe*", "ecr:DescribeRepositories", "ecs:Describe*", "ecs:List*",
            "elasticloadbalancing:Describe*", "kms:ListAliases", "lambda:ListEventSourceMappings", "logs:Describe*",
            "route53:GetHostedZone", "route53:ListHostedZones", "servicequotas:GetServiceQuota", "servicequotas:ListServiceQuotas", "states:ListStateMachines",
            "states:ValidateStateMachineDefinition",
          ]
          Resource = "*"
        },
        {
          Sid    = "RegisterTasks"
          Effect = "Allow"
          Action = ["ecs:DeregisterTaskDefinition", "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:GetLogDelivery", "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery"]
          # None of them knows a resource; they say which revision is current, and where the state machine's log goes.
          Resource = "*"
        },
        {
          Sid    = "MakeTagged"
          Effect = "Allow"
          Action = local.network_makers
          # What is made has no id yet: it must be made with the environment's tag, which the provider sets on everything.
          Resource  = "*"
          Condition = { StringEquals = { "aws:RequestTag/Project" = var.project_name, "aws:RequestTag/Environment" = var.environment } }
        },
        {
          Sid    = "MakeWithin"
          Effect = "Allow"
          # The VPC, subnets and groups that a new resource is put into, by ids that are not known before.
          Action   = local.network_makers
          Resource = [for each in ["vpc", "subnet", "security-group", "route-table", "internet-gateway", "elastic-ip"] : "arn:aws:ec2:${local.here}:${each}/*"]
          Condition = {
            StringEquals = { "aws:ResourceTag/Project" = var.project_name, "aws:ResourceTag/Environment" = var.environment }
          }
        },
        {
          Sid    = "MakeInDefaultVpc"
          Effect = "Allow"
          # The default VPC bears no tag of ours, and its id is the account's: a group and a gateway endpoint are put into it.
          Action   = ["ec2:CreateSecurityGroup", "ec2:CreateVpcEndpoint", "ec2:ModifyVpcEndpoint"]
          Resource = ["arn:aws:ec2:${local.here}:vpc/*", "arn:aws:ec2:${local.here}:route-table/*"]
        },
        {
          Sid    = "TagWhatIsMade"
          Effect = "Allow"
          Action = "ec2:CreateTags"
          # Only in the very call that makes it.
          Resource  = "arn:aws:ec2:${local.here}:*/*"
          Condition = { StringLike = { "ec2:CreateAction" = "*" } }
        },
        {
          Sid    = "ChangeTagged"
          Effect = "Allow"
          # Any change of what bears the environment's tags, whose ids AWS gives.
          Action = [
            "ec2:Associate*", "ec2:Attach*", "ec2:AuthorizeSecurityGroup*", "ec2:CreateRoute", "ec2:CreateTags", "ec2:Delete*",
            "ec2:Detach*", "ec2:Disassociate*", "ec2:Modify*", "ec2:ReleaseAddress", "ec2:ReplaceRoute*",
            "ec2:RevokeSecurityGroup*", "kms:*",
          ]
          Resource = ["arn:aws:ec2:${local.here}:*/*", "arn:aws:kms:${local.here}:key/*"]
          Condition = {
            StringEquals = { "aws:ResourceTag/Project" = var.project_name, "aws:ResourceTag/Environment" = var.environment }
          }
        },
        {
          Sid      = "NameKeys"
          Effect   = "Allow"
          Action   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
          Resource = "arn:aws:kms:${local.here}:alias/${local.name}*" # the environment's own aliases
        },
        {
          Sid    = "PointTheName"
          Effect = "Allow"
          Action = ["route53:ChangeResourceRecordSets", "route53:GetChange", "route53:ListResourceRecordSets", "route53:ListTagsForResource"]
          # The zone is a setting of the environment; records of any other type than an address are refused.
          Resource  = ["arn:aws:route53:::hostedzone/*", "arn:aws:route53:::change/*"]
          Condition = { "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["A"] } }
        },
      ]
    }
  }

  services = [
    "ecs-tasks.amazonaws.com", "events.amazonaws.com", "lambda.amazonaws.com", "sagemaker.amazonaws.com",
    "scheduler.amazonaws.com", "states.amazonaws.com", "vpc-flow-logs.amazonaws.com",
  ]
  network_makers = [
    "ec2:AllocateAddress", "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateFlowLogs",
    "ec2:CreateInternetGateway", "ec2:CreateNatGateway", "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet",
    "ec2:CreateVpc", "ec2:CreateVpcEndpoint", "kms:CreateKey",
  ]
}
