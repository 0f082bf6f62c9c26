"""The one place where the parts are wired."""

from functools import lru_cache
from typing import Any

import jinja2
from flask import Flask
from flask_compress import Compress
from flask_wtf.csrf import CSRFProtect
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from lhtq.accounts import current
from lhtq.accounts.views import bp as accounts
from lhtq.assessment.lists import LISTS as ASSESSMENT_LISTS
from lhtq.assessment.views import bp as assessment
from lhtq.centre.lists import LISTS as CENTRE_LISTS
from lhtq.centre.views import bp as centre
from lhtq.config import Settings
from lhtq.criteria.rules import MODEL_SLUGS, Model
from lhtq.criteria.views import bp as criteria
from lhtq.db import db
from lhtq.db.guard import refuse_unsafe_role
from lhtq.device.views import bp as device
from lhtq.files.incoming import Incoming
from lhtq.files.intake import MOST_BYTES
from lhtq.files.store import FileStore
from lhtq.home.views import bp as home
from lhtq.indicators.lists import LISTS as INDICATOR_LISTS
from lhtq.indicators.views import bp as indicators
from lhtq.issuing.preparing import Shelf
from lhtq.issuing.views import bp as issuing
from lhtq.journey.views import bp as journey
from lhtq.lists.kinds import ListKind
from lhtq.lists.lists import LISTS as ACCOUNT_LISTS
from lhtq.lists.views import bp as lists
from lhtq.membership.lists import LISTS as MEMBERSHIP_LISTS
from lhtq.membership.views import bp as membership
from lhtq.merging.lists import LISTS as MERGING_LISTS
from lhtq.merging.views import bp as merging
from lhtq.paths import TEMPLATES, data_folder
from lhtq.recognition.lists import LISTS as RECOGNITION_LISTS
from lhtq.recognition.views import bp as recognition
from lhtq.register.lists import LISTS as REGISTER_LISTS
from lhtq.register.views import bp as register
from lhtq.reporting.lists import LISTS as REPORTING_LISTS
from lhtq.reporting.views import bp as reporting
from lhtq.training.lists import LISTS as TRAINING_LISTS
from lhtq.training.views import bp as training
from lhtq.web import errors, filters, headers, static_files, submission_key
from lhtq.web.forms import described
from lhtq.web.health import bp as health

PARTS = (
    health,
    home,
    journey,
    accounts,
    device,
    issuing,
    lists,
    register,
    criteria,
    centre,
    membership,
    training,
    assessment,
    recognition,
    merging,
    indicators,
    reporting,
)

#: The lists that go out as files, and come in where they say how; in the order in which they are offered.
LISTS: tuple[ListKind, ...] = (
    *REGISTER_LISTS,
    *MEMBERSHIP_LISTS,
    *CENTRE_LISTS,
    *TRAINING_LISTS,
    *ACCOUNT_LISTS,
    *ASSESSMENT_LISTS,
    *RECOGNITION_LISTS,
    *MERGING_LISTS,
    *INDICATOR_LISTS,
    *REPORTING_LISTS,
)

#: Read whole, so that a file that is too large is told beside its field; beyond it the body is not read.
MOST_REQUEST_BYTES = 3 * MOST_BYTES


class _Ui:
    """``ui.field(...)``: the macros of ``templates/ui``, in every template and every fragment."""

    FILES = (
        "ui/macros.html",
        "ui/centre.html",
        "ui/lists.html",
        "ui/recognition.html",
        "ui/records.html",
        "ui/register.html",
        "ui/reporting.html",
        "ui/sheet.html",
    )

    #: Drawn once for the same arguments: a village's page asks the same ten questions of a hundred households.
    REMEMBERED = frozenset({"question"})

    def __init__(self, environment: jinja2.Environment) -> None:
        self._environment = environment

    def __getattr__(self, name: str) -> Any:
        """The macro of a name; looked up once, unless templates are read anew while they are being written."""
        macro = self._find(name)
        if not self._environment.auto_reload:
            macro = lru_cache(maxsize=2048)(macro) if name in self.REMEMBERED else macro
            setattr(self, name, macro)
        return macro

    def _find(self, name: str) -> Any:
        for file in self.FILES:
            macros = self._environment.get_template(file).module
            if hasattr(macros, name):
                return getattr(macros, name)
        raise AttributeError(name)


class _Number(IntegerConverter):
    """A number in an address; one that no row can have leads nowhere, as an id does that none has."""

    def __init__(self, url_map: Map, *, max: int = 2**31 - 1, **given: Any) -> None:  # noqa: A002
        super().__init__(url_map, max=max, **given)


class _Year(IntegerConverter):
    """A year that a sheet can be of: from the plan's first."""

    regex = r"20[2-9]\d"


class _Model(BaseConverter):
    """A learning model, written as people read it aloud: ``ho``, ``cong-dan``."""

    regex = "|".join(MODEL_SLUGS.values())

    def to_python(self, value: str) -> Model:
        """The model of a slug."""
        return next(model for model, slug in MODEL_SLUGS.items() if slug == value)

    def to_url(self, value: Any) -> str:
        """The slug of a model."""
        return MODEL_SLUGS[Model(value)]


class _Digest(BaseConverter):
    """A SHA-256 in hexadecimal."""

    regex = "[0-9a-f]{64}"


def create_app(settings: Settings, **config: Any) -> Flask:
    """Build the application. Raises UnsafeRoleError for a database role that row security does not bind."""
    app = Flask("lhtq", template_folder=str(TEMPLATES), static_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.app_database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": False, "pool_size": 8},
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="lhtq",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=MOST_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        MAX_FORM_PARTS=10_000,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the sign-in; a new sign-in makes a new one
        WORK_INLINE=False,
        COMPRESS_MIMETYPES=["text/html", "text/javascript", "text/csv", "application/json"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=6,
        COMPRESS_MIN_SIZE=200,
    )
    app.config.update(config)
    _set_up_templates(app)
    app.url_map.converters.update(int=_Number, year=_Year, model=_Model, sha256=_Digest)
    app.extensions["lhtq.files"] = FileStore(settings.evidence)
    app.extensions["lhtq.uploads"] = FileStore(settings.evidence / "imports")
    app.extensions["lhtq.prepared"] = Shelf(settings.evidence / "prepared")
    app.extensions["lhtq.lists"] = {kind.slug: kind for kind in LISTS}
    app.extensions["lhtq.boundaries"] = settings.boundaries
    app.extensions["lhtq.incoming"] = Incoming(settings.evidence / "incoming")
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    static_files.init_app(app, data_folder() / "static")
    # The order of what runs before a request: name it, let in, then check the form's token.
    errors.init_app(app)
    db.init_app(app)
    current.init_app(app)
    for extension in (CSRFProtect(), Htmx(), Compress()):
        extension.init_app(app)
    headers.init_app(app)
    for part in PARTS:
        app.register_blueprint(part)
    submission_key.init_app(app, current.account_id)
    with app.app_context():
        try:
            refuse_unsafe_role(db.engine)
        finally:
            db.engine.dispose()  # workers are forked: none may inherit a connection
    return app


def _set_up_templates(app: Flask) -> None:
    environment = app.jinja_env
    environment.undefined = jinja2.StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.globals.update(ui=_Ui(environment), described=described)
    filters.init_app(app)
