# The network, whose parts AWS names: made with the environment's tags, changed where they bear them.

locals {
  kinds = [
    "elastic-ip", "internet-gateway", "natgateway", "route-table", "security-group", "security-group-rule", "subnet", "vpc",
    "vpc-endpoint", "vpc-flow-log",
  ]
  of_network = [for each in local.kinds : "arn:aws:ec2:${local.here}:${each}/*"]
  tagged     = { "aws:ResourceTag/Project" = var.project_name, "aws:ResourceTag/Environment" = var.environment }

  network = [
    {
      Sid    = "MakeTagged"
      Effect = "Allow"
      Action = local.network_makers
      # What is made has no id yet: it must be made with the environment's tags, which the provider sets on everything.
      Resource  = local.of_network
      Condition = { StringEquals = { "aws:RequestTag/Project" = var.project_name, "aws:RequestTag/Environment" = var.environment } }
    },
    {
      Sid    = "MakeWithin"
      Effect = "Allow"
      # The VPC, subnets and groups that a new resource is put into, by ids that are not known before.
      Action    = local.network_makers
      Resource  = local.of_network
      Condition = { StringEquals = local.tagged }
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
      Resource  = local.of_network
      Condition = { StringLike = { "ec2:CreateAction" = "*" } }
    },
    {
      Sid    = "ChangeTagged"
      Effect = "Allow"
      # Changes of what bears the environment's tags, whose ids AWS gives.
      Action = [
        "ec2:AssociateRouteTable", "ec2:AttachInternetGateway", "ec2:CreateRoute", "ec2:CreateTags", "ec2:DeleteFlowLogs",
        "ec2:DeleteInternetGateway", "ec2:DeleteNatGateway", "ec2:DeleteRoute", "ec2:DeleteRouteTable",
        "ec2:DeleteSecurityGroup", "ec2:DeleteSubnet", "ec2:DeleteTags", "ec2:DeleteVpc", "ec2:DeleteVpcEndpoints",
        "ec2:DetachInternetGateway", "ec2:DisassociateAddress", "ec2:DisassociateRouteTable",
        "ec2:ModifySecurityGroupRules", "ec2:ModifySubnetAttribute", "ec2:ModifyVpcAttribute", "ec2:ModifyVpcEndpoint",
        "ec2:ReleaseAddress", "ec2:ReplaceRoute", "ec2:ReplaceRouteTableAssociation", "ec2:RevokeSecurityGroupEgress",
        "ec2:RevokeSecurityGroupIngress",
      ]
      Resource  = local.of_network
      Condition = { StringEquals = local.tagged }
    },
  ]

  network_makers = [
    "ec2:AllocateAddress", "ec2:AuthorizeSecurityGroupEgress", "ec2:AuthorizeSecurityGroupIngress", "ec2:CreateFlowLogs",
    "ec2:CreateInternetGateway", "ec2:CreateNatGateway", "ec2:CreateRouteTable", "ec2:CreateSecurityGroup", "ec2:CreateSubnet",
    "ec2:CreateVpc", "ec2:CreateVpcEndpoint",
  ]
}
