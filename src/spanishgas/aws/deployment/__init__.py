"""What a deployment must have, looked at and left as it is: one function a check, behind one protocol."""
