"""What a young person may set for their own comfort, for one drawing."""
