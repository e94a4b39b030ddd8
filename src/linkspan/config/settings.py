"""Django settings, all from `environment.SETTINGS` and the data directory."""

from urllib.parse import unquote, urlparse

from csp.constants import NONCE, NONE, SELF

from linkspan.config import environment as env
from linkspan.config import logs

DATA_DIR = env.data_directory()
SECRET_KEY = env.secret_key(DATA_DIR)
DEBUG = env.flag("DEBUG")
DEMO = env.flag("DEMO")
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    *[h.strip() for h in env.read("ALLOWED_HOSTS").split(",") if h.strip()],
]
USE_TLS = bool(env.read("TLS_CERTIFICATE"))
# Under the supervisor the front door writes these headers itself and lets no client's through.
BEHIND_DOOR = env.is_supervised()
TRUSTED_PROXIES = [p.strip() for p in env.read("TRUSTED_PROXIES").split(",") if p.strip()]
if BEHIND_DOOR:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

logs.configure()
LOGGING_CONFIG = None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "linkspan.kernel",
    "linkspan.kernel.customise",
    "linkspan.kernel.outgoing",
    "linkspan.kernel.approvals",
    "linkspan.kernel.numbering",
    "linkspan.modules.identity",
    "linkspan.modules.portfolio",
    "linkspan.modules.schedule",
    "linkspan.modules.exchange",
    "linkspan.modules.risk",
    "linkspan.modules.landscape",
    "linkspan.modules.commercial",
    "linkspan.modules.change",
    "linkspan.modules.notify",
    "linkspan.modules.automation",
    "linkspan.modules.analysis",
    "linkspan.surfaces.web",
]

MIDDLEWARE = [
    "linkspan.surfaces.web.middleware.RequestIdMiddleware",
    "linkspan.surfaces.web.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "linkspan.surfaces.web.middleware.SessionLimitsMiddleware",
    "linkspan.surfaces.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linkspan.surfaces.web.middleware.ActorMiddleware",
]

ROOT_URLCONF = "linkspan.config.urls"
WSGI_APPLICATION = "linkspan.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]


def _database() -> dict[str, object]:
    url = env.read("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "linkspan.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536; "
                "PRAGMA temp_store=MEMORY; PRAGMA mmap_size=268435456;",
            },
        }
    parts = urlparse(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
LANGUAGE_CODE = env.read("LANGUAGE")
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "linkspan_lang"
LOCALE_PATHS = [env.Path(__file__).resolve().parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
BUSINESS_TIME_ZONE = env.read("TIME_ZONE")
BUSINESS_TODAY = env.read("BUSINESS_TODAY")
PUBLIC_URL = env.read("PUBLIC_URL")
RULE_HOSTS = env.read("RULE_HOSTS")

STATIC_URL = "/static/"
STATICFILES_DIRS = [env.Path(__file__).resolve().parent.parent / "static"]
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
JOBS_BY_PROCRASTINATE = env.read("JOBS") == "procrastinate"
TASKS = {
    "default": {
        "BACKEND": "linkspan.kernel.jobs.procrastinate_backend.ProcrastinateBackend"
        if JOBS_BY_PROCRASTINATE
        else "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default"],
    }
}
if JOBS_BY_PROCRASTINATE:
    INSTALLED_APPS.append("procrastinate.contrib.django")
MAX_UPLOAD_BYTES = int(env.read("MAX_UPLOAD_MB")) * 1024 * 1024
JOB_LEASE_SECONDS = int(env.read("JOB_LEASE_SECONDS"))

# --- Log-in (modules/identity). The cookie lives as long as the absolute limit; the idle limit is identity.sessions'.
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["linkspan.modules.identity.backends.PasswordBackend"]
PASSWORD_HASHERS = ["linkspan.modules.identity.passwords.CappedArgon2PasswordHasher"]
PASSWORD_HASHES = max(1, int(env.read("PASSWORD_HASHES")))
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "name_en", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "linkspan.modules.identity.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}  # the backend takes an e-mail address in the same field
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # asked for by allauth's checks; nobody can sign up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = False  # allauth counts per process; identity.throttle counts in the database
SESSION_ENGINE = "linkspan.modules.identity.session_store"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = USE_TLS
SESSION_COOKIE_NAME = "linkspan_session"
CSRF_COOKIE_SECURE = USE_TLS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "linkspan.surfaces.web.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if USE_TLS else 0
X_FRAME_OPTIONS = "DENY"
# Subdomains and the preload list are the domain owner's to promise; a TLS port speaks no plain HTTP to redirect from.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
# --- end of log-in

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
