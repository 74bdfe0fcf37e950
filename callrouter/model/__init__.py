"""The words of the domain: states, records, commands, events and refusals. No I/O."""
