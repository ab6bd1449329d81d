"""What `make bench` runs: our figures beside their floors, and beside pages to compare with."""
