# What staging is: as prod, smaller. What belongs to an account comes from outside: see dev.tfvars.
environment               = "staging"
region                    = "eu-west-1"
network_mode              = "private"
vpc_cidr                  = "10.21.0.0/16"
processing_instance_type  = "ml.m5.large"
processing_instance_large = "ml.m5.xlarge"
training_instance_type    = "ml.m5.xlarge"
streamlit_cpu             = 512
streamlit_memory          = 2048
streamlit_desired_count   = 1
streamlit_max_count       = 2
keep_versions_days        = 30
log_retention_days        = 365
monthly_budget_usd        = 200
disposable                = false
