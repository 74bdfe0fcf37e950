"""Ways to participants: sockets, connectivity checks, DTLS and SRTP."""
