mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1a", "eu-west-1b", "eu-west-1c"] }
  }
  mock_data "aws_caller_identity" {
    defaults = { account_id = "123456789012" }
  }
  mock_data "aws_subnets" {
    defaults = { ids = ["subnet-1", "subnet-2", "subnet-3"] }
  }
  mock_data "aws_route_tables" {
    defaults = { ids = ["rtb-1"] }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:eu-west-1:123456789012:log-group:flow" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/flow" }
  }
}

variables {
  permissions_boundary_arn = "arn:aws:iam::123456789012:policy/spanishgas-dev-boundary"
  project_name             = "spanishgas"
  environment              = "staging"
  region                   = "eu-west-1"
  mode                     = "private"
  kms_key_arn              = "arn:aws:kms:eu-west-1:123456789012:key/0"
}

run "no_role_is_without_the_boundary" {
  assert {
    condition     = aws_iam_role.flow[0].permissions_boundary == var.permissions_boundary_arn
    error_message = "What a role may ends at the boundary."
  }
}

run "private_subnets_lie_in_two_zones_and_reach_aws_by_endpoints" {
  assert {
    condition     = aws_subnet.job[*].availability_zone == ["eu-west-1a", "eu-west-1b"]
    error_message = "Jobs run in two zones."
  }
  assert {
    condition     = aws_subnet.job[*].cidr_block == ["10.20.32.0/20", "10.20.48.0/20"]
    error_message = "Each subnet has its sixteenth."
  }
  assert {
    condition     = keys(aws_vpc_endpoint.gateway) == ["dynamodb", "s3"]
    error_message = "S3 and DynamoDB by gateways."
  }
  assert {
    condition     = keys(aws_vpc_endpoint.interface) == ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
    error_message = "What a task needs to start by interfaces."
  }
  assert {
    condition     = alltrue([for each in aws_vpc_endpoint.interface : each.private_dns_enabled])
    error_message = "Clients find the endpoints by the services' own names."
  }
}

run "the_way_to_s3_leads_to_no_bucket_of_another_account" {
  assert {
    condition = anytrue([
      for each in jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement :
      try(each.Condition.StringEquals["aws:ResourceAccount"], "") == "123456789012"
    ])
    error_message = "Buckets of this account."
  }
  assert {
    condition = alltrue([
      for each in jsondecode(aws_vpc_endpoint.gateway["s3"].policy).Statement :
      can(each.Condition) || (each.Action == "s3:GetObject" && each.Resource == "arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*")
    ])
    error_message = "Besides those only the layers of images are read."
  }
}

run "a_service_that_something_new_uses_gets_an_endpoint_too" {
  variables {
    interface_endpoints = ["logs", "sns"]
  }
  assert {
    condition     = aws_vpc_endpoint.interface["sns"].service_name == "com.amazonaws.eu-west-1.sns"
    error_message = "Endpoints are named by the last part of the service's name."
  }
}

run "private_subnets_have_no_way_to_the_internet" {
  assert {
    condition     = length(aws_nat_gateway.egress) == 0 && length(aws_route.dashboard_to_internet) == 0
    error_message = "No NAT gateway unless somebody signs in."
  }
  assert {
    condition     = length(aws_vpc_security_group_egress_rule.job_to_services) == 0
    error_message = "Jobs reach endpoints only."
  }
  assert {
    condition     = !output.assign_public_ip && alltrue([for each in aws_subnet.alb : each.map_public_ip_on_launch != true])
    error_message = "Nothing gets a public address by itself."
  }
}

run "the_dashboard_alone_reaches_the_internet_where_people_sign_in" {
  variables {
    dashboard_egress = true
  }
  assert {
    condition     = aws_route.dashboard_to_internet[0].route_table_id == aws_route_table.dashboard[0].id
    error_message = "The route is the dashboard's."
  }
  assert {
    condition     = aws_route_table.dashboard[0].id != aws_route_table.job[0].id && length(aws_nat_gateway.egress) == 1
    error_message = "Jobs stay without one."
  }
}

run "our_own_vpc_is_watched_and_its_default_group_is_closed" {
  assert {
    condition     = aws_flow_log.own[0].traffic_type == "ALL" && aws_cloudwatch_log_group.flow[0].retention_in_days == 365
    error_message = "All traffic is logged for a year."
  }
  assert {
    condition     = aws_cloudwatch_log_group.flow[0].kms_key_id == var.kms_key_arn
    error_message = "The flow log is encrypted."
  }
  assert {
    condition     = length(aws_default_security_group.closed[0].ingress) == 0 && length(aws_default_security_group.closed[0].egress) == 0
    error_message = "The default group lets nothing pass."
  }
}

run "dev_uses_the_default_vpc_with_a_closed_group" {
  variables {
    environment = "dev"
    mode        = "default_vpc"
  }
  assert {
    condition     = length(aws_vpc.own) == 0 && length(aws_vpc_endpoint.interface) == 0 && length(aws_nat_gateway.egress) == 0
    error_message = "Nothing that costs by the hour."
  }
  assert {
    condition     = output.job_subnet_ids == tolist(["subnet-1", "subnet-2", "subnet-3"]) && output.assign_public_ip
    error_message = "The default VPC's own subnets."
  }
  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.endpoint) == 0 && aws_vpc_security_group_egress_rule.job_to_services[0].from_port == 443
    error_message = "Nothing comes in, only HTTPS goes out."
  }
  assert {
    condition     = keys(aws_vpc_endpoint.gateway) == ["dynamodb", "s3"] && output.flow_log_group_name == null
    error_message = "S3 and DynamoDB by gateways, which cost nothing."
  }
}

run "a_default_vpc_keeps_the_gateways_it_has" {
  variables {
    environment                   = "dev"
    mode                          = "default_vpc"
    default_vpc_gateway_endpoints = false
  }
  assert {
    condition     = length(aws_vpc_endpoint.gateway) == 0
    error_message = "A second endpoint of one route table would be refused."
  }
}

run "prod_in_the_default_vpc_is_refused" {
  command = plan
  variables {
    environment = "prod"
    mode        = "default_vpc"
  }
  expect_failures = [var.mode]
}

run "a_network_too_small_for_six_subnets_is_refused" {
  command = plan
  variables {
    vpc_cidr = "10.20.0.0/24"
  }
  expect_failures = [var.vpc_cidr]
}

run "an_unknown_mode_is_refused" {
  command = plan
  variables {
    mode = "public"
  }
  expect_failures = [var.mode]
}
