# The dashboard: a service on Fargate behind a load balancer. This file says what runs; alb.tf how it is reached, roles.tf
# what it may, access_logs.tf where prod keeps who came.

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
  name         = "${var.project_name}-${var.environment}"
  is_prod      = var.environment == "prod"
  has_sign_in  = var.oidc_metadata_url != ""
  port         = 8501
  health_path  = "/_stcore/health" # open without sign-in, and of no reader
  user         = "10001:10001"
  people_file  = "/run/spanishgas/people.yaml"
  check_health = "import urllib.request as u; u.urlopen('http://127.0.0.1:${local.port}${local.health_path}', timeout=4)"

  # Fargate mounts empty folders that belong to root. The first container, root for a second, opens /tmp to everybody and
  # writes the list of people, which comes as a secret, to where the dashboard reads a file.
  prepare = join("; ", concat(
    ["import os, pathlib", "os.chmod('/tmp', 0o1777)"],
    local.has_sign_in ? ["pathlib.Path('${local.people_file}').write_text(os.environ['PEOPLE'], 'utf-8')"] : [],
  ))

  mounts = concat(
    [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }],
    local.has_sign_in ? [{ sourceVolume = "sign-in", containerPath = "/run/spanishgas", readOnly = false }] : [],
  )

  settings = merge(
    var.task_environment,
    {
      S3_BUCKET   = var.bucket_name
      AWS_REGION  = var.region
      DATA_SOURCE = "s3"
      HOME        = "/tmp"
      # A lake with a key of its own is written by that key, whatever the bucket's default is.
      AWS_SERVER_SIDE_ENCRYPTION = "aws:kms"
      AWS_SSE_KMS_KEY_ID         = var.kms_key_arn
    },
    local.has_sign_in ? {
      SPANISHGAS_SIGN_IN_PROVIDER  = var.oidc_metadata_url
      SPANISHGAS_SIGN_IN_CLIENT_ID = var.oidc_client_id
      SPANISHGAS_SIGN_IN_REDIRECT  = "https://${var.domain_name}/oauth2callback"
      SPANISHGAS_SIGN_IN_PEOPLE    = local.people_file
      SPANISHGAS_SIGN_IN_HOURS     = tostring(var.oidc_hours)
      } : {
      # Nobody signs in: whoever comes from the allowed networks may look at everything and change nothing.
      SPANISHGAS_VIEWERS_AT = var.domain_name
    },
  )

  secrets = local.has_sign_in ? {
    SPANISHGAS_SIGN_IN_CLIENT_SECRET = "client_secret"
    SPANISHGAS_SIGN_IN_COOKIE_SECRET = "cookie_secret"
  } : {}

  log = {
    logDriver = "awslogs"
    options = {
      awslogs-group         = aws_cloudwatch_log_group.streamlit.name
      awslogs-region        = var.region
      awslogs-stream-prefix = "dashboard"
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = "${local.name}-cluster"
  setting {
    name  = "containerInsights"
    value = "enabled"
  }
}

resource "aws_cloudwatch_log_group" "streamlit" {
  name              = "/ecs/${local.name}-streamlit"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

# Filled by hand, once, so that no secret stands in the state: {"client_secret": …, "cookie_secret": …, "people": YAML}.
# Who changes it starts the tasks anew, because a task reads it when it starts:
# aws ecs update-service --cluster … --service … --force-new-deployment
resource "aws_secretsmanager_secret" "sign_in" {
  #checkov:skip=CKV2_AWS_57:The identity provider gives the client's secret, which no function of ours could change there.
  count                   = local.has_sign_in ? 1 : 0
  name                    = "${local.name}-sign-in"
  description             = "client_secret, cookie_secret and people of the dashboard's sign-in"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = local.is_prod ? 30 : 7
}

resource "aws_ecs_task_definition" "streamlit" {
  family                   = "${local.name}-streamlit"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.streamlit_cpu
  memory                   = var.streamlit_memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.task.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = "X86_64"
  }

  volume {
    name = "tmp"
  }

  dynamic "volume" {
    for_each = local.has_sign_in ? ["sign-in"] : []
    content {
      name = volume.value
    }
  }

  container_definitions = jsonencode([
    {
      name                   = "prepare"
      image                  = var.image
      essential              = false
      user                   = "0:0"
      entryPoint             = ["python", "-c"]
      command                = [local.prepare]
      readonlyRootFilesystem = true
      linuxParameters        = { capabilities = { drop = ["NET_RAW", "SETUID", "SETGID", "SYS_CHROOT", "MKNOD"] } }
      mountPoints            = local.mounts
      secrets = local.has_sign_in ? [
        { name = "PEOPLE", valueFrom = "${aws_secretsmanager_secret.sign_in[0].arn}:people::" }
      ] : []
      logConfiguration = local.log
    },
    {
      name                   = "streamlit"
      image                  = var.image
      essential              = true
      user                   = local.user
      entryPoint             = ["spanishgas", "dashboard"]
      command                = ["--address", "0.0.0.0", "--port", tostring(local.port)]
      readonlyRootFilesystem = true
      linuxParameters        = { capabilities = { drop = ["ALL"] }, initProcessEnabled = true }
      mountPoints            = [for each in local.mounts : merge(each, { readOnly = each.sourceVolume != "tmp" })]
      portMappings           = [{ containerPort = local.port, hostPort = local.port, protocol = "tcp" }]
      dependsOn              = [{ containerName = "prepare", condition = "SUCCESS" }]
      environment            = [for name, value in local.settings : { name = name, value = value }]
      secrets = [
        for name, key in local.secrets : { name = name, valueFrom = "${aws_secretsmanager_secret.sign_in[0].arn}:${key}::" }
      ]
      healthCheck = {
        command     = ["CMD", "python", "-c", local.check_health]
        interval    = 30
        timeout     = 5
        retries     = 3
        startPeriod = 60
      }
      stopTimeout      = 30
      logConfiguration = local.log
    },
  ])
}

resource "aws_ecs_service" "streamlit" {
  #checkov:skip=CKV_AWS_333:A public address is given in the default VPC only (dev), which reaches AWS in no other way; the group below lets nobody in but the load balancer.
  name                              = "${local.name}-streamlit"
  cluster                           = aws_ecs_cluster.this.id
  task_definition                   = aws_ecs_task_definition.streamlit.arn
  launch_type                       = "FARGATE"
  platform_version                  = "LATEST"
  desired_count                     = var.streamlit_desired_count
  health_check_grace_period_seconds = 90
  propagate_tags                    = "SERVICE"
  enable_execute_command            = false # nobody opens a shell beside the book of customers

  network_configuration {
    subnets          = var.task_subnet_ids
    security_groups  = [aws_security_group.task.id]
    assign_public_ip = var.assign_public_ip
  }

  load_balancer {
    target_group_arn = aws_lb_target_group.streamlit.arn
    container_name   = "streamlit"
    container_port   = local.port
  }

  # A version that does not start leaves the one before it running.
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  # Autoscaling moves the count between plans.
  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [aws_lb_listener.https, aws_iam_role_policy.execution, aws_iam_role_policy.task]
}

resource "aws_appautoscaling_target" "streamlit" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.streamlit.name}"
  min_capacity       = var.streamlit_desired_count
  max_capacity       = var.streamlit_max_count
}

# A page is computed while its reader waits, so half of a core's use is much; readers' requests tell of it earlier.
resource "aws_appautoscaling_policy" "cpu" {
  name               = "${local.name}-streamlit-cpu"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.streamlit.service_namespace
  scalable_dimension = aws_appautoscaling_target.streamlit.scalable_dimension
  resource_id        = aws_appautoscaling_target.streamlit.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 50
    scale_in_cooldown  = 900 # a task that goes takes its readers' sessions along
    scale_out_cooldown = 60
    predefined_metric_specification {
      predefined_metric_type = "ECSServiceAverageCPUUtilization"
    }
  }
}

resource "aws_appautoscaling_policy" "requests" {
  name               = "${local.name}-streamlit-requests"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.streamlit.service_namespace
  scalable_dimension = aws_appautoscaling_target.streamlit.scalable_dimension
  resource_id        = aws_appautoscaling_target.streamlit.resource_id

  target_tracking_scaling_policy_configuration {
    target_value       = 600 # requests a minute and task
    scale_in_cooldown  = 900
    scale_out_cooldown = 60
    predefined_metric_specification {
      predefined_metric_type = "ALBRequestCountPerTarget"
      resource_label         = "${aws_lb.streamlit.arn_suffix}/${aws_lb_target_group.streamlit.arn_suffix}"
    }
  }
}
