"""Reports without a database: periods, states, layouts, tables, snapshots and checks."""
