"""Who and where: organisations, calendar, curriculum, people, accounts, papers, signatures."""
