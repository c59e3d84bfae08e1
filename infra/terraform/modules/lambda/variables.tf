variable "name_prefix" {
  description = "What the names of this environment start with, spanishgas-dev."
  type        = string
}

variable "function_name" {
  description = "The trigger, spanishgas-dev-pipeline-trigger."
  type        = string
}

variable "image" {
  description = "The trigger's image by its digest (REPOSITORY@sha256:…): what was tested is what runs."
  type        = string

  validation {
    condition     = can(regex("^.+@sha256:[0-9a-f]{64}$", var.image))
    error_message = "image is named by its digest: REPOSITORY@sha256:…"
  }
}

variable "role_arn" {
  description = "The role of the function."
  type        = string
}

variable "scheduler_role_arn" {
  description = "The role by which schedules call the function."
  type        = string
}

variable "environment_variables" {
  description = "What the function is told: names of other parts, no secrets."
  type        = map(string)

  validation {
    condition = alltrue([
      for name in ["S3_BUCKET", "SNS_TOPIC_ARN", "DYNAMODB_MANIFEST_TABLE", "DATA_SOURCE", "SPANISHGAS_STATE_MACHINE_ARN"] :
      contains(keys(var.environment_variables), name)
    ])
    error_message = "The trigger needs S3_BUCKET, SNS_TOPIC_ARN, DYNAMODB_MANIFEST_TABLE, DATA_SOURCE and SPANISHGAS_STATE_MACHINE_ARN."
  }
}

variable "bucket_name" {
  description = "The bucket whose raw/ is watched."
  type        = string
}

variable "bucket_arn" {
  description = "Its address, the only one that may send events."
  type        = string
}

variable "state_machine_arn" {
  description = "The state machine whose end is watched."
  type        = string
}

variable "kms_key_arn" {
  description = "The key of environment, logs, schedules and failed events."
  type        = string
}

variable "account_id" {
  description = "The account whose bucket may send events."
  type        = string
}

variable "memory_mb" {
  description = "Memory of the function, MiB; its share of a processor grows with it."
  type        = number
  default     = 1024

  validation {
    condition     = var.memory_mb >= 256 && var.memory_mb <= 10240
    error_message = "memory_mb is from 256 to 10240."
  }
}

variable "timeout_seconds" {
  description = "The longest that one call may take; the first look at new files reads some of them."
  type        = number
  default     = 300

  validation {
    condition     = var.timeout_seconds >= 60 && var.timeout_seconds <= 900
    error_message = "timeout_seconds is from 60 to 900, Lambda's own limit."
  }
}

variable "reserved_concurrency" {
  description = "How many calls run at a time; -1 reserves none, for a young account whose whole quota is 10 or 50."
  type        = number
  default     = 5

  validation {
    condition     = var.reserved_concurrency == -1 || var.reserved_concurrency >= 2
    error_message = "reserved_concurrency is at least 2 (the state machine's calls beside events), or -1 for no reservation; 0 would stop the trigger."
  }
}

variable "log_retention_days" {
  description = "Days that the function's log stays."
  type        = number
}
