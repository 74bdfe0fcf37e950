"""The forwarding core: what one participant sends becomes what others receive. Pure, time is an argument."""
