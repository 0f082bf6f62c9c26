"""Who owes a report is reminded, by what an installation has, and by nothing twice."""

import datetime as dt
import http.server
import json
import threading
from pathlib import Path

import pytest
from sqlalchemy import select

from lhtq import start
from lhtq.accounts.models import Account, Assignment
from lhtq.accounts.policy import Role
from lhtq.membership.models import Branch, Member, Post
from lhtq.membership.rules import BranchKind
from lhtq.reporting.gateways import FileGateway, GatewayError, Message, RefusedError, from_environment
from lhtq.reporting.models import Report, ReportDue, ReportPeriod, ReportReminder
from lhtq.reporting.rules.reminding import MOST_TRIES, Channel, Outcome, Reminder, reminder_for
from lhtq.reporting.rules.states import ReportState
from lhtq.reporting.service.reminding import remind
from lhtq.units.models import Unit

DUE = dt.date(2026, 12, 10)


@pytest.fixture(scope="module")
def database(server):
    return server.copy()


@pytest.fixture
def session(database):
    """Two communes of Na Hang owe a report on 10 December; of one somebody can be written to. Undone afterwards."""
    with start.owner_session(database.owner) as found:
        found.info["made"] = []
        units = [found.scalars(select(Unit).where(Unit.path == f"08/072/{code}/")).one() for code in ("02248", "02260")]
        period = ReportPeriod(
            unit_id=units[0].parent_id, kind="annual", year=2026, name="Báo cáo năm 2026", from_on=dt.date(2025, 12, 1),
            as_of=dt.date(2026, 11, 30), way="levels", layout="annual",
        )  # fmt: skip
        account = Account(
            unit_id=units[0].id, username="lan", full_name="Hoàng Thị Lan", password_hash="", phone="0912345678",
            email="lan@yenhoa.vn",
        )  # fmt: skip
        found.add_all([period, account])
        found.flush()
        found.add(Assignment(account_id=account.id, unit_id=units[0].id, role=Role.COMMUNE_REVIEWER))
        for unit in units:
            found.add(
                ReportDue(
                    period_id=period.id, unit_id=unit.id, goes_to_id=unit.parent_id, due_on=DUE, predecessors=[]
                )
            )  # fmt: skip
        found.commit()
        yield found
        found.rollback()
        for table in (ReportReminder, Report, ReportDue, ReportPeriod, Assignment, Account, Post, Member, Branch):
            for row in found.scalars(select(table)):
                found.delete(row)
            found.flush()
        found.commit()


class Kept:
    """A gateway that keeps what it is given, and refuses as often as it is told."""

    def __init__(self, refusing: int = 0, error: type[Exception] = RefusedError) -> None:
        self.messages: list[Message] = []
        self._refusing = refusing
        self._error = error

    def send(self, message: Message) -> None:
        if self._refusing:
            self._refusing -= 1
            raise self._error("bận")
        self.messages.append(message)


@pytest.mark.parametrize(
    ("days", "expected"),
    [(15, None), (14, Reminder.FORTNIGHT), (4, Reminder.FORTNIGHT), (3, Reminder.THREE_DAYS), (0, Reminder.THREE_DAYS),
     (-1, Reminder.LATE)],
)  # fmt: skip
def test_the_days_on_which_one_is_reminded(days, expected):
    assert reminder_for(DUE, DUE - dt.timedelta(days=days)) is expected


def test_each_reminder_goes_out_once_by_each_channel(session):
    mail, text = Kept(), Kept()
    gateways = {Channel.MAIL: mail, Channel.TEXT: text}
    first = remind(session, gateways, DUE - dt.timedelta(days=10))
    assert (first.written, first.sent, first.unreached) == (2, 2, 1)
    again = remind(session, gateways, DUE - dt.timedelta(days=9))
    assert (again.written, again.sent) == (0, 0)
    remind(session, gateways, DUE - dt.timedelta(days=2))
    assert [message.to for message in mail.messages] == ["lan@yenhoa.vn"] * 2
    assert [message.to for message in text.messages] == ["0912345678"] * 2
    assert "cần nộp trước 10/12/2026" in mail.messages[0].words
    remind(session, gateways, DUE + dt.timedelta(days=1))
    assert "đã quá hạn" in mail.messages[2].words


def test_what_was_opened_again_is_not_called_late_and_is_reminded_of_once_after_a_week(session):
    due = session.scalars(select(ReportDue).join(ReportDue.unit).where(Unit.path == "08/072/02248/")).one()
    opened = dt.datetime.combine(DUE + dt.timedelta(days=90), dt.time(3), dt.UTC)
    session.add(
        Report(due_id=due.id, unit_id=due.unit_id, state=ReportState.REOPENED, number=1, reason="", answered_at=opened)
    )
    session.commit()
    text = Kept()
    for days in (0, 6):
        remind(session, {Channel.TEXT: text}, opened.date() + dt.timedelta(days=days))
    assert text.messages == []
    for days in (7, 8, 30):
        remind(session, {Channel.TEXT: text}, opened.date() + dt.timedelta(days=days))
    (message,) = text.messages
    assert f"Báo cáo năm 2026 của xã Yên Hoa được mở lại để sửa từ {opened:%d/%m/%Y}, chưa nộp lại." in message.words
    assert "quá hạn" not in message.words


def test_a_file_says_whom_to_call_and_the_chair_where_no_account_has_a_number(session):
    files = Kept()
    lan = session.scalars(select(Account)).one()
    lan.phone = ""
    for unit_id, name in session.execute(
        select(ReportDue.unit_id, Unit.name).join(Unit, Unit.id == ReportDue.unit_id).order_by(Unit.path)
    ).all():
        branch = Branch(unit_id=unit_id, kind=BranchKind.ASSOCIATION, name=f"Hội Khuyến học xã {name}")
        session.add(branch)
        session.flush()
        for position, full_name, phone in (
            ("chair", f"Ma Văn {name}", ""),
            ("vice-chair", "La Văn Viện", "0987 654 321"),
        ):
            member = Member(
                branch_id=branch.id, unit_id=unit_id, full_name=full_name, birth_year=1970, sex="male", phone=phone
            )
            session.add(member)
            session.flush()
            post = Post(
                branch_id=branch.id, unit_id=unit_id, member_id=member.id, position=position,
                from_on=dt.date(2024, 1, 1),
            )  # fmt: skip
            session.add(post)
    session.commit()
    assert remind(session, {Channel.FILE: files}, DUE).unreached == 0
    chair = "gọi La Văn Viện (Hội Khuyến học), 0987 654 321"
    assert [message.to for message in files.messages] == [f"Hoàng Thị Lan; {chair}", chair]


def test_who_has_handed_in_is_left_alone(session):
    due = session.scalars(select(ReportDue).order_by(ReportDue.unit_id)).first()
    session.add(Report(due_id=due.id, unit_id=due.unit_id, state="submitted", number=1, reason=""))
    session.commit()
    assert remind(session, {Channel.TEXT: Kept()}, DUE + dt.timedelta(days=1)).written == 0


def test_what_was_refused_is_tried_again_and_given_up_at_last(session):
    refusing = Kept(refusing=MOST_TRIES + 5)
    for _ in range(MOST_TRIES + 2):
        remind(session, {Channel.TEXT: refusing}, DUE)
    row = session.scalars(select(ReportReminder)).one()
    assert (row.outcome, row.tries, row.trouble) == (Outcome.FAILED, MOST_TRIES, "bận")


def test_what_broke_off_in_the_middle_may_have_arrived_and_is_not_sent_again(session):
    broken = Kept(refusing=1, error=TimeoutError)
    remind(session, {Channel.TEXT: broken}, DUE)
    assert remind(session, {Channel.TEXT: broken}, DUE).sent == 0
    assert broken.messages == []
    assert session.scalars(select(ReportReminder.outcome)).one() == Outcome.SENDING


def test_without_a_gateway_messages_become_files(tmp_path: Path):
    (channel, gateway), *others = from_environment(tmp_path, {}).items()
    assert (channel, others) == (Channel.FILE, [])
    gateway.send(Message("lhtq-1", "Hoàng Thị Lan", "Nhắc nộp báo cáo", "Cần nộp"))
    assert "Hoàng Thị Lan" in (tmp_path / "lhtq-1.txt").read_text(encoding="utf-8")
    with pytest.raises(RefusedError):
        FileGateway(tmp_path).send(Message("lhtq-1", "Hoàng Thị Lan", "", ""))


@pytest.mark.parametrize(
    "given",
    [{"LHTQ_MAIL_SERVER": "http://mail"}, {"LHTQ_MAIL_SERVER": "smtp://mail:25"},
     {"LHTQ_TEXT_GATEWAY": "http://gateway.vn/send"}],
)  # fmt: skip
def test_a_gateway_that_cannot_be_is_told_to_who_installs(tmp_path, given):
    with pytest.raises(GatewayError):
        from_environment(tmp_path, given)


def test_a_text_gateway_gets_the_words_and_a_key(tmp_path):
    got: list[tuple[str, dict[str, str]]] = []

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append((self.headers["Authorization"], body))
            self.send_response(200 if len(got) == 1 else 429)
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/"
        gateway = from_environment(tmp_path, {"LHTQ_TEXT_GATEWAY": url, "LHTQ_TEXT_TOKEN": "t"})[Channel.TEXT]
        gateway.send(Message("lhtq-7", "0912345678", "", "Cần nộp báo cáo"))
        with pytest.raises(RefusedError, match="429"):
            gateway.send(Message("lhtq-8", "0912345678", "", "Cần nộp báo cáo"))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert got[0] == ("Bearer t", {"key": "lhtq-7", "to": "0912345678", "text": "Cần nộp báo cáo"})
