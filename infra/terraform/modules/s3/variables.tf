variable "name_prefix" {
  description = "What the names of this environment start with, spanishgas-dev."
  type        = string
}

variable "bucket_name" {
  description = "The bucket of the lake."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.bucket_name))
    error_message = "A bucket's name is 3 to 63 lower-case letters, digits and hyphens."
  }
}

variable "account_id" {
  description = "The account that owns the key."
  type        = string
}

variable "partition" {
  description = "aws, or the partition of another cloud."
  type        = string
}

variable "region" {
  description = "The region of bucket and key."
  type        = string
}

variable "force_destroy" {
  description = "Whether destroying the bucket deletes what is in it."
  type        = bool
  default     = false
}

variable "keep_versions_days" {
  description = "How long a replaced or deleted version can be brought back, in days."
  type        = number
  default     = 90

  validation {
    condition     = var.keep_versions_days >= 7 && var.keep_versions_days <= 365
    error_message = "Keep versions between a week (somebody must notice) and a year (what is to be forgotten must go)."
  }
}

variable "keep_working_versions_days" {
  description = "The same for working tables of runs, which any run makes anew, in days."
  type        = number
  default     = 7

  validation {
    condition     = var.keep_working_versions_days >= 1 && var.keep_working_versions_days <= 90
    error_message = "Keep versions of working tables between 1 and 90 days."
  }
}
