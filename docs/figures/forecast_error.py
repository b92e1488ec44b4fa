"""Draws forecast_error.png from the shipped data: `python docs/figures/forecast_error.py`."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from sim.data import open_data

BLUE, ORANGE, GREY = "#0072b2", "#d55e00", "#777777"
NAMES = {"f107": ("F10.7", BLUE), "ap": ("Ap", ORANGE)}


def main() -> None:
    """Write the figure beside this file."""
    data = open_data("forecast_error")
    years = data["lead_months"] / 12.0
    figure, axes = plt.subplots(2, 2, figsize=(9.0, 6.4), sharex=True, layout="constrained")
    for column, (index, (name, colour)) in enumerate(NAMES.items()):
        low, middle, high = data[f"{index}_ratio_quantiles"].T
        ax = axes[0, column]
        ax.fill_between(years, low, high, color=colour, alpha=0.25, lw=0, label="5 to 95 %")
        ax.plot(years, middle, color=colour, label="median")
        ax.axhline(1.0, color=GREY, lw=0.8)
        ax.set(title=f"{name}: observed over forecast median", ylim=(0.2, 1.8))
        ax.legend(loc="upper left", frameon=False, ncols=2)
    coverage, scatter = axes[1]
    for index, (name, colour) in NAMES.items():
        coverage.plot(years, 100.0 * data[f"{index}_inside"], color=colour, label=name)
        scatter.plot(years, data[f"{index}_sd"], color=colour, label=f"{name}: scatter")
        scatter.plot(years, data[f"{index}_mean"], color=colour, ls="--", label=f"{name}: mean")
    coverage.axhline(90.0, color=GREY, lw=0.8)
    coverage.annotate("what 5 to 95 % promises", (9.9, 91.0), ha="right", color=GREY)
    coverage.set(title="Observed within the 90 % band, %", ylim=(0.0, 100.0))
    scatter.axhline(1.0, color=GREY, lw=0.8)
    scatter.axhline(0.0, color=GREY, lw=0.8)
    scatter.set(title="Deviation, in the bulletin's own sigmas", ylim=(-2.6, 3.4))
    coverage.legend(loc="lower left", frameon=False)
    scatter.legend(loc="upper right", frameon=False, ncols=2)
    for ax in axes[1]:
        ax.set(xlabel="years from the issue of the bulletin", xticks=np.arange(0, 11, 2))
        ax.set_xlim(0.0, 10.0)
    for ax in axes.flat:
        ax.spines[["top", "right"]].set_visible(False)
        ax.title.set_fontsize(11)
    path = Path(__file__).with_suffix(".png")
    figure.savefig(path, dpi=110, metadata={"Software": None})


if __name__ == "__main__":
    main()
