variable "state_machine_name" {
  description = "The pipeline, spanishgas-dev-pipeline."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9_-]{1,80}$", var.state_machine_name))
    error_message = "A state machine's name is up to 80 letters, digits, hyphens and underscores."
  }
}

variable "definition_file" {
  description = "The rendered definition, a template of Terraform."
  type        = string

  validation {
    condition     = fileexists(var.definition_file)
    error_message = "definition_file is not there: see asl/."
  }
}

variable "definition_values" {
  description = "What the definition's names stand for."
  type        = map(string)
}

variable "role_arn" {
  description = "The role of the state machine."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts the log."
  type        = string
}

variable "log_retention_days" {
  description = "Days that the log of executions stays."
  type        = number
}
