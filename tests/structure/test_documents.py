"""What the pages say is true of the code."""

from __future__ import annotations

import importlib
import re

import pytest

from tests.conftest import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
NAMES = sorted(set(re.findall(r"`(enduse\.[\w.]+)`", GLOSSARY)))


@pytest.mark.parametrize("name", NAMES)
def test_every_name_of_the_glossary_exists(name: str) -> None:
    module, attribute = name.rsplit(".", 1)
    assert hasattr(importlib.import_module(module), attribute)


def test_every_page_that_the_readme_links_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert links and [link for link in links if not (ROOT / link).exists()] == []


def test_the_two_commands_of_the_readme_are_targets_of_the_makefile() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for command in re.findall(r"^make (\w+)$", text, re.MULTILINE):
        assert f"\n{command}:" in makefile


def test_every_verb_is_in_the_readme_and_says_how_to_use_it() -> None:
    from enduse import registry

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, module in registry.modules("enduse.cli.verbs").items():
        assert f"enduse {name}" in text, name
        documented = module.app.info.help if hasattr(module, "app") else getattr(module, name).__doc__
        assert documented, name
