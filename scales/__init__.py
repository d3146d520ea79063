"""What can be measured: every scale is one file in this folder, found by itself."""

import importlib
import pkgutil
from functools import cache

from scales.base import Scale, ScaleError

NOT_SCALES = ("base", "items")  # what a scale is made of


@cache
def catalogue() -> dict[str, Scale]:
    """Every scale in this folder by its key, in alphabetical order; raises ScaleError for a file that is not one."""
    found: dict[str, Scale] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if module.name in NOT_SCALES:
            continue
        scale = getattr(importlib.import_module(f"{__name__}.{module.name}"), "SCALE", None)
        if not isinstance(scale, Scale):
            raise ScaleError(f"scales/{module.name}.py must define SCALE.")
        if scale.key != module.name:
            raise ScaleError(f"scales/{module.name}.py declares the key {scale.key}; file and key must agree.")
        found[scale.key] = scale
    return found


def get(key: str) -> Scale:
    """The scale with this key; raises ScaleError naming it if there is none."""
    try:
        return catalogue()[key]
    except KeyError:
        raise ScaleError(f"There is no scale {key}.") from None
