"""RTP and RTCP packets as bytes: headers, extensions, payloads, counters. Pure."""
