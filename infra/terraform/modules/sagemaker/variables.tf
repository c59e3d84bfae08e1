variable "model_package_group_name" {
  description = "The registry of churn models, spanishgas-dev-churn."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$", var.model_package_group_name))
    error_message = "A group's name is up to 63 letters, digits and hyphens."
  }
}
