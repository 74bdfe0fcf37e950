"""Signing in at an identity provider: OpenID Connect, the authorization code flow with PKCE."""
