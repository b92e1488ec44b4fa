"""Reading scenario files: YAML, includes, overrides, orbit and wind files, validation errors."""
