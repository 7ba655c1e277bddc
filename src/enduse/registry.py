"""A folder is its own registry: every file in it is one entry."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib import resources
from types import ModuleType
from typing import Any

import yaml

from enduse.errors import InputError


class TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Loads every scalar as text, so that the country NO stays a country."""


TextLoader.yaml_implicit_resolvers = {}


@cache
def names(package: str) -> tuple[str, ...]:
    """The names of the modules of ``package``, sorted; those with a leading underscore are left out."""
    path = importlib.import_module(package).__path__
    return tuple(sorted(info.name for info in pkgutil.iter_modules(path) if not info.name.startswith("_")))


def module(package: str, name: str) -> ModuleType:
    """One module of ``package``."""
    return importlib.import_module(f"{package}.{name}")


@cache
def modules(package: str) -> dict[str, ModuleType]:
    """The modules of ``package`` by name, in name order."""
    return {name: module(package, name) for name in names(package)}


@cache
def texts(package: str, suffix: str) -> dict[str, str]:
    """The text files of ``package`` with ``suffix``, by stem, in name order."""
    entries = sorted(resources.files(package).iterdir(), key=lambda entry: entry.name)
    return {
        entry.name.removesuffix(suffix): entry.read_text(encoding="utf-8")
        for entry in entries
        if entry.name.endswith(suffix)
    }


def load_yaml(text: str, where: str) -> Any:
    """Parse YAML with string scalars.

    Raises:
        InputError: if the text is not YAML.
    """
    try:
        return yaml.load(text, Loader=TextLoader)
    except yaml.YAMLError as error:
        problem = str(getattr(error, "problem", "") or "broken syntax")
        raise InputError(where, "YAML", problem, "Mend the file and load it again") from None
