"""``lexgate advise``: what a mitigation would bring and cost, and which columns are proxies."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lexgate.errors import RequestError

if TYPE_CHECKING:
    from lexgate.present import Page

_NAMES = {
    "reweighing": "Reweighing: weights of rows by which attribute and outcome are independent",
    "thresholds_selection_rate": "A threshold for each group, for equal selection rates",
    "thresholds_equal_opportunity": "A threshold for each group, for equal true positive rates",
    "thresholds_equalized_odds": "A threshold for each group, for equal true and false positive "
    "rates",
}
_LIES = {
    "keeps": "within the limit",
    "misses": "misses the limit",
    "spans": "spans the limit",
    "not_measured": "not measured",
}
_RELATIONS = {"at_least": "at least", "at_most": "at most"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the flags of advise."""
    parser.add_argument(
        "attributes", nargs="*", metavar="ATTRIBUTE", help="some attributes; all without"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Try mitigations on the rows that lexgate.toml names; nothing is written or signed."""
    from lexgate import config, present

    settings = config.load(args.folder)
    try:
        from lexgate_collectors import advice
        from lexgate_collectors.described import Described

        found = advice.advise(Described(settings, settings.collect), args.attributes)
    except ImportError as error:
        raise RequestError(
            f"the collectors are not installed: {error}",
            "lexgate advise",
            "pip install 'lexgate[collectors]'",
        ) from error
    if args.format == "json":
        print(json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False))
    else:
        sys.stdout.write(present.rendered(page(found), sys.stdout))
    return 0


def page(found: Mapping[str, Any]) -> Page:
    """The advice for people, 80 columns wide."""
    from lexgate.present import wrapped

    data, model = found["data"], found["model"]
    own = f"anew trained as in the artefact ({model['trained']})"
    instead = f"{model['trained']}, since {model['because']}"
    threshold = "" if model["threshold"] is None else f", selected from {model['threshold']:g} on"
    texts = [
        f"On {data['rows']} rows of {data['file']}, with {len(data['features'])} columns; the "
        f"model: {instead if model['because'] else own}{threshold}. Nobody is judged by a model "
        f"that learnt from them ({found['folds']} folds, seed {found['seed']}).",
        *(f"Not read: {name}, {why}." for name, why in sorted(data["left_out"].items())),
    ]
    if not model["converged"]:
        texts.append("Its training did not converge in every fold.")
    lines: Page = [
        [("head", f"Mitigations tried for {found['system']} {found['version']}")],
        *[[("dim", line)] for text in texts for line in wrapped(text, "")],
    ]
    for name, one in found["attributes"].items():
        lines += [[], *_attribute(name, one, found["measure"])]
    for name, why in sorted(found["not_examined"].items()):
        lines += [[], [("head", name)]]
        lines += [[("", line)] for line in wrapped(f"not measured, because: {why}", "  ")]
    return [*lines, [], *[[("", line)] for line in wrapped(found["notice"], "")]]


def _attribute(name: str, one: Mapping[str, Any], measure: str) -> Page:
    from lexgate.present import term_text, wrapped

    groups = ", ".join(f"{group} {n}" for group, n in one["groups"].items())
    lines: Page = [[("head", line)] for line in wrapped(f"{name}: {groups}", "  ", "")]
    for limited, limit in one["limits"].items():
        interval = " by its whole interval" if limit["bound"] == "interval" else ""
        text = (
            f"the organisation's limit: {term_text(limited)} {_RELATIONS[limit['relation']]} "
            f"{limit['value']:g}{interval}"
        )
        lines += [[("dim", line)] for line in wrapped(text, "  ")]
    if one["not_tried"]:
        return [*lines, [("", f"  not measured, because of {one['not_tried']}")]]
    for tried, result in one["tried"].items():
        lines += [[], *[[("head", line)] for line in wrapped(_NAMES[tried], "  ")]]
        lines += [[("dim", line)] for line in wrapped(f"needs: {result['needs']}", "    ")]
        if "not_measured" in result:
            text = f"not measured, because {result['not_measured']}"
            lines += [[("", line)] for line in wrapped(text, "    ")]
            continue
        shown = dict.fromkeys([measure, result.get("aim", measure), *one["limits"]])
        for each in shown:
            if each in result["measures"]:
                lines += _change(term_text(each), result["measures"][each], one["limits"].get(each))
            else:
                text = f"{term_text(each)}: not measured, because nothing describes it"
                lines += [[("", line)] for line in wrapped(text, "      ", "    ")]
        lines += _change("accuracy", result["accuracy"])
        lines += _change("share selected", result["selection_rate"])
        for group, two in result.get("thresholds", {}).items():
            text = f"{group} selected from {two[0]:.3g} on, in the other half {two[1]:.3g}"
            lines += [[("dim", line)] for line in wrapped(text, "      ", "    ")]
    return [*lines, [], *_proxies(name, one["proxies"])]


def _change(name: str, change: Mapping[str, Any], limited: Mapping[str, Any] | None = None) -> Page:
    from lexgate.present import wrapped

    before, after = change["before"], change["after"]
    for estimate in (before, after):
        if estimate["value"] is None:
            text = f"{name}: not measured, because {estimate['reason']}"
            return [[("", line)] for line in wrapped(text, "      ", "    ")]
    limit = change.get("limit", {})
    digits = _digits([before, after], limited["value"]) if limited else 3
    lines: Page = [[("", f"    {name}")]]
    for when, estimate in (("before", before), ("after", after)):
        head = ("", f"      {when:<7} {_number(estimate, digits=digits):<24}")
        style = {"keeps": "good", "misses": "bad"}.get(limit.get(when, ""), "open")
        lines.append([head, (style, f"  {_LIES[limit[when]]}")] if when in limit else [head])
    # The share selected has none: a change of it is no gain and no cost.
    if "change" in change:
        text = f"      {'change':<7} {_number(change['change'], '+', digits)}"
        lines += [[("", line)] for line in wrapped(text, " " * 14, "")]
    return lines


def _digits(estimates: Sequence[Mapping[str, Any]], limit: float) -> int:
    """So many decimals that no number seems to lie on the limit, or beyond it, that doesn't."""
    ends = [one[key] for one in estimates for key in ("value", "low", "high")]
    for digits in range(3, 12):
        if all((round(end, digits) >= limit) == (end >= limit) for end in ends) and all(
            (round(end, digits) <= limit) == (end <= limit) for end in ends
        ):
            return digits
    return 12


def _number(estimate: Mapping[str, Any], sign: str = "", digits: int = 3) -> str:
    if estimate["value"] is None:
        return f"not measured, because {estimate['reason']}"
    value, low, high = (
        format(round(estimate[key], digits) + 0.0, f"{sign}.{digits}f")
        for key in ("value", "low", "high")
    )
    return f"{value} ({low} to {high})"


def _proxies(name: str, proxies: Mapping[str, Any]) -> Page:
    from lexgate.present import wrapped

    def strength(item: tuple[str, Mapping[str, Any]]) -> tuple[float, str]:
        value = item[1]["association"]["value"]
        return (-1.0 if value is None else -value, item[0])

    text = (
        f"How far each column tells {name} apart (0 not at all, 1 wholly), and the accuracy "
        "that the model loses without knowing it; 95 %"
    )
    lines: Page = [[("head", line)] for line in wrapped(text, "    ", "  ")]
    known = sorted(
        ((key, one) for key, one in proxies.items() if one["association"]["value"] is not None),
        key=strength,
    )
    for key, one in known:
        short = key if len(key) <= 26 else f"{key[:25]}…"
        numbers = f"{_number(one['association'])}  {_number(one['importance'], '+'):>24}"
        lines.append([("", f"    {short:<26} {numbers}")])
    for key, one in sorted(proxies.items()):
        if one["association"]["value"] is None:
            text = f"{key}: not measured, because {one['association']['reason']}"
            lines += [[("", line)] for line in wrapped(text, "      ", "    ")]
    text = (
        "A column high in the first and near zero in the second costs this model least to leave "
        "out; what several columns say together is not seen here."
    )
    return [*lines, *[[("dim", line)] for line in wrapped(text, "    ")]]
