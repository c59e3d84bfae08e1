variable "model_package_group_name" {
  description = "The registry of churn models, spanishgas-dev-churn."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$", var.model_package_group_name))
    error_message = "A group's name is up to 63 letters, digits and hyphens."
  }
}

variable "manage_job_logs" {
  description = "Whether this environment owns the log group of jobs, which an account and region have one of."
  type        = bool
}

variable "log_retention_days" {
  description = "How long the logs of jobs stay, in days."
  type        = number
}

variable "kms_key_arn" {
  description = "The key that encrypts the logs."
  type        = string
}
