"""Serving the app: start-up checks, sign-ins, middleware, logging."""
