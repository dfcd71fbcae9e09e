"""Who did what when, from where: kept so that nobody can change it unseen."""
