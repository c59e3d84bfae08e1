# Where everything runs. dev: the account's default VPC, which costs nothing, with a closed security group. staging and
# prod: a VPC of our own over two zones. Its jobs sit in subnets without any route to the internet and reach AWS by
# endpoints, so that the book of customers has no way out but the services named here. Endpoints cost more by the hour than
# one NAT gateway would (docs/cost.md); a NAT gateway would be a way out to anywhere.

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
  name       = "${var.project_name}-${var.environment}"
  is_private = var.mode == "private"
  zones      = local.is_private ? slice(data.aws_availability_zones.here[0].names, 0, 2) : []

  vpc_id               = local.is_private ? aws_vpc.own[0].id : data.aws_vpc.default[0].id
  alb_subnet_ids       = local.is_private ? aws_subnet.alb[*].id : data.aws_subnets.default[0].ids
  job_subnet_ids       = local.is_private ? aws_subnet.job[*].id : data.aws_subnets.default[0].ids
  dashboard_subnet_ids = local.is_private ? aws_subnet.dashboard[*].id : data.aws_subnets.default[0].ids
  has_egress           = local.is_private && var.dashboard_egress

  # Who is inside, with whatever credentials, puts nothing into a bucket of another account. The default VPC is shared with
  # whatever else is in it, so its endpoint stays open.
  own_buckets_only = local.is_private ? jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "*"
        Condition = { StringEquals = { "aws:ResourceAccount" = data.aws_caller_identity.here[0].account_id } }
      },
      {
        # Where ECR keeps the layers of images.
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:::prod-${var.region}-starport-layer-bucket/*"
      },
    ]
  }) : ""
}

# mode default_vpc

data "aws_vpc" "default" {
  count   = local.is_private ? 0 : 1
  default = true
}

data "aws_subnets" "default" {
  count = local.is_private ? 0 : 1
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.default[0].id]
  }
  filter {
    name   = "default-for-az"
    values = ["true"]
  }
}

# mode private

data "aws_availability_zones" "here" {
  #checkov:skip=CKV_AWS_394:The first two by name are taken, and a zone that AWS adds comes after them.
  count = local.is_private ? 1 : 0
  state = "available"
  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

resource "aws_vpc" "own" {
  count                = local.is_private ? 1 : 0
  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = local.name }
}

# The group that whatever is put into the VPC without one would get: nothing in, nothing out.
resource "aws_default_security_group" "closed" {
  count  = local.is_private ? 1 : 0
  vpc_id = aws_vpc.own[0].id
  tags   = { Name = "${local.name}-default-closed" }
}

resource "aws_subnet" "alb" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.own[0].id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(var.vpc_cidr, 4, count.index)
  tags              = { Name = "${local.name}-alb-${count.index}" }
}

resource "aws_subnet" "job" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.own[0].id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(var.vpc_cidr, 4, 2 + count.index)
  tags              = { Name = "${local.name}-job-${count.index}" }
}

resource "aws_subnet" "dashboard" {
  count             = length(local.zones)
  vpc_id            = aws_vpc.own[0].id
  availability_zone = local.zones[count.index]
  cidr_block        = cidrsubnet(var.vpc_cidr, 4, 4 + count.index)
  tags              = { Name = "${local.name}-dashboard-${count.index}" }
}

resource "aws_internet_gateway" "own" {
  count  = local.is_private ? 1 : 0
  vpc_id = aws_vpc.own[0].id
  tags   = { Name = local.name }
}

resource "aws_route_table" "alb" {
  count  = local.is_private ? 1 : 0
  vpc_id = aws_vpc.own[0].id
  tags   = { Name = "${local.name}-alb" }
}

resource "aws_route" "alb_to_internet" {
  count                  = local.is_private ? 1 : 0
  route_table_id         = aws_route_table.alb[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.own[0].id
}

resource "aws_route_table" "job" {
  count  = local.is_private ? 1 : 0
  vpc_id = aws_vpc.own[0].id
  tags   = { Name = "${local.name}-job" }
}

resource "aws_route_table" "dashboard" {
  count  = local.is_private ? 1 : 0
  vpc_id = aws_vpc.own[0].id
  tags   = { Name = "${local.name}-dashboard" }
}

resource "aws_route_table_association" "alb" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.alb[count.index].id
  route_table_id = aws_route_table.alb[0].id
}

resource "aws_route_table_association" "job" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.job[count.index].id
  route_table_id = aws_route_table.job[0].id
}

resource "aws_route_table_association" "dashboard" {
  count          = length(local.zones)
  subnet_id      = aws_subnet.dashboard[count.index].id
  route_table_id = aws_route_table.dashboard[0].id
}

# The one way out, for the dashboard's subnets alone: whoever signs people in asks their identity provider, which no
# endpoint reaches. One zone: while it is down nobody new signs in, and who is in stays in.
resource "aws_eip" "egress" {
  count  = local.has_egress ? 1 : 0
  domain = "vpc"
  tags   = { Name = "${local.name}-dashboard-egress" }
}

resource "aws_nat_gateway" "egress" {
  count         = local.has_egress ? 1 : 0
  allocation_id = aws_eip.egress[0].id
  subnet_id     = aws_subnet.alb[0].id
  depends_on    = [aws_internet_gateway.own]
  tags          = { Name = "${local.name}-dashboard-egress" }
}

resource "aws_route" "dashboard_to_internet" {
  count                  = local.has_egress ? 1 : 0
  route_table_id         = aws_route_table.dashboard[0].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.egress[0].id
}

# Endpoints. Those of S3 and DynamoDB cost nothing, so the default VPC gets them too: a job in it has no public address.

data "aws_route_tables" "default" {
  count  = !local.is_private && var.default_vpc_gateway_endpoints ? 1 : 0
  vpc_id = data.aws_vpc.default[0].id
}

resource "aws_vpc_endpoint" "gateway" {
  for_each          = local.is_private || var.default_vpc_gateway_endpoints ? toset(["s3", "dynamodb"]) : []
  vpc_id            = local.vpc_id
  service_name      = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type = "Gateway"
  route_table_ids = (
    local.is_private
    ? [aws_route_table.job[0].id, aws_route_table.dashboard[0].id]
    : data.aws_route_tables.default[0].ids
  )
  policy = local.is_private && each.key == "s3" ? local.own_buckets_only : null
  tags   = { Name = "${local.name}-${each.key}" }
}

resource "aws_vpc_endpoint" "interface" {
  for_each            = local.is_private ? var.interface_endpoints : []
  vpc_id              = aws_vpc.own[0].id
  service_name        = "com.amazonaws.${var.region}.${each.key}"
  vpc_endpoint_type   = "Interface"
  private_dns_enabled = true
  subnet_ids          = aws_subnet.job[*].id
  security_group_ids  = [aws_security_group.endpoint[0].id]
  tags                = { Name = "${local.name}-${each.key}" }
}

resource "aws_security_group" "endpoint" {
  count       = local.is_private ? 1 : 0
  name        = "${local.name}-endpoint"
  description = "Endpoints of AWS services: HTTPS from the private subnets."
  vpc_id      = aws_vpc.own[0].id
  tags        = { Name = "${local.name}-endpoint" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoint" {
  for_each          = local.is_private ? toset(concat(aws_subnet.job[*].cidr_block, aws_subnet.dashboard[*].cidr_block)) : []
  security_group_id = aws_security_group.endpoint[0].id
  description       = "HTTPS from a private subnet"
  cidr_ipv4         = each.key
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# The closed group of the jobs

resource "aws_security_group" "job" {
  #checkov:skip=CKV2_AWS_5:Jobs get it from the state machine, by their start.
  name        = "${local.name}-job"
  description = "Jobs: nothing comes in, HTTPS to AWS goes out."
  vpc_id      = local.vpc_id
  tags        = { Name = "${local.name}-job" }
}

resource "aws_vpc_security_group_egress_rule" "job_to_gateway" {
  for_each          = aws_vpc_endpoint.gateway
  security_group_id = aws_security_group.job.id
  description       = "HTTPS to ${each.key}"
  prefix_list_id    = each.value.prefix_list_id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "job_to_endpoints" {
  count                        = local.is_private ? 1 : 0
  security_group_id            = aws_security_group.job.id
  description                  = "HTTPS to the endpoints of AWS services"
  referenced_security_group_id = aws_security_group.endpoint[0].id
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
}

# Without interface endpoints the services are at public addresses, which change: HTTPS to anywhere, in dev only.
resource "aws_vpc_security_group_egress_rule" "job_to_services" {
  count             = local.is_private ? 0 : 1
  security_group_id = aws_security_group.job.id
  description       = "HTTPS to AWS services"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

# Who spoke to whom, of our own VPC

resource "aws_cloudwatch_log_group" "flow" {
  count             = local.is_private ? 1 : 0
  name              = "/aws/vpc/${local.name}-flow"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_flow_log" "own" {
  count           = local.is_private ? 1 : 0
  vpc_id          = aws_vpc.own[0].id
  traffic_type    = "ALL"
  log_destination = aws_cloudwatch_log_group.flow[0].arn
  iam_role_arn    = aws_iam_role.flow[0].arn
}

data "aws_caller_identity" "here" {
  count = local.is_private ? 1 : 0
}

resource "aws_iam_role" "flow" {
  count                = local.is_private ? 1 : 0
  name                 = "${local.name}-flow-logs"
  description          = "Writes the log of who spoke to whom"
  permissions_boundary = var.permissions_boundary_arn
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "vpc-flow-logs.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = data.aws_caller_identity.here[0].account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "flow" {
  count = local.is_private ? 1 : 0
  name  = "write"
  role  = aws_iam_role.flow[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid    = "WriteFlows"
      Effect = "Allow"
      Action = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
      # Streams of this one group; flow logs name them after interfaces, so they cannot be named before.
      Resource = "${aws_cloudwatch_log_group.flow[0].arn}:*"
    }]
  })
}
