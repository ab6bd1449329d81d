"""Use cases: one verb function a job, each deciding, writing and recording in one transaction."""
