"""The commands of the portal: `khue demo`, `khue bench`."""
