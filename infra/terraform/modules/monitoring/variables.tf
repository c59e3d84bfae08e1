variable "name_prefix" {
  description = "What the names of this environment start with, spanishgas-dev."
  type        = string
}

variable "environment" {
  description = "The value of the metrics' dimension Environment."
  type        = string
}

variable "region" {
  description = "The region of the metrics."
  type        = string
}

variable "account_id" {
  description = "The account whose alarms and budgets may alert."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts alerts."
  type        = string
}

variable "alert_email" {
  description = "Who gets the alerts; the address has to confirm the subscription."
  type        = string

  validation {
    condition     = can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", var.alert_email))
    error_message = "alert_email is an address such as alerts@example.com."
  }
}

variable "function_name" {
  description = "The trigger, by its name."
  type        = string
}

variable "state_machine_arn" {
  description = "The pipeline."
  type        = string
}

variable "metric_namespace" {
  description = "The namespace of the project's metrics."
  type        = string
}

variable "waiting_alert_hours" {
  description = "How long raw files may wait for others, in hours."
  type        = number

  validation {
    condition     = var.waiting_alert_hours > 0
    error_message = "waiting_alert_hours is above 0."
  }
}

variable "monthly_budget_usd" {
  description = "What the account may cost a month, in US dollars, before somebody is told."
  type        = number

  validation {
    condition     = var.monthly_budget_usd > 0
    error_message = "monthly_budget_usd is above 0."
  }
}
