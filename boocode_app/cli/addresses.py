"""Where people find this BooCode."""

from boocode_app.core.auth.credentials import Credentials
from boocode_app.core.settings import Settings, is_loopback


def address(settings: Settings) -> str:
    """The web app's URL: on loopback, or under the first of BOOCODE_ALLOWED_HOSTS."""
    host = "127.0.0.1" if is_loopback(settings.host) else settings.allowed_hosts[0]
    return f"http://{host}" if ":" in host else f"http://{host}:{settings.port}"


def login_link(settings: Settings) -> str:
    """A link that logs in once; the plain URL where no login is asked for."""
    if settings.auth == "off":
        return f"{address(settings)}/"
    return f"{address(settings)}/login?link={Credentials.at(settings.home).new_link()}"
