"""Tables, engine, sealing, access record, queries. Imports `domain` alone."""
