# What has no name of its own, or the account's.

locals {
  shared = [
    {
      Sid    = "Read"
      Effect = "Allow"
      # Descriptions and lists: these actions know no resource, and show no content.
      Action = [
        "application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies",
        "ec2:DescribeAccountAttributes", "ec2:DescribeAddresses", "ec2:DescribeAddressesAttribute",
        "ec2:DescribeAvailabilityZones", "ec2:DescribeFlowLogs", "ec2:DescribeInternetGateways",
        "ec2:DescribeManagedPrefixLists", "ec2:DescribeNatGateways", "ec2:DescribeNetworkAcls",
        "ec2:DescribeNetworkInterfaces", "ec2:DescribePrefixLists", "ec2:DescribeRouteTables",
        "ec2:DescribeSecurityGroupRules", "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcEndpoints",
        "ec2:DescribeVpcs", "ecs:DescribeTaskDefinition", "elasticloadbalancing:DescribeCapacityReservation",
        "elasticloadbalancing:DescribeListenerAttributes",
        "elasticloadbalancing:DescribeListeners", "elasticloadbalancing:DescribeLoadBalancerAttributes",
        "elasticloadbalancing:DescribeLoadBalancers", "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTags", "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups", "elasticloadbalancing:DescribeTargetHealth", "kms:ListAliases",
        "logs:DescribeLogGroups", "logs:DescribeResourcePolicies", "route53:ListHostedZones",
        "servicequotas:GetServiceQuota", "servicequotas:ListServiceQuotas", "sns:GetSubscriptionAttributes",
        "states:ListStateMachines", "states:ValidateStateMachineDefinition",
      ]
      Resource = "*"
    },
    {
      Sid    = "ReadByAddress"
      Effect = "Allow"
      # The certificate, the zone and the default VPC are the account's: their names are not ours.
      Action = ["acm:DescribeCertificate", "acm:ListTagsForCertificate", "ec2:DescribeVpcAttribute", "route53:GetHostedZone"]
      Resource = [
        "arn:aws:acm:${local.here}:certificate/*", "arn:aws:ec2:${local.here}:vpc/*", "arn:aws:route53:::hostedzone/*",
      ]
    },
    {
      Sid    = "WithoutResource"
      Effect = "Allow"
      Action = [
        "ecs:DeregisterTaskDefinition", "logs:CreateLogDelivery", "logs:DeleteLogDelivery", "logs:GetLogDelivery",
        "logs:ListLogDeliveries", "logs:PutResourcePolicy", "logs:UpdateLogDelivery", "sns:SetSubscriptionAttributes",
        "sns:Unsubscribe",
      ]
      # None of them knows a resource; they say which revision is current, where the state machine's log goes, who is told.
      Resource = "*"
    },
    {
      Sid    = "PointTheName"
      Effect = "Allow"
      Action = "route53:ChangeResourceRecordSets"
      # The zone is a setting of the environment; records of any other type than an address are refused.
      Resource  = "arn:aws:route53:::hostedzone/*"
      Condition = { "ForAllValues:StringEquals" = { "route53:ChangeResourceRecordSetsRecordTypes" = ["A"] } }
    },
    {
      Sid      = "SeeTheName"
      Effect   = "Allow"
      Action   = ["route53:GetChange", "route53:ListResourceRecordSets", "route53:ListTagsForResource"]
      Resource = ["arn:aws:route53:::hostedzone/*", "arn:aws:route53:::change/*"]
    },
  ]
}
