variable "table_name" {
  description = "The manifest of the pipeline, spanishgas-dev-pipeline-manifest."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9_.-]{3,255}$", var.table_name))
    error_message = "A table's name is 3 to 255 letters, digits, dots, hyphens and underscores."
  }
}

variable "kms_key_arn" {
  description = "The key that encrypts the table."
  type        = string

  validation {
    condition     = startswith(var.kms_key_arn, "arn:")
    error_message = "The table is encrypted by a key of ours: give the key's ARN."
  }
}

variable "deletion_protection" {
  description = "Whether the table refuses to be deleted."
  type        = bool
  default     = true
}
