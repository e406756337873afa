"""The pages of staff: `lists` who works here, `record` one person, `editing` who comes, changes and goes."""
