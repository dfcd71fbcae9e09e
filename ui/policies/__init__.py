"""政策: the list of policies, and each read clause by clause."""
