"""Pages of the gradebook: one's own books, the grid, and saving what is typed in it."""
