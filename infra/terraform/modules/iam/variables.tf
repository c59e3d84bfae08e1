variable "name_prefix" {
  description = "What the names of this environment start with, spanishgas-dev."
  type        = string
}

variable "account_id" {
  description = "The account of everything named here."
  type        = string
}

variable "partition" {
  description = "aws, or the partition of another cloud."
  type        = string
}

variable "region" {
  description = "The region of everything named here."
  type        = string
}

variable "bucket_arn" {
  description = "The bucket of the lake."
  type        = string
}

variable "kms_key_arn" {
  description = "The key of all that the environment keeps."
  type        = string
}

variable "table_arn" {
  description = "The manifest of the pipeline."
  type        = string
}

variable "topic_arn" {
  description = "Where alerts go."
  type        = string
}

variable "function_name" {
  description = "The trigger, by its name."
  type        = string
}

variable "function_arn" {
  description = "The trigger."
  type        = string
}

variable "state_machine_arn" {
  description = "The pipeline."
  type        = string
}

variable "model_package_group_name" {
  description = "The registry of churn models."
  type        = string
}

variable "processing_repository_arn" {
  description = "The repository of the image of jobs."
  type        = string
}

variable "metric_namespace" {
  description = "The namespace of the project's metrics."
  type        = string
}

variable "trigger_reads" {
  description = "What of the lake the trigger reads, by prefix: the raw files, and what runs and trainings say of themselves."
  type        = list(string)
  default     = ["raw/", "runs/", "training/", "monitoring/"]
}

variable "job_writes" {
  description = "What of the lake jobs write or clean, by prefix; never raw/."
  type        = list(string)
  default     = ["bronze/", "silver/", "gold/", "training/", "kept/", "models/", "scored/", "monitoring/", "experiments/", "reports/", "locks/", "runs/"]

  validation {
    condition     = alltrue([for prefix in var.job_writes : endswith(prefix, "/") && prefix != "/" && prefix != "raw/"])
    error_message = "Jobs write under whole prefixes such as gold/, and never under raw/: no run changes what it was given."
  }
}

variable "permissions_boundary_arn" {
  description = "What the roles get no rights beyond, whatever their policies say."
  type        = string
}
