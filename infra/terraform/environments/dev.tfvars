# What dev is. What belongs to an account comes from outside: alert_email, github_repo, certificate_arn, domain_name,
# allowed_cidrs or oidc_*, and the digests of the images (TF_VAR_…, or a file of your own by -var-file).
environment               = "dev"
region                    = "eu-west-1"
network_mode              = "default_vpc"
processing_instance_type  = "ml.m5.large"
processing_instance_large = "ml.m5.xlarge"
training_instance_type    = "ml.m5.xlarge"
streamlit_cpu             = 512
streamlit_memory          = 2048
streamlit_desired_count   = 1
streamlit_max_count       = 2
keep_versions_days        = 14
log_retention_days        = 365
monthly_budget_usd        = 100
disposable                = true
