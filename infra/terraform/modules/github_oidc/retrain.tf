# Asks the trigger for a training and looks how its run ends: all that retrain.yml does. Its GitHub environment has no
# reviewers, so that a week's look waits for nobody; what it may is too little to need any.

resource "aws_iam_role" "retrain" {
  #checkov:skip=CKV_AWS_393:It does not see the repository, which variables.tf holds to OWNER/NAME without any pattern.
  name                 = "${local.name}-github-retrain"
  description          = "Taken by the retraining workflow of ${var.github_repo}"
  max_session_duration = 7200 # an hour of polling, and what comes before it
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRoleWithWebIdentity"
      Principal = { Federated = local.provider_arn }
      Condition = {
        StringEquals = {
          "${local.issuer}:aud" = "sts.amazonaws.com"
          "${local.issuer}:sub" = "repo:${var.github_repo}:environment:${var.environment}-retrain"
        }
      }
    }]
  })
}

resource "aws_iam_role_policy" "retrain" {
  name = "retrain"
  role = aws_iam_role.retrain.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid      = "Ask"
        Effect   = "Allow"
        Action   = "lambda:InvokeFunction"
        Resource = "arn:aws:lambda:${local.here}:function:${local.name}-pipeline-trigger"
      },
      {
        Sid      = "SeeRuns"
        Effect   = "Allow"
        Action   = "states:ListExecutions"
        Resource = "arn:aws:states:${local.here}:stateMachine:${local.name}-pipeline"
      },
    ]
  })
}
