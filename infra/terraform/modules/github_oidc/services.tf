# What computes and shows: made, changed and taken down, by the environment's name.

locals {
  services = [for sid, each in local.of_services : { Sid = sid, Effect = "Allow", Action = each.may, Resource = each.of }]

  of_services = {
    Functions = {
      may = [
        "lambda:AddPermission", "lambda:CreateFunction", "lambda:DeleteFunction", "lambda:DeleteFunctionConcurrency",
        "lambda:DeleteFunctionEventInvokeConfig", "lambda:GetFunction", "lambda:GetFunctionCodeSigningConfig",
        "lambda:GetFunctionConcurrency", "lambda:GetFunctionConfiguration", "lambda:GetFunctionEventInvokeConfig",
        "lambda:GetPolicy", "lambda:GetRuntimeManagementConfig", "lambda:ListTags", "lambda:ListVersionsByFunction",
        "lambda:PutFunctionConcurrency", "lambda:PutFunctionEventInvokeConfig", "lambda:RemovePermission",
        "lambda:TagResource", "lambda:UntagResource", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration",
        "lambda:UpdateFunctionEventInvokeConfig",
      ]
      of = ["arn:aws:lambda:${local.here}:function:${local.own}"]
    }
    StateMachines = {
      may = [
        "states:CreateStateMachine", "states:DeleteStateMachine", "states:DescribeStateMachine",
        "states:ListStateMachineVersions", "states:ListTagsForResource", "states:TagResource", "states:UntagResource",
        "states:UpdateStateMachine",
      ]
      of = ["arn:aws:states:${local.here}:stateMachine:${local.own}"]
    }
    Schedules = {
      may = [
        "scheduler:CreateSchedule", "scheduler:CreateScheduleGroup", "scheduler:DeleteSchedule",
        "scheduler:DeleteScheduleGroup", "scheduler:GetSchedule", "scheduler:GetScheduleGroup",
        "scheduler:ListTagsForResource", "scheduler:TagResource", "scheduler:UntagResource", "scheduler:UpdateSchedule",
      ]
      of = [
        "arn:aws:scheduler:${local.here}:schedule-group/${local.name}",
        "arn:aws:scheduler:${local.here}:schedule/${local.name}/*", # the schedules of this group
      ]
    }
    Rules = {
      may = [
        "events:DeleteRule", "events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule", "events:PutRule",
        "events:PutTargets", "events:RemoveTargets", "events:TagResource", "events:UntagResource",
      ]
      of = ["arn:aws:events:${local.here}:rule/${local.own}"]
    }
    Containers = {
      may = [
        "ecs:CreateCluster", "ecs:CreateService", "ecs:DeleteCluster", "ecs:DeleteService", "ecs:DescribeClusters",
        "ecs:DescribeServices", "ecs:ListTagsForResource", "ecs:RegisterTaskDefinition", "ecs:TagResource",
        "ecs:UntagResource", "ecs:UpdateCluster", "ecs:UpdateClusterSettings", "ecs:UpdateService",
      ]
      of = [
        "arn:aws:ecs:${local.here}:cluster/${local.own}",
        "arn:aws:ecs:${local.here}:service/${local.own}",
        "arn:aws:ecs:${local.here}:task-definition/${local.own}",
      ]
    }
    LoadBalancers = {
      may = [
        "elasticloadbalancing:AddTags", "elasticloadbalancing:CreateListener", "elasticloadbalancing:CreateLoadBalancer",
        "elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup", "elasticloadbalancing:DeleteListener",
        "elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:DeleteRule", "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyListener", "elasticloadbalancing:ModifyListenerAttributes",
        "elasticloadbalancing:ModifyLoadBalancerAttributes", "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:ModifyTargetGroup", "elasticloadbalancing:ModifyTargetGroupAttributes",
        "elasticloadbalancing:RemoveTags", "elasticloadbalancing:SetRulePriorities",
        "elasticloadbalancing:SetSecurityGroups", "elasticloadbalancing:SetSubnets",
      ]
      of = [
        "arn:aws:elasticloadbalancing:${local.here}:loadbalancer/*/${local.own}", # whichever kind: application, network
        "arn:aws:elasticloadbalancing:${local.here}:listener/*/${local.own}",
        "arn:aws:elasticloadbalancing:${local.here}:listener-rule/*/${local.own}",
        "arn:aws:elasticloadbalancing:${local.here}:targetgroup/${local.own}",
      ]
    }
    # AWS names these, of ids.
    Scaling = {
      may = [
        "application-autoscaling:DeleteScalingPolicy", "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:ListTagsForResource", "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:RegisterScalableTarget", "application-autoscaling:TagResource",
        "application-autoscaling:UntagResource",
      ]
      of = ["arn:aws:application-autoscaling:${local.here}:scalable-target/*"]
    }
    Figures = {
      may = [
        "cloudwatch:DeleteAlarms", "cloudwatch:DeleteDashboards", "cloudwatch:DescribeAlarms", "cloudwatch:GetDashboard",
        "cloudwatch:ListTagsForResource", "cloudwatch:PutDashboard", "cloudwatch:PutMetricAlarm", "cloudwatch:TagResource",
        "cloudwatch:UntagResource",
      ]
      of = ["arn:aws:cloudwatch:${local.here}:alarm:${local.own}", "arn:aws:cloudwatch::${local.all}:dashboard/${local.name}"]
    }
    Budgets = {
      may = ["budgets:ListTagsForResource", "budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource", "budgets:ViewBudget"]
      of  = ["arn:aws:budgets::${local.all}:budget/${local.own}"]
    }
  }
}
