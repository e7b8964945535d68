"""Every fault of the modules ``tests/banks/faults_of_*.py``: whoever brings a rule adds a module, and no line here."""

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

import tests.banks
from tests.banks.fault import Fault


def all_faults() -> dict[str, Fault]:
    """Return each fault by its name, which says the module too, so that no two are the same."""
    found: dict[str, Fault] = {}
    for module in sorted(each.name for each in pkgutil.iter_modules(tests.banks.__path__)):
        if module.startswith("faults_of_"):
            faults = _faults_in(import_module(f"tests.banks.{module}"))
            for name, fault in faults.items():
                found[f"{module.removeprefix('faults_of_')}: {name}"] = _fault(fault)
    return found


def _faults_in(module: ModuleType) -> Mapping[str, Fault | tuple[str, str, str, list[str]]]:
    [name] = [name for name in vars(module) if name == "FAULTS" or name.startswith("FAULTS_OF_")]
    faults: Mapping[str, Fault | tuple[str, str, str, list[str]]] = vars(module)[name]
    return faults


def _fault(written: Fault | tuple[str, str, str, list[str]]) -> Fault:
    return written if isinstance(written, Fault) else Fault(*written)
