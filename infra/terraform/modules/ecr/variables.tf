variable "name_prefix" {
  description = "What the names of this environment start with, spanishgas-dev."
  type        = string
}

variable "kms_key_arn" {
  description = "The key that encrypts the images."
  type        = string
}

variable "lambda_function_arn" {
  description = "The function that may fetch the image of the repository lambda."
  type        = string
}

variable "repositories" {
  description = "One repository an image."
  type        = set(string)
  default     = ["lambda", "processing", "streamlit"]

  validation {
    condition     = contains(var.repositories, "lambda")
    error_message = "The trigger needs the repository lambda."
  }
}

variable "keep_images" {
  description = "How many images a repository keeps."
  type        = number
  default     = 10

  validation {
    condition     = var.keep_images >= 2
    error_message = "Keep at least the image in use and the one before it."
  }
}

variable "force_delete" {
  description = "Whether destroying a repository deletes its images."
  type        = bool
  default     = false
}
