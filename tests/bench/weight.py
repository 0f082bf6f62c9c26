"""Bytes on the line, each beside its budget."""

from lhtq.assessment.queries import set_for
from lhtq.criteria.rules import Kind, Model
from lhtq.db.scope import scoped_to
from tests.bench.install import Place
from tests.bench.report import Report
from tests.bench.visitor import app_of, visitor
from tests.client import Client
from tests.weight import BUDGET, cold, page, save


def measure(place: Place, report: Report) -> None:
    """Weigh the pages of the budget."""
    app = app_of(place)
    found = place.found
    officer, recorder = visitor(app, found.officer), visitor(app, found.other_recorder)
    commune = visitor(app, found.commune_recorder)
    sign_in = cold(Client(app, actor=None), "/dang-nhap")
    first = cold(recorder, "/")
    with app.app_context(), scoped_to("08/"):
        answers = {line.code: _full(line) for line in set_for(Model.FAMILY, found.year).asked}
    spent = sign_in + first + page(recorder, f"/cham-diem/{found.other_village_id}/{found.year}")
    saves = []
    for household in found.other_household_ids:
        url, target = f"/cham-diem/ho/{household}/{found.year}", f"output#result-{household}"
        version = _version(recorder, found.other_village_id, found.year, household)
        saves.append(save(recorder, url, answers | {"version": version}, target))
    spent += sum(map(sum, saves)) + page(recorder, f"/cham-diem/{found.other_village_id}/{found.year}/binh-xet")
    heaviest = max(saves, key=sum)
    weighed = {
        "sign-in, cold": sign_in,
        "first page signed in, cold": max(first, cold(officer, "/")),
        "later page": max(
            page(officer, url) for url in ("/", f"/don-vi/{found.province_id}", f"/don-vi/{found.commune_id}")
        ),
        "list of 25": max(
            page(officer, url)
            for url in (f"/ho-gia-dinh/{found.commune_id}", f"/phieu/{found.commune_id}/{found.year}",
                        f"/danh-hieu/{found.commune_id}")
        ),
        "400 citizens": page(commune, f"/cham-diem/{found.citizens_id}/{found.year}/cong-dan"),
        "fragment": heaviest[1],
        "save, both ways": sum(heaviest),
        "village of 100": spent,
    }  # fmt: skip
    report.table(
        "Bytes as sent",
        ("what", "bytes", "budget"),
        [[name, f"{weighed[name]:,}", f"{budget:,}"] for name, budget in BUDGET.items()],
        "Compressed, with headers; a save and the village count both ways. The heaviest of its kind.",
    )


def _full(line) -> str:
    return "1" if line.kind is Kind.GATE else str(line.points_max)


def _version(client: Client, village_id: int, year: int, household: int) -> str:
    """The version that the page carries for a household's row."""
    row = client.get(f"/cham-diem/{village_id}/{year}").text.partition(f'id="result-{household}"')[2]
    return row.partition('name="version" value="')[2].partition('"')[0]
