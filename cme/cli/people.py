"""``cme people``: staff, roles and one-time links."""

import click

from cme.cli.context import open_database
from cme.clock import utc_now
from cme.services import staff
from cme.services.accounts import ROLES
from cme.services.one_time_links import STAFF_LIFETIME, Links

ROLE = click.Choice(ROLES)
GOOD_FOR = f"It works once, within {int(STAFF_LIFETIME.total_seconds() // 3600)} hours. Whoever has it has the account."


@click.group()
def people() -> None:
    """Add staff, change roles, make one-time links."""


@people.command()
@click.argument("email")
@click.option("--role", type=ROLE, required=True, help="What they may do: take activities, edit them, everything.")
@click.option("--name", default="", help="Their name as printed on certificates; they can change it.")
def add(email: str, role: str, name: str) -> None:
    """Make an account for EMAIL and print a link that sets its password; or give an existing account the role."""
    settings, database = open_database()
    with database.writing() as session:
        added = staff.add_staff(session, email=email, role=role, name=name, links=Links(settings.origin), now=utc_now())
    if added.link is None:
        change = f"was {_a(added.former_role)} and is now {_a(role)}" if added.former_role else f"is {_a(role)} already"
        click.echo(f"{added.email} has an account and {change}. For another link: cme people link {added.email}")
        return
    click.echo(f"{added.email} is now {_a(role)}. Give them this link to set a password:")
    _show(added.link)


@people.command()
@click.argument("email")
@click.argument("new_role", metavar="ROLE", type=ROLE)
def role(email: str, new_role: str) -> None:
    """Give EMAIL the ROLE learner, educator or admin, from their next page on."""
    _, database = open_database()
    with database.writing() as session:
        has_changed = staff.set_role(session, email=email, role=new_role, now=utc_now())
    click.echo(f"{email} is now {_a(new_role)}." if has_changed else f"{email} is {_a(new_role)} already.")


@people.command()
@click.argument("email")
def link(email: str) -> None:
    """Print another link that sets the password of EMAIL. Their present password works until it is used."""
    settings, database = open_database()
    with database.writing() as session:
        found = staff.new_link(session, email=email, links=Links(settings.origin), now=utc_now())
    click.echo("Give them this link to set a password:")
    _show(found)


def _a(role: str) -> str:
    return f"a {role}" if role == "learner" else f"an {role}"


def _show(address: str) -> None:
    click.echo(f"\n{address}\n\n{GOOD_FOR}")
