"""What a page may load: Streamlit's own page needs more than `default-src 'self'`.

It writes styles into itself, runs elements from blob: addresses, and has one inline script, which its hash allows.
A nonce or a page without inline parts in Streamlit would shorten this.
"""

INLINE_SCRIPT = "sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA="
CONTENT_POLICY = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' blob: '{INLINE_SCRIPT}'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
