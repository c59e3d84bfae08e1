mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_elb_service_account" {
    defaults = { arn = "arn:aws:iam::156460612806:root" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/mocked" }
  }
  mock_resource "aws_lb" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1", arn_suffix = "app/a/1" }
  }
  mock_resource "aws_lb_target_group" {
    defaults = {
      arn        = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/a/1"
      arn_suffix = "targetgroup/a/1"
    }
  }
  mock_resource "aws_lb_listener" {
    defaults = { arn = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/a/1/2" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/streamlit" }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:sign-in-abc" }
  }
  mock_resource "aws_s3_bucket" {
    defaults = { arn = "arn:aws:s3:::logs" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/streamlit:1" }
  }
}

variables {
  permissions_boundary_arn = "arn:aws:iam::123456789012:policy/spanishgas-dev-boundary"
  project_name             = "spanishgas"
  environment              = "dev"
  region                   = "eu-west-1"
  vpc_id                   = "vpc-1"
  alb_subnet_ids           = ["subnet-1", "subnet-2"]
  task_subnet_ids          = ["subnet-3", "subnet-4"]
  image                    = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/spanishgas-dev-streamlit@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  ecr_repository_arn       = "arn:aws:ecr:eu-west-1:123456789012:repository/spanishgas-dev-streamlit"
  certificate_arn          = "arn:aws:acm:eu-west-1:123456789012:certificate/abc"
  domain_name              = "book.example.com"
  allowed_cidrs            = ["192.0.2.0/24", "2001:db8::/48"]
  bucket_name              = "spanishgas-data-dev"
  kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/0"
}

run "no_role_is_without_the_boundary" {
  assert {
    condition     = alltrue([for each in [aws_iam_role.execution, aws_iam_role.task] : each.permissions_boundary == var.permissions_boundary_arn])
    error_message = "What a role may ends at the boundary."
  }
}

run "the_names_are_those_that_others_rely_on" {
  assert {
    condition     = output.ecs_cluster_name == "spanishgas-dev-cluster" && output.ecs_service_name == "spanishgas-dev-streamlit"
    error_message = "Cluster and service."
  }
  assert {
    condition     = aws_lb.streamlit.name == "spanishgas-dev-streamlit-alb" && output.streamlit_dashboard_url == "https://book.example.com"
    error_message = "Load balancer and address."
  }
}

run "port_80_redirects_and_443_speaks_tls_1_3" {
  assert {
    condition = (
      aws_lb_listener.redirect.port == 80
      && aws_lb_listener.redirect.default_action[0].redirect[0].protocol == "HTTPS"
      && aws_lb_listener.redirect.default_action[0].redirect[0].status_code == "HTTP_301"
    )
    error_message = "80 → 443, for good."
  }
  assert {
    condition     = aws_lb_listener.https.port == 443 && strcontains(aws_lb_listener.https.ssl_policy, "TLS13")
    error_message = "TLS 1.3."
  }
  assert {
    condition     = one(one(aws_lb_listener_rule.dashboard.condition).host_header).values == toset(["book.example.com"])
    error_message = "The dashboard answers by its own name alone."
  }
  assert {
    condition     = aws_lb.streamlit.drop_invalid_header_fields
    error_message = "Invalid headers are dropped."
  }
}

run "a_reader_stays_at_one_task_which_is_asked_for_its_health" {
  assert {
    condition     = aws_lb_target_group.streamlit.stickiness[0].enabled && aws_lb_target_group.streamlit.port == 8501
    error_message = "A session is in the memory of one task."
  }
  assert {
    condition     = aws_lb_target_group.streamlit.health_check[0].path == "/_stcore/health"
    error_message = "The path that is open without sign-in."
  }
}

run "only_allowed_networks_reach_the_load_balancer" {
  assert {
    condition = toset([
      for each in aws_vpc_security_group_ingress_rule.alb : "${each.from_port} ${coalesce(each.cidr_ipv4, each.cidr_ipv6)}"
    ]) == toset(["80 192.0.2.0/24", "443 192.0.2.0/24", "80 2001:db8::/48", "443 2001:db8::/48"])
    error_message = "Both ports from each network, and nothing else."
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.task.referenced_security_group_id == aws_security_group.alb.id
    error_message = "Tasks are reached by the load balancer alone."
  }
}

run "the_container_is_nobody_and_writes_to_its_tmp_alone" {
  assert {
    condition = alltrue([
      for each in jsondecode(aws_ecs_task_definition.streamlit.container_definitions) : each.readonlyRootFilesystem
    ])
    error_message = "The root is read-only."
  }
  assert {
    condition = alltrue([
      for each in jsondecode(aws_ecs_task_definition.streamlit.container_definitions) :
      each.user == "10001:10001" && each.linuxParameters.capabilities.drop == ["ALL"] && each.portMappings[0].containerPort == 8501
      if each.essential
    ])
    error_message = "User 10001 without capabilities."
  }
  assert {
    condition = alltrue([
      for each in jsondecode(aws_ecs_task_definition.streamlit.container_definitions) :
      [for mount in each.mountPoints : mount.containerPath if !mount.readOnly] == ["/tmp"] if each.essential
    ])
    error_message = "Only /tmp is written."
  }
}

run "without_sign_in_there_is_no_secret_and_readers_change_nothing" {
  assert {
    condition     = output.sign_in_secret_arn == null
    error_message = "No secret."
  }
  assert {
    condition = anytrue([
      for each in jsondecode(aws_ecs_task_definition.streamlit.container_definitions) :
      contains(each.environment, { name = "SPANISHGAS_VIEWERS_AT", value = "book.example.com" }) if each.essential
    ])
    error_message = "Who is not known may look only."
  }
}

run "with_sign_in_the_world_meets_the_sign_in" {
  variables {
    allowed_cidrs     = []
    oidc_metadata_url = "https://id.example.com/.well-known/openid-configuration"
    oidc_client_id    = "dashboard"
  }
  assert {
    condition     = toset([for each in aws_vpc_security_group_ingress_rule.alb : each.cidr_ipv4]) == toset(["0.0.0.0/0"])
    error_message = "Everybody comes to the door."
  }
  assert {
    condition = alltrue([
      for each in jsondecode(aws_ecs_task_definition.streamlit.container_definitions) : toset([for secret in each.secrets : secret.name]) == toset(
        each.essential ? ["SPANISHGAS_SIGN_IN_CLIENT_SECRET", "SPANISHGAS_SIGN_IN_COOKIE_SECRET"] : ["PEOPLE"]
      )
    ])
    error_message = "Secrets come from Secrets Manager, each to the container that needs it."
  }
  assert {
    condition = alltrue([
      for each in jsondecode(aws_ecs_task_definition.streamlit.container_definitions) :
      contains(each.environment, { name = "SPANISHGAS_SIGN_IN_REDIRECT", value = "https://book.example.com/oauth2callback" })
      && !contains([for setting in each.environment : setting.name], "SPANISHGAS_VIEWERS_AT") if each.essential
    ])
    error_message = "The sign-in is set up whole."
  }
}

run "the_dashboard_reads_the_lake_and_writes_campaigns_alone" {
  assert {
    condition = [
      for each in jsondecode(aws_iam_role_policy.task.policy).Statement : each.Resource if each.Action == "s3:PutObject"
    ] == [["arn:aws:s3:::spanishgas-data-dev/campaigns/*"]]
    error_message = "Campaigns are all it writes."
  }
  assert {
    condition = !anytrue([
      for each in jsondecode(aws_iam_role_policy.task.policy).Statement :
      strcontains(jsonencode(each.Action), "Delete") || strcontains(jsonencode(each.Action), "*")
    ])
    error_message = "Nothing is deleted, no action is a pattern."
  }
  assert {
    condition     = !strcontains(aws_iam_role_policy.execution.policy, "secretsmanager")
    error_message = "Without sign-in no secret is read."
  }
}

run "prod_is_protected_and_keeps_who_came" {
  variables {
    environment = "prod"
  }
  assert {
    condition     = aws_lb.streamlit.enable_deletion_protection && aws_lb.streamlit.access_logs[0].enabled
    error_message = "Protected, with access logs."
  }
  assert {
    condition     = aws_s3_bucket_public_access_block.access_logs[0].restrict_public_buckets && aws_s3_bucket_lifecycle_configuration.access_logs[0].rule[0].expiration[0].days == 90
    error_message = "The logs are closed and go after a quarter."
  }
}

run "dev_is_not" {
  assert {
    condition     = !aws_lb.streamlit.enable_deletion_protection && length(aws_s3_bucket.access_logs) == 0
    error_message = "dev is made to be taken down."
  }
}

run "tasks_grow_with_their_readers" {
  assert {
    condition     = aws_appautoscaling_target.streamlit.min_capacity == 1 && aws_appautoscaling_target.streamlit.max_capacity == 4
    error_message = "From one to four."
  }
  assert {
    condition = (
      aws_appautoscaling_policy.requests.target_tracking_scaling_policy_configuration[0].predefined_metric_specification[0].resource_label
      == "app/a/1/targetgroup/a/1"
    )
    error_message = "Requests are counted at this load balancer and target group."
  }
}

run "the_world_without_sign_in_is_refused" {
  command = plan
  variables {
    allowed_cidrs = ["192.0.2.0/24", "0.0.0.0/0"]
  }
  expect_failures = [var.allowed_cidrs]
}

run "the_world_of_ipv6_without_sign_in_is_refused" {
  command = plan
  variables {
    allowed_cidrs = ["::/0"]
  }
  expect_failures = [var.allowed_cidrs]
}

run "both_halves_of_the_world_without_sign_in_are_refused" {
  command = plan
  variables {
    allowed_cidrs = ["0.0.0.0/1", "128.0.0.0/1"]
  }
  expect_failures = [var.allowed_cidrs]
}

run "no_network_and_no_sign_in_is_refused" {
  command = plan
  variables {
    allowed_cidrs = []
  }
  expect_failures = [var.allowed_cidrs]
}

run "half_a_sign_in_is_refused" {
  command = plan
  variables {
    oidc_client_id = "dashboard"
  }
  expect_failures = [var.oidc_client_id]
}

run "a_sign_in_without_https_is_refused" {
  command = plan
  variables {
    oidc_metadata_url = "http://id.example.com/.well-known/openid-configuration"
    oidc_client_id    = "dashboard"
  }
  expect_failures = [var.oidc_metadata_url]
}

run "an_image_by_a_tag_is_refused" {
  command = plan
  variables {
    image = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/spanishgas-dev-streamlit:latest"
  }
  expect_failures = [var.image]
}

run "a_dashboard_without_a_certificate_is_refused" {
  command = plan
  variables {
    certificate_arn = ""
  }
  expect_failures = [var.certificate_arn]
}

run "a_name_that_is_none_is_refused" {
  command = plan
  variables {
    domain_name = "https://book.example.com"
  }
  expect_failures = [var.domain_name]
}
