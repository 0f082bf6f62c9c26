"""The app refuses to start as a database role that could see everything."""

from sqlalchemy import Engine, text

_ASK = text(
    """
    SELECT role.rolsuper, role.rolbypassrls,
           EXISTS (SELECT FROM pg_class WHERE relowner = role.oid AND relkind = 'r'
                   AND relnamespace = 'public'::regnamespace)
      FROM pg_roles role WHERE role.rolname = current_user
    """
)


class UnsafeRoleError(RuntimeError):
    """The connected role is a superuser, bypasses row security, or owns a table."""


def refuse_unsafe_role(engine: Engine) -> None:
    """Raise UnsafeRoleError unless row security binds the role that the app is connected as."""
    with engine.connect() as connection:
        superuser, bypasses, owns = connection.execute(_ASK).one()
    if superuser or bypasses or owns:
        message = "the app must sign in as a role that owns no table and cannot bypass row security"
        raise UnsafeRoleError(message)
