variable "project_name" {
  description = "First part of every resource's name."
  type        = string
}

variable "environment" {
  description = "Second part of every resource's name; prod is protected from deletion and keeps access logs."
  type        = string
  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment is dev, staging or prod."
  }
}

variable "region" {
  description = "Region of the logs."
  type        = string
}

variable "vpc_id" {
  description = "VPC of the load balancer and the tasks."
  type        = string
}

variable "alb_subnet_ids" {
  description = "Public subnets of the load balancer."
  type        = list(string)
  validation {
    condition     = length(var.alb_subnet_ids) >= 2
    error_message = "A load balancer needs subnets of two zones."
  }
}

variable "task_subnet_ids" {
  description = "Subnets of the tasks."
  type        = list(string)
}

variable "assign_public_ip" {
  description = "Whether tasks have a public address: only where their subnets reach AWS in no other way (the default VPC)."
  type        = bool
  default     = false
}

variable "image" {
  description = "The dashboard's image by its digest (REPOSITORY@sha256:…): what was tested is what runs."
  type        = string
  validation {
    condition     = can(regex("@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image is named by its digest: REPOSITORY@sha256:…"
  }
}

variable "ecr_repository_arn" {
  description = "Repository that the image is pulled from."
  type        = string
}

variable "streamlit_cpu" {
  description = "CPU units of a task (1024: one core)."
  type        = number
  default     = 512
}

variable "streamlit_memory" {
  description = "Memory of a task, MiB."
  type        = number
  default     = 2048
}

variable "streamlit_desired_count" {
  description = "Tasks at rest, the least of the autoscaling."
  type        = number
  default     = 1
  validation {
    condition     = var.streamlit_desired_count >= 1 && var.streamlit_desired_count <= 10
    error_message = "streamlit_desired_count is from 1 to 10."
  }
}

variable "streamlit_max_count" {
  description = "The most tasks of the autoscaling."
  type        = number
  default     = 4
  validation {
    condition     = var.streamlit_max_count >= var.streamlit_desired_count
    error_message = "streamlit_max_count is at least streamlit_desired_count."
  }
}

variable "certificate_arn" {
  description = "Certificate (ACM, of this region) of domain_name."
  type        = string
  validation {
    condition     = can(regex("^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/.+$", var.certificate_arn))
    error_message = "certificate_arn is the ARN of an ACM certificate: the dashboard is served by HTTPS only."
  }
}

variable "domain_name" {
  description = "Name that people open the dashboard by, such as book.example.com."
  type        = string
  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain_name))
    error_message = "domain_name is a host's name in small letters, such as book.example.com."
  }
}

variable "hosted_zone_id" {
  description = "Route 53 zone to write domain_name into; empty: the name is pointed at the load balancer elsewhere."
  type        = string
  default     = ""
}

variable "allowed_cidrs" {
  description = "Networks that reach the load balancer. Without sign-in at least one and no large one; with sign-in empty means everybody, who then meets the sign-in."
  type        = list(string)
  default     = []
  validation {
    condition     = alltrue([for each in var.allowed_cidrs : can(cidrhost(each, 0))])
    error_message = "allowed_cidrs are networks such as 192.0.2.0/24."
  }
  validation {
    condition     = var.oidc_metadata_url != "" || length(var.allowed_cidrs) > 0
    error_message = "Without sign-in (oidc_*) the dashboard needs allowed_cidrs: it is never open to the world."
  }
  validation {
    # Halves of the world are the world too, so a network without sign-in is no larger than /8 (IPv6: /32).
    condition = var.oidc_metadata_url != "" || alltrue([
      for each in var.allowed_cidrs : try(tonumber(split("/", each)[1]) >= (strcontains(each, ":") ? 32 : 8), false)
    ])
    error_message = "Without sign-in (oidc_*) allowed_cidrs hold no network larger than /8 (IPv6: /32), 0.0.0.0/0 and ::/0 least of all."
  }
}

variable "oidc_metadata_url" {
  description = "Address of the identity provider's metadata; empty: nobody signs in, and allowed_cidrs say who gets in."
  type        = string
  default     = ""
  validation {
    condition     = var.oidc_metadata_url == "" || can(regex("^https://[^/?#]+.*/\\.well-known/openid-configuration$", var.oidc_metadata_url))
    error_message = "oidc_metadata_url is https://…/.well-known/openid-configuration."
  }
}

variable "oidc_client_id" {
  description = "Name by which the identity provider knows the dashboard."
  type        = string
  default     = ""
  validation {
    condition     = (var.oidc_client_id == "") == (var.oidc_metadata_url == "")
    error_message = "oidc_metadata_url and oidc_client_id belong together: both or neither."
  }
}

variable "oidc_hours" {
  description = "Hours until a person has to sign in again."
  type        = number
  default     = 8
}

variable "bucket_name" {
  description = "The lake's bucket."
  type        = string
}

variable "kms_key_arn" {
  description = "Key of the lake, the logs and the sign-in secret; its policy lets the region's CloudWatch Logs use it."
  type        = string
}

variable "task_environment" {
  description = "Further environment of the container, such as DYNAMODB_MANIFEST_TABLE; no secrets."
  type        = map(string)
  default     = {}
}

variable "log_retention_days" {
  description = "Days that the dashboard's log stays, the audit of launches and downloads within."
  type        = number
  default     = 365
}

variable "permissions_boundary_arn" {
  description = "What the roles get no rights beyond, whatever their policies say."
  type        = string
}
