"""The WSGI entry point: ``gunicorn wsgi:app``."""

from lhtq.start import app_of_this_process

app = app_of_this_process()
