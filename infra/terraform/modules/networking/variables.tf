variable "project_name" {
  description = "First part of every resource's name."
  type        = string
}

variable "environment" {
  description = "Second part of every resource's name."
  type        = string
  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment is dev, staging or prod."
  }
}

variable "region" {
  description = "Region of the endpoints' services."
  type        = string
}

variable "mode" {
  description = "default_vpc: the account's default VPC (dev); private: a VPC of our own, whose private subnets reach AWS by endpoints."
  type        = string
  validation {
    condition     = contains(["default_vpc", "private"], var.mode)
    error_message = "mode is default_vpc or private."
  }
  validation {
    condition     = var.environment != "prod" || var.mode == "private"
    error_message = "prod runs in private subnets: mode is private."
  }
}

variable "vpc_cidr" {
  description = "Addresses of our own VPC (mode private), split into six subnets of a sixteenth each."
  type        = string
  default     = "10.20.0.0/16"
  validation {
    condition     = can(cidrsubnet(var.vpc_cidr, 4, 5)) && try(tonumber(split("/", var.vpc_cidr)[1]) <= 22, false)
    error_message = "vpc_cidr is a network of /22 or larger, such as 10.20.0.0/16."
  }
}

variable "interface_endpoints" {
  description = "Services that private subnets reach by an interface endpoint, by the last part of the service's name."
  type        = set(string)
  # What speaks to AWS inside: the dashboard's task starts by these four, and jobs read and write S3 alone (SageMaker fetches
  # their image and writes their log from its own network). The trigger runs outside. Each costs by the hour and zone
  # (docs/cost.md), so a service that is used by something new is added here: sns, states, sagemaker.api, sts, monitoring.
  default = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"]
}

variable "default_vpc_gateway_endpoints" {
  description = "Whether to add endpoints of S3 and DynamoDB to the default VPC (mode default_vpc); false where it has them already."
  type        = bool
  default     = true
}

variable "dashboard_egress" {
  description = "Whether the dashboard's private subnets reach the internet (one NAT gateway): needed where people sign in, to ask the identity provider."
  type        = bool
  default     = false
}

variable "kms_key_arn" {
  description = "Key that encrypts the flow logs; its policy lets the region's CloudWatch Logs use it."
  type        = string
}

variable "log_retention_days" {
  description = "Days that flow logs stay."
  type        = number
  default     = 365
}

variable "permissions_boundary_arn" {
  description = "What the roles get no rights beyond, whatever their policies say."
  type        = string
}
