"""What takes messages to citizens: a mail server, a gateway for text messages, or a shelf to look at."""
