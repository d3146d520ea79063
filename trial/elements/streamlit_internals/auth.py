"""Streamlit's sign-in: its cookie, its addresses, its settings in `[auth]` of secrets.toml.

Streamlit shows who is signed in (`st.user`) only to a script of an open page. Requests and messages are judged before
any script runs, so the cookie is read here. A public hook for middleware, or a public reader of the cookie, would
replace all of it.
"""

import json
from collections.abc import Mapping
from typing import Any

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.auth_util import get_origin_from_redirect_uri as get_origin_from_redirect_uri
from streamlit.auth_util import get_validated_redirect_uri as get_validated_redirect_uri
from streamlit.user_info import AUTH_LOGIN_ENDPOINT as AUTH_LOGIN_ENDPOINT
from streamlit.user_info import AUTH_LOGOUT_ENDPOINT as AUTH_LOGOUT_ENDPOINT
from streamlit.user_info import generate_login_redirect_url as generate_login_redirect_url
from streamlit.web.server.server_util import AUTH_COOKIE_NAME as AUTH_COOKIE_NAME
from streamlit.web.server.server_util import get_cookie_secret as get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

CALLBACK = "/oauth2callback"
"""Where the provider sends a browser back to."""
HEALTH = "/_stcore/health"
"""Streamlit's health check: whether the server runs, nothing of a trial."""
ASSETS = "/static/"
"""How the addresses of Streamlit's own scripts and styles begin."""


def claims_of(cookies: Mapping[str, str], secret: str) -> dict[str, Any]:
    """Return the provider's claims in these cookies; empty without a complete cookie signed with this secret.

    Raises ValueError for a cookie that is signed and no JSON.
    """

    def signed(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, ""))

    claims = json.loads(get_cookie_with_chunks(signed, AUTH_COOKIE_NAME) or b"{}")
    return claims if isinstance(claims, dict) else {}
