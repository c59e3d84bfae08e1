# What an environment is: environments/<environment>.tfvars.

variable "project_name" {
  description = "First part of every resource's name."
  type        = string
  default     = "spanishgas"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,14}$", var.project_name))
    error_message = "project_name is 2 to 15 lower-case letters, digits and hyphens, since load balancers' names are short."
  }
}

variable "environment" {
  description = "Second part of every resource's name: dev, staging or prod."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment is dev, staging or prod."
  }
}

variable "region" {
  description = "Where everything stands."
  type        = string
  default     = "eu-west-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region is a region's name such as eu-west-1."
  }
}

variable "processing_instance_type" {
  description = "Machine of the jobs that score and report."
  type        = string
  default     = "ml.m5.large"

  validation {
    condition     = can(regex("^ml\\.[a-z0-9]+\\.[a-z0-9]+$", var.processing_instance_type)) && !can(regex("^ml\\.[a-z0-9]*d[a-z]*\\.", var.processing_instance_type))
    error_message = "processing_instance_type is a SageMaker machine such as ml.m5.large, without disks of its own (they take no key)."
  }
}

variable "processing_instance_large" {
  description = "Machine of the jobs that read the raw files."
  type        = string
  default     = "ml.m5.xlarge"

  validation {
    condition     = can(regex("^ml\\.[a-z0-9]+\\.[a-z0-9]+$", var.processing_instance_large)) && !can(regex("^ml\\.[a-z0-9]*d[a-z]*\\.", var.processing_instance_large))
    error_message = "processing_instance_large is a SageMaker machine such as ml.m5.xlarge, without disks of its own (they take no key)."
  }
}

variable "training_instance_type" {
  description = "Machine of the jobs that train and evaluate."
  type        = string
  default     = "ml.m5.xlarge"

  validation {
    condition     = can(regex("^ml\\.[a-z0-9]+\\.[a-z0-9]+$", var.training_instance_type)) && !can(regex("^ml\\.[a-z0-9]*d[a-z]*\\.", var.training_instance_type))
    error_message = "training_instance_type is a SageMaker machine such as ml.m5.xlarge, without disks of its own (they take no key)."
  }
}

variable "state_machine" {
  description = "fused: three jobs a run; seven: one job a stage."
  type        = string
  default     = "fused"

  validation {
    condition     = contains(["fused", "seven"], var.state_machine)
    error_message = "state_machine is fused or seven."
  }
}

variable "quiet_seconds" {
  description = "How long raw files have to lie unchanged before a run starts, in seconds."
  type        = number
  default     = 120

  validation {
    condition     = var.quiet_seconds >= 0 && var.quiet_seconds <= 86400
    error_message = "quiet_seconds is from 0 to 86400, a day."
  }
}

variable "waiting_alert_hours" {
  description = "How long raw files may wait for others before somebody is told, in hours."
  type        = number
  default     = 24
}

variable "attempts" {
  description = "How often the same files are tried before a failing run waits for a person."
  type        = number
  default     = 3

  validation {
    condition     = var.attempts >= 1 && floor(var.attempts) == var.attempts
    error_message = "attempts is a whole number, 1 or more."
  }
}

variable "language" {
  description = "Language of messages to people: en or es."
  type        = string
  default     = "en"

  validation {
    condition     = contains(["en", "es"], var.language)
    error_message = "language is en or es."
  }
}

variable "job_settings" {
  description = "Settings of runs by name (SPANISHGAS_CLOCK, see .env.example), given to every job. No secrets: the state machine shows them."
  type        = map(string)
  default     = {}

  validation {
    condition = alltrue([
      for name in keys(var.job_settings) : contains([
        "SPANISHGAS_ACCEPT_READINGS",
        "SPANISHGAS_AS_OF",
        "SPANISHGAS_CLOCK",
        "SPANISHGAS_COLUMNS_FILE",
        "SPANISHGAS_EXPERIMENT",
        "SPANISHGAS_KEEP_RAW_DAYS",
        "SPANISHGAS_KEEP_RAW_GB",
        "SPANISHGAS_KEEP_RECORDS_DAYS",
        "SPANISHGAS_KEEP_RUNS",
        "SPANISHGAS_KEEP_SCORES_DAYS",
        "SPANISHGAS_KEEP_TEXT_DAYS",
        "SPANISHGAS_KEEP_UNFINISHED_DAYS",
        "SPANISHGAS_KEEP_WORKING_DAYS",
        "SPANISHGAS_LANGUAGE",
        "SPANISHGAS_LOG",
        "SPANISHGAS_LOG_LEVEL",
        "SPANISHGAS_MAX_ELEC_KWH_PER_HOUR",
        "SPANISHGAS_MAX_GAS_M3_PER_HOUR",
        "SPANISHGAS_MAX_SET_ASIDE_SHARE",
        "SPANISHGAS_MAX_TEXT_CHARACTERS",
        "SPANISHGAS_MAX_UNPACKED_GB",
        "SPANISHGAS_MAX_WHOLE_FILE_GB",
        "SPANISHGAS_MIN_MONTH_SHARE",
        "SPANISHGAS_POLICY_FILE",
        "SPANISHGAS_RECALL_CONFIDENCE",
        "SPANISHGAS_SCORE_WITHOUT",
        "SPANISHGAS_SEED",
        "SPANISHGAS_SENTIMENT_MODEL",
        "SPANISHGAS_THREADS",
      ], name)
    ])
    error_message = "job_settings names settings of runs, such as SPANISHGAS_CLOCK; where the lake is and what is secret is not among them."
  }

  validation {
    condition     = alltrue([for value in values(var.job_settings) : length(value) <= 256])
    error_message = "A value of job_settings has at most 256 characters: SageMaker takes no more."
  }
}

variable "trigger_reserved_concurrency" {
  description = "How many calls of the trigger run at a time; -1 reserves none, for a young account whose whole quota is 10 or 50."
  type        = number
  default     = 5
}

variable "keep_versions_days" {
  description = "How long a replaced or deleted object can be brought back, in days."
  type        = number
  default     = 30
}

variable "log_retention_days" {
  description = "Days that logs stay."
  type        = number
  default     = 365

  validation {
    condition     = contains([30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827], var.log_retention_days)
    error_message = "log_retention_days is a month at least, and one of CloudWatch's steps: 30, 60, 90, …, 365, …, 1827."
  }
}

variable "disposable" {
  description = "Whether destroying the environment deletes its data and images too."
  type        = bool
  default     = false

  validation {
    condition     = !(var.disposable && var.environment == "prod")
    error_message = "prod is not disposable."
  }
}

variable "monthly_budget_usd" {
  description = "What the account may cost a month, in US dollars, before somebody is told."
  type        = number
  default     = 150
}

variable "alert_email" {
  description = "Who gets the alerts."
  type        = string
}

# Images, by what was pushed: sha256:…

variable "lambda_image_digest" {
  description = "The trigger's image in its repository, sha256:…"
  type        = string

  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.lambda_image_digest))
    error_message = "lambda_image_digest is what the push printed: sha256: and 64 hexadecimal digits. A tag may move, a digest cannot."
  }
}

variable "processing_image_digest" {
  description = "The image of jobs in its repository, sha256:…"
  type        = string

  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.processing_image_digest))
    error_message = "processing_image_digest is what the push printed: sha256: and 64 hexadecimal digits. A tag may move, a digest cannot."
  }
}

variable "streamlit_image_digest" {
  description = "The dashboard's image in its repository, sha256:…"
  type        = string

  validation {
    condition     = can(regex("^sha256:[0-9a-f]{64}$", var.streamlit_image_digest))
    error_message = "streamlit_image_digest is what the push printed: sha256: and 64 hexadecimal digits. A tag may move, a digest cannot."
  }
}

# Network.

variable "network_mode" {
  description = "default_vpc: the account's default VPC (dev); private: a VPC of our own, whose private subnets reach AWS by endpoints."
  type        = string
  default     = "default_vpc"
}

variable "vpc_cidr" {
  description = "Addresses of our own VPC (network_mode private)."
  type        = string
  default     = "10.20.0.0/16"
}

variable "default_vpc_gateway_endpoints" {
  description = "Whether to add endpoints of S3 and DynamoDB to the default VPC; false where it has them already."
  type        = bool
  default     = true
}

# The dashboard.

variable "streamlit_cpu" {
  description = "CPU units of a task of the dashboard (1024: one core)."
  type        = number
  default     = 512
}

variable "streamlit_memory" {
  description = "Memory of a task of the dashboard, MiB."
  type        = number
  default     = 2048
}

variable "streamlit_desired_count" {
  description = "Tasks of the dashboard at rest."
  type        = number
  default     = 1
}

variable "streamlit_max_count" {
  description = "The most tasks of the dashboard."
  type        = number
  default     = 4
}

variable "certificate_arn" {
  description = "Certificate (ACM, of this region) of domain_name."
  type        = string
}

variable "domain_name" {
  description = "Name that people open the dashboard by, such as book.example.com."
  type        = string
}

variable "hosted_zone_id" {
  description = "Route 53 zone to write domain_name into; empty: it is pointed at the load balancer elsewhere."
  type        = string
  default     = ""
}

variable "allowed_cidrs" {
  description = "Networks that reach the dashboard; needed where nobody signs in (oidc_*)."
  type        = list(string)
  default     = []
}

variable "oidc_metadata_url" {
  description = "Address of the identity provider's metadata; empty: nobody signs in, and allowed_cidrs say who gets in."
  type        = string
  default     = ""
}

variable "oidc_client_id" {
  description = "Name by which the identity provider knows the dashboard."
  type        = string
  default     = ""
}

variable "oidc_hours" {
  description = "Hours until a person has to sign in again."
  type        = number
  default     = 8
}

# Deployment.

variable "github_repo" {
  description = "Repository whose workflows deploy, as OWNER/NAME."
  type        = string
}

variable "github_branches" {
  description = "Branches whose jobs may deploy without a GitHub environment; none in prod."
  type        = list(string)
  default     = []
}
