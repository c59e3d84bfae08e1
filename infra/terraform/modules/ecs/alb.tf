# How the dashboard is reached: HTTPS by one name. No WAF: what is open to the world is the sign-in's door alone (a guard
# stands before every page, file and socket; docs/decisions/signin.md), no text of a reader reaches a query, and without
# sign-in only allowed networks come here. A firewall of rules for SQL and PHP would cost and refuse uploads by chance; an
# account with a WAF of its own associates it by the load balancer's name.

resource "aws_lb" "streamlit" {
  #checkov:skip=CKV2_AWS_28:No WAF: see above.
  #checkov:skip=CKV_AWS_91:Access logs are kept in prod, where people other than its makers come.
  #checkov:skip=CKV_AWS_150:Protected from deletion in prod; dev and staging are made to be taken down.
  name                       = "${local.name}-streamlit-alb"
  load_balancer_type         = "application"
  internal                   = false
  subnets                    = var.alb_subnet_ids
  security_groups            = [aws_security_group.alb.id]
  drop_invalid_header_fields = true
  desync_mitigation_mode     = "strictest"
  enable_deletion_protection = local.is_prod
  idle_timeout               = 300 # an open page is one socket, which is pinged every half minute

  dynamic "access_logs" {
    for_each = aws_s3_bucket.access_logs
    content {
      bucket  = access_logs.value.bucket
      enabled = true
    }
  }

  depends_on = [aws_s3_bucket_policy.access_logs]
}

resource "aws_lb_target_group" "streamlit" {
  #checkov:skip=CKV_AWS_378:HTTPS ends at the load balancer; from there to the task it is one hop within the VPC that its groups allow to nobody else.
  name                 = "${local.name}-streamlit"
  vpc_id               = var.vpc_id
  target_type          = "ip"
  protocol             = "HTTP"
  port                 = local.port
  deregistration_delay = 60

  # A reader's session, uploads and ended visits are in the memory of one task.
  stickiness {
    enabled         = true
    type            = "lb_cookie"
    cookie_duration = 86400
  }

  health_check {
    path                = local.health_path
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.streamlit.arn
  port              = 443
  protocol          = "HTTPS"
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06" # TLS 1.3, and 1.2 with forward secrecy
  certificate_arn   = var.certificate_arn

  # Who comes by another name than the dashboard's (scanners come by address) does not reach it.
  default_action {
    type = "fixed-response"
    fixed_response {
      content_type = "text/plain"
      message_body = "Not found."
      status_code  = "404"
    }
  }
}

resource "aws_lb_listener_rule" "dashboard" {
  listener_arn = aws_lb_listener.https.arn
  priority     = 1

  condition {
    host_header {
      values = [var.domain_name]
    }
  }

  action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.streamlit.arn
  }
}

resource "aws_lb_listener" "redirect" {
  load_balancer_arn = aws_lb.streamlit.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_route53_record" "dashboard" {
  count   = var.hosted_zone_id == "" ? 0 : 1
  zone_id = var.hosted_zone_id
  name    = var.domain_name
  type    = "A"

  alias {
    name                   = aws_lb.streamlit.dns_name
    zone_id                = aws_lb.streamlit.zone_id
    evaluate_target_health = true
  }
}

resource "aws_security_group" "alb" {
  name        = "${local.name}-streamlit-alb"
  description = "Load balancer of the dashboard: HTTP and HTTPS from allowed networks, on to the tasks."
  vpc_id      = var.vpc_id
  tags        = { Name = "${local.name}-streamlit-alb" }
}

locals {
  # Everybody, only where everybody meets the sign-in first: variables.tf refuses the rest.
  networks = length(var.allowed_cidrs) > 0 ? var.allowed_cidrs : ["0.0.0.0/0"]
  doors = {
    for each in setproduct([80, 443], local.networks) : "${each[0]} ${each[1]}" => { port = each[0], network = each[1] }
  }
}

resource "aws_vpc_security_group_ingress_rule" "alb" {
  #checkov:skip=CKV_AWS_260:Port 80 answers with nothing but the redirect to 443.
  for_each          = local.doors
  security_group_id = aws_security_group.alb.id
  description       = "Port ${each.value.port} from ${each.value.network}"
  cidr_ipv4         = strcontains(each.value.network, ":") ? null : each.value.network
  cidr_ipv6         = strcontains(each.value.network, ":") ? each.value.network : null
  ip_protocol       = "tcp"
  from_port         = each.value.port
  to_port           = each.value.port
}

resource "aws_vpc_security_group_egress_rule" "alb" {
  security_group_id            = aws_security_group.alb.id
  description                  = "To the tasks"
  referenced_security_group_id = aws_security_group.task.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

resource "aws_security_group" "task" {
  name        = "${local.name}-streamlit-task"
  description = "Tasks of the dashboard: from the load balancer alone, HTTPS goes out."
  vpc_id      = var.vpc_id
  tags        = { Name = "${local.name}-streamlit-task" }
}

resource "aws_vpc_security_group_ingress_rule" "task" {
  security_group_id            = aws_security_group.task.id
  description                  = "From the load balancer"
  referenced_security_group_id = aws_security_group.alb.id
  ip_protocol                  = "tcp"
  from_port                    = local.port
  to_port                      = local.port
}

# AWS and the identity provider, whose addresses change; where there is no route to the internet this opens none.
resource "aws_vpc_security_group_egress_rule" "task" {
  security_group_id = aws_security_group.task.id
  description       = "HTTPS to AWS and the identity provider"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}
