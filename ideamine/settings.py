"""All settings, read once from the environment with their types; a value that does not fit stops the start.

With DATABASE_URL and REDIS_URL those servers are used. With neither, the embedded engines of `var/` are; they are started by
`manage.py` or by the platform before this file is read, never by this file.
"""

from __future__ import annotations

import environ
from django.core.exceptions import ImproperlyConfigured
from kombu import Exchange, Queue

from ideamine import paths, redis_urls, secret_key
from ideamine.embedded import engines
from ideamine.environment import flag, number, whole_number
from ideamine.logs import logging_configuration

env = environ.Env()

BASE_DIR = paths.PROJECT
VAR = paths.var_folder()

# --- what a run is given -----------------------------------------------------------------------------------------------------
CONFIG_DIR = env.path("IDEAMINE_CONFIG", default=str(BASE_DIR / "config"))()
ARTIFACT_STORAGE = env.str("ARTIFACT_STORAGE", default=str(VAR / "artifacts"))
# empty: below VAR, see ledger/keys.py and ledger/checkpoints.py
SIGNING_KEY_FILE = env.str("SIGNING_KEY_FILE", default="")
LEDGER_CHECKPOINTS = env.str("LEDGER_CHECKPOINTS", default="")
SANDBOX = env.str("SANDBOX", default="process")
if SANDBOX != "process":
    # never another backend than the one asked for
    raise ImproperlyConfigured(f"SANDBOX is {SANDBOX!r}: this version has the backend `process` only; set SANDBOX=process or leave it out.")
LLM_MODELS = env.list("LLM_MODELS", default=[])
KNOWLEDGE_REFINERY_URL = env.str("KNOWLEDGE_REFINERY_URL", default="")
TOOL_REGISTRY_URL = env.str("TOOL_REGISTRY_URL", default="")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")

# --- database and Redis ------------------------------------------------------------------------------------------------------
# `manage.py` starts the engines and passes their URLs on, to child processes too; the flag says that they are ours.
EMBEDDED = flag("IDEAMINE_EMBEDDED", default=paths.embedded())
if paths.embedded():
    _urls = engines.expected_urls(VAR)
    DATABASE_URL, REDIS_URL = _urls.database_url, _urls.redis_url
else:
    DATABASE_URL, REDIS_URL = env.str("DATABASE_URL", default=""), env.str("REDIS_URL", default="")
    if not DATABASE_URL or not REDIS_URL:
        _missing = "REDIS_URL" if DATABASE_URL else "DATABASE_URL"
        raise ImproperlyConfigured(f"{_missing} is not set: set both DATABASE_URL and REDIS_URL, or neither for the embedded engines.")

DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if DATABASES["default"].get("ENGINE") != "django.db.backends.postgresql":
    raise ImproperlyConfigured("DATABASE_URL must begin with postgres://: IdeaMine needs PostgreSQL 14 or newer.")
# A worker's slots are threads that keep one connection each; web threads come and go, so the web process is started with 0.
DATABASES["default"]["CONN_MAX_AGE"] = whole_number("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 10)
try:
    REDIS_URL = redis_urls.client_url(REDIS_URL)
except ValueError as _error:
    raise ImproperlyConfigured(str(_error)) from _error
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Celery: the carrier of hints, see ARCHITECTURE.md ------------------------------------------------------------------------
WORKER_SLOTS = whole_number("WORKER_SLOTS", 8, least=1)
CONTROL_SLOTS = whole_number("CONTROL_SLOTS", 4, least=1)
CELERY_BROKER_URL = redis_urls.broker_url(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # kombu waits in BRPOP for up to 1 s, so a silence of 10 s is a lost server and not a quiet one.
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "retry_on_timeout": True,
    "health_check_interval": 10,
}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_TASK_PUBLISH_RETRY = False
# No limit: what is taken waits in the process for a thread. A worker that takes no more than its threads can do is not woken when one
# of them is free again; it looked at Redis once a second, and a hundred runs began at the pace of four a second.
CELERY_WORKER_PREFETCH_MULTIPLIER = 0
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TASK_DEFAULT_QUEUE = "control"
# A hint that is lost does no harm, so none is acknowledged: kombu's book-keeping takes longer than a hint saves.
CELERY_TASK_QUEUES = tuple(Queue(name, Exchange(name), routing_key=name, no_ack=True) for name in ("agent", "tool", "control"))
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 1
# Ticks are idempotent and a late one is worthless, so it expires: after a pause no storm of old ticks runs. (`expire_seconds` is how
# the database scheduler calls it; it drops the usual `expires`.)
CELERY_BEAT_SCHEDULE = {
    name: {"task": name, "schedule": seconds, "options": {"queue": "control", "expire_seconds": int(seconds)}}
    for name, seconds in {
        "runs.tick_relay": 1.0,
        "runs.tick_reaper": 1.0,
        "runs.tick_timers": 1.0,
        "phases.tick_reconciler": 2.0,
    }.items()
}

# --- the engine's clocks, see runs/engine/settings.py; tests shrink them in proportion ----------------------------------------------
ENGINE_LEASE_SECONDS = number("ENGINE_LEASE_SECONDS", 20)
ENGINE_RENEW_SECONDS = number("ENGINE_RENEW_SECONDS", 5)
ENGINE_GIVE_UP_SECONDS = number("ENGINE_GIVE_UP_SECONDS", 15)
ENGINE_POLL_SECONDS = number("ENGINE_POLL_SECONDS", 2)
ENGINE_UNCLAIMED_SECONDS = number("ENGINE_UNCLAIMED_SECONDS", 15)
ENGINE_CRASH_LIMIT = whole_number("ENGINE_CRASH_LIMIT", 3, least=1)
ENGINE_SHUTDOWN_GRACE_SECONDS = number("ENGINE_SHUTDOWN_GRACE_SECONDS", 20)
if not ENGINE_RENEW_SECONDS < ENGINE_GIVE_UP_SECONDS < ENGINE_LEASE_SECONDS:
    raise ImproperlyConfigured("ENGINE_RENEW_SECONDS < ENGINE_GIVE_UP_SECONDS < ENGINE_LEASE_SECONDS must hold.")
# A process that is stopped in the middle of a step keeps the run's row locked: after so long the server takes it away.
# Prepared statements are planned once a connection: planning the engine's few takes longer than running them.
DATABASES["default"]["OPTIONS"]["options"] = (
    f"-c idle_in_transaction_session_timeout={int(ENGINE_GIVE_UP_SECONDS * 1000)} -c plan_cache_mode=force_generic_plan"
)
# A module of inline work, for engine benchmarks and tests; empty in production, where tasks run in the sandbox.
ENGINE_INLINE = env.str("ENGINE_INLINE", default="")

# --- web ---------------------------------------------------------------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", default="") or secret_key.read_or_make(VAR)
DEBUG = flag("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
ROOT_URLCONF = "ideamine.urls"
# the parts of /api/v1/runs/<id>/… begin with the slash that ends their prefix, so that the run itself has none
SILENCED_SYSTEM_CHECKS = ["urls.W002"]
ASGI_APPLICATION = "ideamine.asgi.application"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
BEHIND_HTTPS = flag("BEHIND_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None

INSTALLED_APPS = [
    "unfold",  # before the admin, whose templates it replaces
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "django_filters",
    "drf_spectacular",
    "django_celery_beat",
    "runs",
    "ledger",
    "qav",
    "phases",
    "ideamine",  # last: its ready() wires the apps above together
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
STATIC_URL = "static/"
# Without a collected folder (the embedded default) whitenoise serves straight from the packages.
STATIC_ROOT = env.str("STATIC_ROOT", default="") or None
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["ideamine.api.parsing.BoundedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "runs.api.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "ideamine.api.errors.answer",
    # `?format=` belongs to the dossier; REST answers JSON
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "IdeaMine",
    "DESCRIPTION": "From an idea to a released product and a dossier that a stranger can check.",
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {"RunStatus": "runs.models.RunStatus", "PhaseStatus": "runs.models.PhaseStatus"},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "ideamine.api.schema.allow_null_in_any_value",
        "ideamine.api.schema.describe_refusals",
    ],
}
UNFOLD = {"SITE_TITLE": "IdeaMine", "SITE_HEADER": "IdeaMine"}

LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"):
    raise ImproperlyConfigured(f"LOG_LEVEL is {env.str('LOG_LEVEL')!r}: it must be DEBUG, INFO, WARNING, ERROR or CRITICAL.")
LOGGING = logging_configuration(LOG_LEVEL)
