"""Robots that are at pages: visitors at booths, and people who are rung; for load and demonstrations.

They do as pages do: reconnect, resume, repeat what wasn't answered. The ledger knows what they were told, and
says what of that can't be: a call lost, one that two people have, somebody in two, a queue out of order.
"""
