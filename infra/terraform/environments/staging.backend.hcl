bucket         = "spanishgas-terraform-state"
key            = "staging/terraform.tfstate"
region         = "eu-west-1"
encrypt        = true
dynamodb_table = "spanishgas-terraform-locks"
