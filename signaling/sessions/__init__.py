"""Connected pages: their WebSockets, what they are told, and how they resume."""
