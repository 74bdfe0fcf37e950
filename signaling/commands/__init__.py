"""The commands of ``callrouter``, one module each.

``add(commands)`` gives the command its words on the command line; ``run(arguments, settings)`` carries it
out and returns the exit status.
"""
