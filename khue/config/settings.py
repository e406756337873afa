"""Django's settings: what the house needs, nothing a room needs (that stands in the room's `apps.py`)."""

from __future__ import annotations

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

from khue.config.embedded import database_urls
from khue.config.environment import ROOT, load
from khue.config.rooms import installed_rooms

django_stubs_ext.monkeypatch()

KHUE = load()
DEBUG = KHUE.debug
SECRET_KEY = KHUE.secret_key
ALLOWED_HOSTS = list(KHUE.hosts)
ROOT_URLCONF = "khue.config.urls"
WSGI_APPLICATION = "khue.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "procrastinate.contrib.django",
    "rules.apps.AutodiscoverRulesConfig",
    "khue.core.apps.CoreConfig",
    "khue.core.ui",
    *installed_rooms(),
]

MIDDLEWARE = [
    "khue.core.web.health.HealthMiddleware",
    "khue.core.web.requests.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "khue.core.web.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "khue.core.web.bodies.BodyLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "khue.core.web.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "khue.core.web.scoping.ScopeMiddleware",
]

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "context_processors": [
                "csp.context_processors.nonce",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "khue.core.web.frames.frame",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "khue.core.ui.templatetags.ui"],
            "loaders": _LOADERS if DEBUG else [("django.template.loaders.cached.Loader", _LOADERS)],
        },
    }
]


def _database(url: str) -> dict[str, object]:
    """Django's settings of one PostgreSQL address, libpq's parameters kept."""
    parts = conninfo_to_dict(url)
    taken = {name: str(parts.pop(name, "") or "") for name in ("dbname", "user", "password", "host", "port")}
    options = " ".join(
        [str(parts.pop("options", "") or ""), "-c timezone=UTC -c jit=off -c search_path=public"]
    )
    # Seconds: a database that is away is told soon; no thread waits for another's connection, there are enough.
    pool = {"min_size": 1, "max_size": 8, "timeout": 3}
    parts.setdefault("connect_timeout", 3)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": taken["dbname"],
        "USER": taken["user"],
        "PASSWORD": taken["password"],
        "HOST": taken["host"],
        "PORT": taken["port"],
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**parts, "options": options.strip(), "pool": pool if KHUE.role == "app" else False},
    }


DATABASES = {"default": _database(getattr(database_urls(KHUE.data_dir), KHUE.role))}
FORM_RENDERER = "khue.core.ui.forms.Renderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["khue.foundation.accounts.adapters.SignedIn"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "khue.foundation.accounts.adapters.ClosedSignup"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# "default" counts in the database, so that all processes count together; bounded, and forgotten when over. "memory" is
# each process's own, for what may be a moment old.
CACHES = {
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}
# A school signs in behind one address within a minute; who fails is slowed down by login and address together.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "100/m/ip,5/5m/key", "paper_report": "10/h/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
MFA_ADAPTER = "khue.foundation.accounts.adapters.SecondStep"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # the step before and the one after: clocks of phones drift, and people type slowly
LOGIN_URL = "/dang-nhap/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/dang-nhap/"

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "khue" / "core" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["khue.core.formats"]

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
LARGEST_BODY = 66 << 20  # the largest workbook that an import takes, and its form
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 << 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 8 << 20

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "khue.core.web.sessions"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "khue.core.web.errors.not_from_here"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = KHUE.secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if KHUE.secure else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if KHUE.secure else 0
SECURE_HSTS_SECONDS = 31_536_000 if KHUE.secure else 0
X_FRAME_OPTIONS = "DENY"
CSP_SOURCES = [SELF, NONCE]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": CSP_SOURCES,
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [SELF],
        "frame-src": [SELF],
    }
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SILENCED_SYSTEM_CHECKS = ["models.W042"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "khue.core.web.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "khue.core.web.logs.JsonFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
