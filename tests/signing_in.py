"""A real OpenID provider on this computer, the app configured for it outside the repository, and a way to sign in."""

import json
import os
import secrets
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from itsdangerous import URLSafeTimedSerializer

with warnings.catch_warnings(action="ignore"):  # of what the provider's own parts will do without one day
    from oidc_provider_mock import User, run_server_in_thread

COOKIE = "_streamlit_user"


@dataclass
class SignInService:
    """The provider, and the secrets that the app shares with it and with its other copies."""

    url: str
    cookie_secret: str = field(default_factory=lambda: secrets.token_hex(32))
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))

    def configure(self, folder: Path, app: str) -> dict[str, str]:
        """Write secrets.toml for an app at an address into a folder; answers the settings that point to it."""
        file = folder / "secrets.toml"
        file.write_text(
            f'[auth]\nredirect_uri = "{app}/oauth2callback"\ncookie_secret = "{self.cookie_secret}"\n'
            f'client_id = "itb-trial"\nclient_secret = "{self.client_secret}"\n'
            f'server_metadata_url = "{self.url}/.well-known/openid-configuration"\n'
        )
        return {"STREAMLIT_SECRETS_FILES": str(file)}

    def sign_in(self, client: httpx.Client, app: str, subject: str) -> None:
        """As a browser does it, with a client that keeps cookies and follows where it is sent."""
        form = client.get(f"{app}/sign-in", follow_redirects=True)
        client.post(form.url, data={"sub": subject}, follow_redirects=True)
        assert COOKIE in client.cookies

    def signed_again(self, cookie: str, **claims: Any) -> str:
        """The cookie of a sign-in as it would be with other claims, such as one that ran out."""
        signer = URLSafeTimedSerializer(self.cookie_secret, salt=COOKIE)
        return str(signer.dumps(json.dumps(json.loads(signer.loads(cookie)) | claims)))


@contextmanager
def sign_in_service(people: Mapping[str, Mapping[str, Any]]) -> Iterator[SignInService]:
    """The provider with these people, each by a subject and claims."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # http, since it never leaves this computer
    known = [User(sub=subject, claims=dict(claims)) for subject, claims in people.items()]
    with run_server_in_thread(user_claims=known) as server:
        yield SignInService(f"http://localhost:{server.server_port}")
