variable "project_name" {
  description = "First part of every resource's name."
  type        = string
}

variable "environment" {
  description = "Second part of every resource's name, and the GitHub environment whose jobs may take the role."
  type        = string
  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment is dev, staging or prod."
  }
}

variable "region" {
  description = "Region of everything that is deployed."
  type        = string
}

variable "github_repo" {
  description = "Repository whose workflows deploy, as OWNER/NAME."
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+$", var.github_repo))
    error_message = "github_repo is OWNER/NAME, without any pattern."
  }
}

variable "github_branches" {
  description = "Branches whose jobs may take the role without a GitHub environment; none in prod, where a person approves."
  type        = list(string)
  default     = []
  validation {
    condition     = alltrue([for each in var.github_branches : can(regex("^[A-Za-z0-9._/-]+$", each))])
    error_message = "github_branches are whole names of branches, without any pattern."
  }
  validation {
    condition     = var.environment != "prod" || length(var.github_branches) == 0
    error_message = "In prod only jobs of the GitHub environment prod deploy: its reviewers approve them."
  }
}

variable "bucket_name" {
  description = "The lake's bucket, which is configured but whose objects are not read."
  type        = string
}

variable "state_bucket_name" {
  description = "Bucket of the Terraform state."
  type        = string
  default     = "spanishgas-terraform-state"
}

variable "lock_table_name" {
  description = "Table of the Terraform state's locks."
  type        = string
  default     = "spanishgas-terraform-locks"
}
