# The environment's other roles. Whatever they are given, they do no more than their boundary lets them, and this role gives
# rights to no role that does not bear it: code that is deployed cannot be given more than the environment.

locals {
  boundary = "arn:aws:iam::${local.all}:policy/${local.name}-boundary"
  # What a person changes: the boundary, this role and that of retraining, their policies, and who takes them.
  of_a_person = [
    local.boundary,
    "arn:aws:iam::${local.all}:role/${local.name}-github-*",
    "arn:aws:iam::${local.all}:policy/${local.name}-github-*",
    local.provider_arn,
  ]

  roles = [
    {
      Sid    = "GiveRightsWithinTheBoundary"
      Effect = "Allow"
      Action = [
        "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
        "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy",
      ]
      # Roles of this environment, whose last words its modules choose.
      Resource  = "arn:aws:iam::${local.all}:role/${local.own}"
      Condition = { ArnEquals = { "iam:PermissionsBoundary" = local.boundary } }
    },
    {
      Sid    = "SeeAndDescribeRoles"
      Effect = "Allow"
      Action = [
        "iam:DeleteRole", "iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole", "iam:ListRolePolicies", "iam:ListRoleTags", "iam:TagRole", "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "iam:UpdateRoleDescription",
      ]
      Resource = "arn:aws:iam::${local.all}:role/${local.own}"
    },
    {
      # Its own policies and the boundary stand in the plan, which reads them.
      Sid      = "SeePolicies"
      Effect   = "Allow"
      Action   = ["iam:GetPolicy", "iam:GetPolicyVersion", "iam:ListPolicyTags", "iam:ListPolicyVersions"]
      Resource = "arn:aws:iam::${local.all}:policy/${local.own}"
    },
    {
      Sid       = "GiveRolesToServices"
      Effect    = "Allow"
      Action    = "iam:PassRole"
      Resource  = "arn:aws:iam::${local.all}:role/${local.own}"
      Condition = { StringEquals = { "iam:PassedToService" = local.takers } }
    },
    {
      Sid      = "NeverWithoutABoundary"
      Effect   = "Deny"
      Action   = "iam:DeleteRolePermissionsBoundary"
      Resource = "arn:aws:iam::${local.all}:role/*"
    },
    {
      Sid    = "NeverItselfNorTheBoundary"
      Effect = "Deny"
      Action = [
        "iam:Add*", "iam:Attach*", "iam:Create*", "iam:Delete*", "iam:Detach*", "iam:PassRole", "iam:Put*", "iam:Remove*",
        "iam:Set*", "iam:Tag*", "iam:Untag*", "iam:Update*",
      ]
      Resource = local.of_a_person
    },
  ]

  takers = [
    "ecs-tasks.amazonaws.com", "events.amazonaws.com", "lambda.amazonaws.com", "sagemaker.amazonaws.com",
    "scheduler.amazonaws.com", "states.amazonaws.com", "vpc-flow-logs.amazonaws.com",
  ]
}
