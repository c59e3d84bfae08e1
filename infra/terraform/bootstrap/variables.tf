variable "project_name" {
  description = "First part of every resource's name."
  type        = string
  default     = "spanishgas"
}

variable "region" {
  description = "Region of the state, and of the environments."
  type        = string
  default     = "eu-west-1"
}

variable "environments" {
  description = "Environments that may stand in this account, each with a boundary of its roles."
  type        = set(string)
  default     = ["dev", "staging", "prod"]

  validation {
    condition     = alltrue([for each in var.environments : contains(["dev", "staging", "prod"], each)])
    error_message = "environments are some of dev, staging and prod."
  }
}

variable "log_retention_days" {
  description = "Days that the log of jobs stays."
  type        = number
  default     = 365
}
