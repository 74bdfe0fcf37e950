"""Where strangers arrive: how many, how often and how slowly they may."""
