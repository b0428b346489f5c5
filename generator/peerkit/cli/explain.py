"""`peerkit explain`: a rule's page, or the list of rules."""

from __future__ import annotations

import click


@click.command()
@click.argument("rule", required=False)
def command(rule: str | None) -> None:
    """Explain RULE, or list all rules."""
    from peerkit.diagnostic import Refusal
    from peerkit.rules import builtin
    from peerkit.text import nearest

    rules = builtin()
    if rule is None:
        width = max(map(len, rules))
        for name, each in rules.items():
            severity = each.severity.value if each.severity else "off"
            click.echo(f"{name:{width}}  {severity:7}  {each.page.splitlines()[0]}")
        return
    if rule not in rules:
        raise Refusal(f"no rule '{rule}'; {nearest(rule, rules) or 'peerkit explain lists them'}")
    each = rules[rule]
    fields = type(each.given).model_fields
    click.echo(f"# {rule}\n\n{each.page}\n")
    click.echo(f"By default: {each.severity.value if each.severity else 'off'}. Set it in groups/network.yml:\n")
    settings = "".join(f", {name}: {getattr(each.given, name)}" for name in fields)
    click.echo(f"    rules:\n      {rule}: {{severity: {each.severity.value if each.severity else 'warning'}{settings}}}")
    for name, field in fields.items():
        click.echo(f"\n- `{name}`: {field.description}")
