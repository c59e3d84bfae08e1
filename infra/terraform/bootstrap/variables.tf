variable "project_name" {
  description = "First part of every resource's name."
  type        = string
  default     = "spanishgas"
}

variable "region" {
  description = "Region of the state."
  type        = string
  default     = "eu-west-1"
}
