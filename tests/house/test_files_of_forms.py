"""A photo or PDF goes out before its form (static/outbox.js), so whatever asks for one takes it by its digest."""

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from wtforms import FileField, MultipleFileField
from wtforms.fields.core import UnboundField

import lhtq
from lhtq.device.forms import PhotosField
from lhtq.issuing.forms import TemplateForm
from lhtq.lists.forms import UploadForm
from lhtq.paths import TEMPLATES
from lhtq.web.forms import Form

#: What is neither photo nor PDF goes out with its form, and each of these has its template.
WHOLE = {TemplateForm: "issuing/template.html", UploadForm: "lists/imports.html"}

TAKES_FILES = sorted(
    path.relative_to(TEMPLATES).as_posix()
    for path in TEMPLATES.rglob("*.html")
    if "multipart/form-data" in path.read_text(encoding="utf-8")
)


def forms(of: type[Form] = Form) -> Iterator[type[Form]]:
    """Every form of the app."""
    for found in of.__subclasses__():
        if found.__module__.startswith("lhtq."):
            yield found
        yield from forms(found)


def file_fields(form: type[Form]) -> list[type]:
    """The kinds of the fields of a form that take a file."""
    fields = [value for name in dir(form) if isinstance(value := getattr(form, name), UnboundField)]
    return [one.field_class for one in fields if issubclass(one.field_class, FileField | MultipleFileField)]


@pytest.fixture(scope="module", autouse=True)
def _every_form():
    for module in pkgutil.walk_packages(lhtq.__path__, "lhtq."):
        if ".forms" in module.name:
            importlib.import_module(module.name)


def test_every_form_with_a_photo_or_pdf_takes_what_was_sent_before_it():
    found = {form: file_fields(form) for form in forms() if file_fields(form)}
    assert len(found) > len(WHOLE)
    assert {form for form, kinds in found.items() if kinds != [PhotosField]} == set(WHOLE)


@pytest.mark.parametrize("name", TAKES_FILES)
def test_a_page_names_what_was_sent_before_its_form_and_makes_photos_small(name):
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    for form in re.findall(r"<form[^<]*multipart/form-data.*?</form>", source, re.DOTALL):
        assert ("ui.photos(" in form) != (name in WHOLE.values())


def test_a_form_that_takes_a_photo_only_with_itself_is_found():
    class Plain(Form):
        file = FileField("Ảnh")

    assert file_fields(Plain) == [FileField]
