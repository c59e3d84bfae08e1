# What prod is. What belongs to an account comes from outside: see dev.tfvars.
environment               = "prod"
region                    = "eu-west-1"
network_mode              = "private"
vpc_cidr                  = "10.20.0.0/16"
processing_instance_type  = "ml.m5.large"
processing_instance_large = "ml.m5.2xlarge"
training_instance_type    = "ml.m5.xlarge"
streamlit_cpu             = 1024
streamlit_memory          = 4096
streamlit_desired_count   = 2
streamlit_max_count       = 6
keep_versions_days        = 30
log_retention_days        = 365
monthly_budget_usd        = 400
disposable                = false
