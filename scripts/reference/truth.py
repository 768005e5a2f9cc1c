# SPDX-License-Identifier: BSD-3-Clause
"""What the truth set consists of: cases, and quantities with their errors."""
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class Quantity:
    values: np.ndarray
    se: np.ndarray | None = None       # standard error of each entry
    bound: np.ndarray | float | None = None  # largest error, of each entry or of all

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        all_of_them = {name: np.asarray(self.values)}
        if self.se is not None:
            all_of_them[f"{name}_se"] = np.asarray(self.se)
        if self.bound is not None:
            all_of_them[f"{name}_bound"] = np.asarray(self.bound, dtype=float)
        return all_of_them


@dataclass
class Case:
    name: str          # "<subject>/<case>"
    what: str
    source: str        # who has computed it, how
    parameters: dict
    quantities: dict[str, Quantity]
    command: str = ""  # of ours, whose result is compared with it
    given: dict[str, np.ndarray] = field(default_factory=dict)  # what others must be given to compute the same

    def manifest(self) -> dict:
        return {"name": self.name, "what": self.what, "source": self.source, "parameters": self.parameters,
                "command": self.command, "given": {name: list(np.shape(value)) for name, value in self.given.items()},
                "quantities": {name: {"shape": list(np.shape(one.values)), "standard errors": one.se is not None,
                                      "bound": float(f"{np.max(one.bound):.3g}") if one.bound is not None else None}
                               for name, one in self.quantities.items()}}

    def errors_text(self) -> str:
        parts = []
        if any(one.se is not None for one in self.quantities.values()):
            parts.append("standard errors")
        bounds = [np.max(one.bound) for one in self.quantities.values() if one.bound is not None]
        if bounds:
            parts.append(f"bounds up to {max(bounds):.1g}")
        return ", ".join(parts)
